# What mails say. Each is sent in the name of { $sender }, the tenant.

span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}

was-you = If it was you, you need not do anything.
tell-administrator = If it was not you, write to your administrator at once.
code-subject = Your code for { $sender }

register-asked = Somebody asked to register with { $sender } under this e-mail address. If it was you, enter this code:
register-lasts = The code works for { $span }.
register-otherwise = If it was not you, ignore this mail: without the code nothing happens.

taken-subject = Your registration with { $sender }
taken-asked = Somebody asked to register with { $sender } under this e-mail address, but the username or the address is in use already.
taken-way = If it was you, choose another username. If you have registered before, sign in as you did then.
taken-otherwise = If it was not you, ignore this mail: nothing was registered.

attempted-subject = Somebody tried to register your name with { $sender }
attempted-what = Somebody tried to register the username { $username }, which is yours, with { $sender }. They did not get it, and your account is as it was.
attempted-way = If it was you: you have an account already, so sign in with your picture.
attempted-otherwise = You need not do anything. We write this at most once a day.

device-subject = Sign in to { $sender } on a new device
device-asked = Somebody asked to sign in to { $sender } as { $username } on a device that we do not know. If it was you, follow this link on that device:
device-follow = Use this device
device-lasts = The link works once, within { $span }. You sign in with your picture afterwards, as always.
device-otherwise = If it was not you, ignore this mail and do not pass the link on.

invitation-subject = Your invitation to { $sender }
invitation-what = There is an account for you at { $sender }. Your username is { $username }. You sign in with a picture of yours instead of a password; choose it here:
invitation-follow = Choose your picture
invitation-lasts = The link works once, within { $span }. It is for you alone.

reset-subject = Choose another picture for { $sender }
reset-asked = Somebody who says that they cannot sign in to { $sender } as { $username } any more asked for this mail. If it was you, follow this link and choose another picture:
reset-follow = Choose another picture
reset-lasts = The link works once, within { $span }. Wherever you are signed in now, you will be signed out.
reset-otherwise = If it was not you, ignore this mail and do not pass the link on: your account is as it was.

replaced-subject = Another picture for { $sender }
replaced-by-mail = The account { $username } at { $sender } has another picture now. It was chosen by a link that was mailed to this address. Other devices were signed out.
replaced-by-person = The account { $username } at { $sender } has another picture now. It was chosen by somebody who was signed in and had shown who they are. Other devices were signed out.
replaced-otherwise = If it was not you, write to your administrator at once, and see to it that nobody else reads your mails.

address-asked = Somebody gave this e-mail address as that of their account with { $sender }. If it was you, enter this code when you sign in:
address-lasts = The code works for { $span }. Whenever you sign in before the address is confirmed, we send a new one.
address-otherwise = If it was not you, ignore this mail: without the code nobody can use your address.

changed-subject = Another e-mail address for your account with { $sender }
changed-what = The account { $username } at { $sender } has another e-mail address now. It was changed by somebody who was signed in and had shown who they are. This is the last mail to this address.

codes-subject = New recovery codes for { $sender }
codes-what = The account { $username } at { $sender } has new recovery codes. Codes that it had before are good for nothing now.
codes-keep = If it was you, you need not do anything but keep the new codes in a safe place.
codes-otherwise = If it was not you, somebody was signed in as you: write to your administrator at once.

passkey-subject = A new passkey for { $sender }
passkey-what = A passkey was added to the account { $username } at { $sender }. It is called “{ $name }”. From now on it signs in without your picture.
passkey-otherwise = If it was not you, somebody was signed in as you: delete the passkey in your profile, and write to your administrator.
