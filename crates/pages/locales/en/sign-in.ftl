# Signing in.

sign-in-title = Sign in
sign-in-to = Sign in to { $application }
sign-in-username = Username
sign-in-email = E-mail address
sign-in-remember = Remember me on this device
sign-in-as = Signing in as
sign-in-action = Sign in
sign-in-proving = Proving it is you. Nothing leaves this device.
sign-in-name-missing = Enter your name first.
sign-in-picture-missing = Choose your picture first.
sign-in-expired = This sign-in has expired
sign-in-expired-way = For your safety it is only good for a short time. Go back to the application and sign in from there again.
sign-in-minutes-left = Good for { $count } more minutes
sign-in-seconds-left = Expires in { $count } seconds
sign-in-one-minute = This sign-in expires in one minute.
sign-in-not-confirmed = We sent a code to your e-mail address. Enter it to go on.
sign-in-other-ways = Other ways
sign-in-create = Create an account
sign-in-forgot = Forgot picture or PIN
sign-in-locked-out = I’m locked out
sign-in-link-text = We mail you a link. Opened on this device, it lets you try again here even while others are blocked. You still need your picture.
sign-in-send-link = Send the link
sign-in-link-sent = If there is such an account, a link is on its way. Open it on this device, then come back and sign in.
