# The account chooser.

account-title = Choose an account
account-question = As whom do you want to go on?
account-continue = Continue as { $username }
account-signed-out = Signed out
account-other = Use another account
account-ends = Signing in with another account signs this one out here.
