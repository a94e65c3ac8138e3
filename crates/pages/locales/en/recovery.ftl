# Choosing another picture, by a mailed link or on the profile, and another e-mail address.

forgot-title = Choose another picture
forgot-text = Have you lost your picture, or forgotten PIN or pattern? We mail you a link by which you choose new ones.
forgot-wrong = Enter your username and your e-mail address, such as ada@example.org.
forgot-sent = If there is such an account, a link is on its way.
forgot-sent-text = It goes to the confirmed address of the account and works once, within 30 minutes. Look into your spam folder too.
forgot-back = Back to signing in
reset-title = Choose another picture
reset-greeting = Choose the picture with which you will sign in as { $name } from now on, and what goes with it. Take another picture than before. Wherever you are signed in, you will be signed out.
reset-done = Your new picture is ready
reset-ask-again = Ask for a new link

profile-picture = Your picture
profile-picture-text = You sign in with a picture, and with a PIN or a pattern.
profile-picture-change = Choose another picture or PIN
profile-email-change = Change the e-mail address
profile-back = Back to your profile
change-greeting = You choose another picture for { $name }, and what goes with it. Take a picture that you have not used before. Other devices will be signed out.
change-old-title = Show your picture once more
change-old-text = Choose the picture that you sign in with now.
change-old-secret = And what goes with it now
change-similar = This picture is much like the one that you use now. Another one protects your PIN better.
change-signed-out = You are no longer signed in. Sign in from the application, then come back.
email-title = Change your e-mail address
email-text = Your address is { $email } now. We mail a code to the new one; until you enter it, you cannot sign in again.
email-refused = This address cannot be yours here. Enter another one.
email-done = Your new address is confirmed
