# Passkeys: on the sign-in page, and on the profile.

passkey-use = Use a passkey
passkey-none = No passkey was used. Try again, or sign in with your picture.
passkey-refused = This passkey was not accepted. Try again, or sign in with your picture.
passkey-blocked = There were too many attempts from this network. Wait a while, then try again.
passkey-exists = This device has a passkey for your account already.
passkey-unsupported = This browser does not know passkeys. Update it, or use another one.

profile-title = Your profile
profile-text = You are signed in as { $username }.
passkeys-title = Your passkeys
passkeys-text = With a passkey your device signs you in by fingerprint, face or its PIN, without your picture.
passkeys-empty = You have no passkeys yet.
passkey-name = Name
passkey-name-example = My phone
passkey-rename = Rename
passkey-added = Added on { $day }.
passkey-used = Last used on { $day }.
passkey-unused = Never used.
passkey-delete = Delete
passkey-delete-text = “{ $name }” will no longer sign you in. Delete it on the device too.
passkey-delete-action = Delete this passkey
passkey-add = Add a passkey
passkey-add-later = To add a passkey, sign in to the application again and come back here within five minutes.
passkey-new = A new passkey
passkey-new-text = Give it a name by which you will know it. Then your device asks for your fingerprint, your face or its PIN.

trouble-sign-in = Sign in first
trouble-sign-in-way = Sign in to the application, then open this page again.
trouble-sign-in-again-way = You signed in a while ago. Sign in to the application again, then come back within five minutes.
trouble-passkey = The passkey was not accepted
trouble-passkey-way = Go back and try again. Its name may have up to 64 characters.
trouble-passkeys-full = You have as many passkeys as there may be
trouble-passkeys-full-way = Delete one that you no longer use, then add the new one.
