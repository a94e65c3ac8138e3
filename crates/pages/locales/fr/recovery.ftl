# Choosing another picture, by a mailed link.

forgot-title = Choisir une autre image
forgot-text = Vous avez perdu votre image, ou oublié le code PIN ou le motif ? Nous vous envoyons un lien qui permet d’en choisir de nouveaux.
forgot-wrong = Saisissez votre nom d’utilisateur et votre adresse e-mail, par exemple ada@example.org.
forgot-sent = Si ce compte existe, un lien est en route.
forgot-sent-text = Il est envoyé à l’adresse confirmée du compte et sert une fois, pendant 30 minutes. Regardez aussi dans les courriers indésirables.
forgot-back = Retour à la connexion
reset-title = Choisir une autre image
reset-greeting = Choisissez l’image avec laquelle vous vous connecterez désormais en tant que { $name }, et ce qui l’accompagne. Prenez une autre image qu’avant. Vous serez déconnecté partout où vous êtes connecté.
reset-done = Votre nouvelle image est prête
