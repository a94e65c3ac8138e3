# Signing in a device that has no browser.

device-title = Sign in a device
device-text = Your device shows a code. Enter it here, then you can let the device in.
device-code = Code on the device
device-unknown = No device is waiting with this code. Check it, or have the device show a new one: a code is good for a few minutes, and once.

device-question = Sign in { $application } on your device?
device-compare = Only allow this if your device is showing this very code:
device-wishes = The device will then be able to do the following:
device-allow = Allow the device
device-deny = Do not allow
device-warning = If somebody has sent you this code or read it to you, do not allow it: it is their device that you would sign in, as you.

device-allowed = Your device is signed in
device-allowed-text = You can close this page and go on at the device. It takes a few seconds.
device-denied = The device was not let in
device-denied-text = You can close this page.
