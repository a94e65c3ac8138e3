# Choosing another picture, by a mailed link.

forgot-title = Choose another picture
forgot-text = Have you lost your picture, or forgotten PIN or pattern? We mail you a link by which you choose new ones.
forgot-wrong = Enter your username and your e-mail address, such as ada@example.org.
forgot-sent = If there is such an account, a link is on its way.
forgot-sent-text = It goes to the confirmed address of the account and works once, within 30 minutes. Look into your spam folder too.
forgot-back = Back to signing in
reset-title = Choose another picture
reset-greeting = Choose the picture with which you will sign in as { $name } from now on, and what goes with it. Take another picture than before. Wherever you are signed in, you will be signed out.
reset-done = Your new picture is ready
