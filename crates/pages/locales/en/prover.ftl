# What can go wrong while the browser proves or enrols, and what picture, PIN and pattern say.

prover-no_match = Picture or PIN does not match. Use the same picture that you enrolled (a copy will do), and try again.
prover-blocked = There were too many attempts. Try again after { $time }, or ask for a link if you are locked out.
prover-start_again = This sign-in has ended or began in another browser. Go back to the application and start again.
prover-link_sent = This device is not known yet. If there is such an account, a link was sent by mail: open it on this device, then try again.
prover-unreadable = This file cannot be read as a picture. Choose a JPEG, PNG or WebP picture.
prover-damaged = This picture is damaged or cut off. Fetch it once more from where it comes from, or choose another.
prover-heic = This browser cannot read HEIC pictures. Export yours as JPEG, for example in your photo app, and choose that one.
prover-too_large = This picture is too large. Choose one of at most 64 MB and 67 megapixels.
prover-too_small = This picture is too small to be recognised. Choose a larger one.
prover-animated = This picture is animated. Choose one that stands still.
prover-gif = GIF pictures cannot be used here. Choose a JPEG, PNG or WebP picture.
prover-canvas_noise = Your browser alters pictures on this site to prevent tracking, so that yours cannot be recognised. Allow this site to read pictures (canvas), then reload the page.
prover-unreachable = The service did not answer. Check your connection and try again.
prover-refused = The service refused this. Try again; if it happens once more, start again from the application.
prover-unavailable = This is not possible at the moment. Wait a little and try again.
prover-unsupported = This browser cannot do the mathematics of signing in (WebAssembly). Update it, or use another one.

picture-title = Your picture
picture-choose = Choose your picture
picture-drop = or drop it here, or paste it
picture-private = It is read on this device and never sent.
picture-preview = The picture that you chose
picture-change = Change picture
picture-is-none = That was no picture. Choose a picture file.
picture-ready = The picture is chosen.

secret-choice = PIN or pattern
pin-title = PIN
pin-hint = 3 to 6 digits
pin-hint-exact = { $count } digits
pin-pad = Digits
pin-clear = Clear
pin-back = Delete the last digit
pin-short = Enter at least { $count } digits.
pattern-title = Pattern
pattern-hint = Draw through at least three points, or tap them one by one.
pattern-dot = Point { $point }
pattern-clear = Start over
pattern-side = Grid
pattern-type = Type the pattern as numbers
pattern-numbers = Points in order
pattern-numbers-hint = The points are numbered from 1 at the top left, row by row. Write spaces between them, such as 1 5 9.
pattern-short = A pattern needs at least three different points.
pattern-unknown = There is no such point. Each point can be used once.
pattern-drawn = Pattern: { $points }
pattern-point = Point { $point } added
