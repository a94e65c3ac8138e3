# Consent, signing out, and what may go wrong.

consent-title = Permission
consent-question = May { $application } know who you are?
consent-text = It asks for the following. You are asked once, and again only if it wants more.
consent-openid = To recognise you by a number that stands for you
consent-profile = Your names, your language and what else is on your profile:
consent-email = Your e-mail address:
consent-address = Your postal address
consent-phone = Your telephone number
consent-groups = The groups that you belong to
consent-offline = To keep this permission while you are away
consent-second-factor = To see that it is you, as a second proof beside its own
consent-second-factor-link = To use the account that you have just made for that
consent-other = Its own permission:
consent-allow = Allow
consent-deny = Do not allow
consent-back = Either way you go back to { $place }.
consent-home = About { $application }
consent-as = You are signed in as { $username }.
consent-not-you = Use another account

way-back-title = Back to the application
way-back-text = You go back to { $place }.
way-back-action = Go on

sign-out-title = Sign out
sign-out-question = Do you want to sign out?
sign-out-asked = { $application } asks whether you want to sign out here.
sign-out-text = You are signed in as { $username }. Signing out here ends your sign-in for all applications that use it.
sign-out-action = Sign out
sign-out-stay = If you did not ask for this, close this page: you stay signed in.
signed-out-title = You are signed out
signed-out-text = You can close this page.

trouble-detail = For the developers
trouble-no-page = There is nothing here
trouble-no-page-way = The address may be mistyped or old. Go back to the application that you want to use.
trouble-request = This application made a mistake
trouble-request-way = Its request cannot be answered, so you are not sent anywhere. You did nothing wrong: tell the people who run the application what stands below.
trouble-refused = Something must be done first
trouble-refused-way = What that is stands below. Then start again from the application.
trouble-too-many = Too many attempts
trouble-too-many-way = Wait a while, then try again.

mailbox-title = Mailbox
mailbox-text = No mail server is set up, so mails wait here. Only this machine sees them. New ones appear by themselves.
mailbox-empty = No mails yet.
mailbox-copy = Copy the code
mailbox-copied = The code is copied.
mailbox-follow = Follow the link
mailbox-confirm = Your code, { $username }:
mailbox-taken = The name { $username } or this e-mail address is in use already. Choose another name, or recover your account.
mailbox-attempted = Somebody tried to register your name, { $username }.
mailbox-device = A link that makes a browser known, { $username }:
mailbox-invitation = You have been invited, { $username }:
mailbox-reset = A link to choose another picture, { $username }:
mailbox-replaced = Your picture was replaced, { $username }.
mailbox-address-changed = Your account has another e-mail address now, { $username }.
mailbox-codes = You have new recovery codes, { $username }.
mailbox-passkey = A passkey was added to your account, { $username }.
