# Recovery codes: on the profile, and beside the link of a reset.

codes-title = Recovery codes
codes-profile-text = If you lose your picture, you need one of these codes beside the mailed link.
codes-profile-open = Look at your recovery codes
codes-text = If you lose your picture, you need one of these codes beside the mailed link. Each is good once. Keep them on paper, and not with your mails.
codes-none = You have no recovery codes yet.
codes-left = Codes that you have left: { $count }. New ones take their place.
codes-draw = Make ten new codes
codes-draw-later = To make new codes, sign in to the application again and come back here within five minutes.
codes-shown-once = These are your new codes. They are shown this once: write them down or print them now.

second-title = One more thing
second-text = Beside the mailed link, one of your recovery codes is needed here.
second-code = Recovery code
second-code-hint = Twenty letters and digits, as you wrote them down
second-passkey = Use a passkey instead
second-malformed = A recovery code has twenty letters and digits. Look at yours once more.
second-refused = This was not accepted. Try another of your codes; after five tries the link is used up.
