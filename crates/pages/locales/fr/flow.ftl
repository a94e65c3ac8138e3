# Consentement, déconnexion et ce qui peut mal tourner.

consent-title = Autorisation
consent-question = { $application } peut-elle savoir qui vous êtes ?
consent-text = L’application demande ce qui suit. On vous le demande une fois, et de nouveau seulement si elle veut davantage.
consent-openid = Vous reconnaître par un numéro qui vous représente
consent-profile = Vos noms, votre langue et le reste de votre profil :
consent-email = Votre adresse e-mail :
consent-address = Votre adresse postale
consent-phone = Votre numéro de téléphone
consent-groups = Les groupes auxquels vous appartenez
consent-offline = Garder cette autorisation pendant votre absence
consent-second-factor = Voir que c’est bien vous, comme seconde preuve à côté de la sienne
consent-second-factor-link = Utiliser le compte que vous avez créé pour cela
consent-other = Un droit propre à l’application :
consent-allow = Autoriser
consent-deny = Ne pas autoriser
consent-back = Dans les deux cas, vous retournez à { $place }.
consent-home = À propos de { $application }
consent-as = Vous êtes connecté en tant que { $username }.
consent-not-you = Utiliser un autre compte

way-back-title = Retour à l’application
way-back-text = Vous retournez à { $place }.
way-back-action = Continuer

sign-out-title = Se déconnecter
sign-out-question = Voulez-vous vous déconnecter ?
sign-out-asked = { $application } demande si vous voulez vous déconnecter ici.
sign-out-text = Vous êtes connecté en tant que { $username }. Vous déconnecter ici met fin à votre connexion pour toutes les applications qui l’utilisent.
sign-out-action = Se déconnecter
sign-out-stay = Si vous ne l’avez pas demandé, fermez cette page : vous restez connecté.
signed-out-title = Vous êtes déconnecté
signed-out-text = Vous pouvez fermer cette page.

trouble-detail = Pour les développeurs
trouble-no-page = Il n’y a rien ici
trouble-no-page-way = L’adresse est peut-être mal écrite ou ancienne. Retournez à l’application que vous voulez utiliser.
trouble-request = Cette application a fait une erreur
trouble-request-way = Sa demande ne peut pas recevoir de réponse, vous n’êtes donc envoyé nulle part. Vous n’avez rien fait de mal : dites aux responsables de l’application ce qui est écrit ci-dessous.
trouble-refused = Il faut d’abord faire quelque chose
trouble-refused-way = Ce que c’est se trouve ci-dessous. Recommencez ensuite depuis l’application.
trouble-too-many = Trop de tentatives
trouble-too-many-way = Attendez un moment, puis réessayez.

mailbox-title = Boîte aux lettres
mailbox-text = Aucun serveur de courrier n’est configuré : les messages attendent ici. Seule cette machine les voit. Les nouveaux apparaissent d’eux-mêmes.
mailbox-empty = Pas encore de message.
mailbox-copy = Copier le code
mailbox-copied = Le code est copié.
mailbox-follow = Suivre le lien
mailbox-confirm = Votre code, { $username } :
mailbox-taken = Le nom { $username } ou cette adresse électronique est déjà utilisé. Choisissez un autre nom ou récupérez votre compte.
mailbox-attempted = Quelqu’un a essayé d’enregistrer votre nom, { $username }.
mailbox-device = Un lien qui fait connaître un navigateur, { $username } :
mailbox-invitation = Vous êtes invité, { $username } :
mailbox-reset = Un lien pour choisir une autre image, { $username } :
mailbox-replaced = Votre image a été remplacée, { $username }.
mailbox-address-changed = Votre compte a maintenant une autre adresse e-mail, { $username }.
mailbox-codes = Vous avez de nouveaux codes de récupération, { $username }.
mailbox-passkey = Une clé d’accès a été ajoutée à votre compte, { $username }.
