# On every page, and on those that say what went wrong.

page-title = { $page } · Secrets Vault

trouble-start-again = This sign-in is over
trouble-start-again-way = It was finished, took too long, or began in another browser. Go back to the application and sign in from there.
trouble-foreign-form = This page is out of date
trouble-foreign-form-way = Go back, reload the page and try again. Your browser must allow cookies for this site.
trouble-unavailable = The service cannot be reached at the moment
trouble-unavailable-way = This is not your fault. Wait a moment and reload this page.

home-title = A sign-in service
home-text = Applications send you here to sign in with a picture of your own. Open the application that you want to use, and sign in from there.

continue = Continue
change = Change
cancel = Cancel
needs-javascript = Your picture is read and proved on this device, which needs JavaScript. Allow it for this site, then reload the page.
trouble-back = Back to { $application }

trouble-incomplete-link = This link is incomplete
trouble-incomplete-link-way = Open it again from the mail or the place where you found it, and copy it whole.
trouble-closed = Registration is closed here
trouble-closed-way = Ask an administrator of this organisation for an invitation.
