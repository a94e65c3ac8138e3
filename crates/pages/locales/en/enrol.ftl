# Enrolling, and the page of a mailed device link.

enrol-title = Create your account
enrol-invited = You have been invited as { $name }. Choose the picture that you will sign in with.
enrol-name-hint = Letters, digits and . _ - @
enrol-email-hint = We send a code there to confirm it is yours.
enrol-name-invalid = Choose a username of letters, digits and the characters . _ - @. With an @ it must be your own e-mail address.
enrol-email-invalid = Enter an e-mail address such as ada@example.org.
enrol-name-taken = Somebody else was faster with this username or e-mail address. Choose another.
enrol-have-account = I have an account already
enrol-link-incomplete = This link is incomplete: the part after the # sign is missing. Open it again from where you found it.
enrol-link-used = This link has been used or has expired. Ask for a new one.

enrol-picture-title = Choose your picture
enrol-picture-text = It becomes your key. Take a photo with much detail that only you have and that was never published.
enrol-picture-good = This picture is a good choice.
enrol-camera = Take a new photo
enrol-camera-text = Take it with your camera app and save it first, then choose it here. Another shot of the same scene will not match.
enrol-try-title = Try it once
enrol-try-text = Choose the same picture again, as you will when you sign in. Another copy of it is best, for example one that a messenger has sent.
enrol-picture-differs = This is another picture. Choose the same one again, or a copy of it.

gate-too_small = This picture is too small: each side needs at least 256 pixels. Choose the original instead of a preview.
gate-almost_no_detail = This picture has almost no detail. Choose a photo of something with many things in it.
gate-too_dark_or_blurred = This picture is too dark or too blurred. Choose a bright and sharp one.
gate-symmetric_or_repeating = This picture is symmetric or repeats itself. Choose a photo of an everyday scene.
gate-mostly_blank = Large parts of this picture are blank, as in a screenshot. Choose a photo that fills its frame.
gate-too_smooth = This picture is too smooth: a small caption would lock you out. Choose one with more detail.
gate-little_detail = This picture has little detail, so an edited copy may not be recognised. One with more detail is safer.

enrol-choose-title = Choose what goes with it
enrol-again-title = Enter it once more
enrol-again-differs = The two were not the same. Choose again.
weak-repeated_digit = This PIN repeats one digit. Choose one that is harder to guess.
weak-run = This PIN counts up or down. Choose one that is harder to guess.
weak-repeated_block = This PIN repeats its beginning. Choose one that is harder to guess.
weak-mirrored = This PIN reads the same in both directions. Choose one that is harder to guess.
weak-date = This PIN looks like a date, and people try birthdays first. Choose another.
weak-popular = This PIN is one of those that many people choose. Choose another.
weak-straight_line = This pattern is a straight line. Add turns.
weak-letter = This pattern is a corner or a letter such as L, U or Z. Add turns.
enrol-working = Making your key. Nothing leaves this device.

enrol-code-title = Confirm your e-mail address
enrol-code-text = We sent a mail with a code to
enrol-code = Code from the mail
enrol-code-hint = Eight digits. Look into your spam folder too.
enrol-code-action = Confirm
enrol-code-again = Send a new code
enrol-code-anew = Start anew
enrol-code-sent-again = A new code is on its way.
enrol-code-wrong = This code is wrong or has expired. Check it, or have a new one sent.
enrol-code-wrong-anew = This code is wrong or has expired. Check it, or start anew.
enrol-code-malformed = The code has eight digits. Enter all of them.

enrol-done = Your account is ready
enrol-done-text = From now on you sign in with your picture.
enrol-keep = Keep this picture well:
enrol-keep-copies = Unedited copies work, also those that a messenger has sent.
enrol-keep-crops = Crops of more than 2 percent do not, and neither does another shot.
enrol-keep-private = Never publish it.
enrol-sign-in-failed = Your account is ready, but signing in did not work yet. Sign in from the application.

device-link-title = Make this device known
device-link-text = Then you can try again here even while others are blocked. You still need your picture.
device-link-action = Yes, this is my device
device-link-good = This device is known now. Go back to the application and sign in.
device-link-used = This link has been used or has expired. Ask for a new one on the sign-in page.
