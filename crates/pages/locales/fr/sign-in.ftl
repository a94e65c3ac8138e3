# Se connecter.

sign-in-title = Connexion
sign-in-to = Connexion à { $application }
sign-in-username = Nom d’utilisateur
sign-in-email = Adresse électronique
sign-in-remember = Se souvenir de moi sur cet appareil
sign-in-as = Connexion en tant que
sign-in-action = Se connecter
sign-in-proving = Preuve de votre identité en cours. Rien ne quitte cet appareil.
sign-in-name-missing = Entrez d’abord votre nom.
sign-in-picture-missing = Choisissez d’abord votre image.
sign-in-expired = Cette connexion a expiré
sign-in-expired-way = Pour votre sécurité, elle n’est valable que peu de temps. Revenez à l’application et reconnectez-vous à partir de là.
sign-in-minutes-left = Valable encore { $count } minutes
sign-in-seconds-left = Expire dans { $count } secondes
sign-in-one-minute = Cette connexion expire dans une minute.
sign-in-not-confirmed = Nous avons envoyé un code à votre adresse e-mail. Saisissez-le pour continuer.
sign-in-other-ways = Autres moyens
sign-in-create = Créer un compte
sign-in-forgot = Image ou code PIN oublié
sign-in-locked-out = Je suis bloqué
sign-in-link-text = Nous vous envoyons un lien par courriel. Ouvert sur cet appareil, il vous permet de réessayer ici même si d’autres sont bloqués. Votre image reste nécessaire.
sign-in-send-link = Envoyer le lien
sign-in-link-sent = Si ce compte existe, un lien est en route. Ouvrez-le sur cet appareil, puis revenez vous connecter.
