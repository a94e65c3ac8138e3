# Choosing another picture, by a mailed link or on the profile, and another e-mail address.

forgot-title = Choisir une autre image
forgot-text = Vous avez perdu votre image, ou oublié le code PIN ou le motif ? Nous vous envoyons un lien qui permet d’en choisir de nouveaux.
forgot-wrong = Saisissez votre nom d’utilisateur et votre adresse e-mail, par exemple ada@example.org.
forgot-sent = Si ce compte existe, un lien est en route.
forgot-sent-text = Il est envoyé à l’adresse confirmée du compte et sert une fois, pendant 30 minutes. Regardez aussi dans les courriers indésirables.
forgot-back = Retour à la connexion
reset-title = Choisir une autre image
reset-greeting = Choisissez l’image avec laquelle vous vous connecterez désormais en tant que { $name }, et ce qui l’accompagne. Prenez une autre image qu’avant. Vous serez déconnecté partout où vous êtes connecté.
reset-done = Votre nouvelle image est prête
reset-ask-again = Demander un nouveau lien

profile-picture = Votre image
profile-picture-text = Vous vous connectez avec une image, et avec un code PIN ou un motif.
profile-picture-change = Choisir une autre image ou un autre code PIN
profile-email-change = Changer l’adresse e-mail
profile-back = Retour à votre profil
change-greeting = Vous choisissez une autre image pour { $name }, et ce qui l’accompagne. Prenez une image que vous n’avez pas encore utilisée. Les autres appareils seront déconnectés.
change-old-title = Montrez votre image encore une fois
change-old-text = Choisissez l’image avec laquelle vous vous connectez actuellement.
change-old-secret = Et ce qui l’accompagne actuellement
change-similar = Cette image ressemble beaucoup à celle que vous utilisez. Une autre protège mieux votre code PIN.
change-signed-out = Vous n’êtes plus connecté. Connectez-vous depuis l’application, puis revenez.
email-title = Changer l’adresse e-mail
email-text = Votre adresse est actuellement { $email }. Nous envoyons un code à la nouvelle ; tant que vous ne l’avez pas saisi, vous ne pouvez pas vous reconnecter.
email-refused = Cette adresse ne peut pas être la vôtre ici. Saisissez-en une autre.
email-done = Votre nouvelle adresse est confirmée
