# Le choix du compte.

account-title = Choisir un compte
account-question = Avec quel compte voulez-vous continuer ?
account-continue = Continuer en tant que { $username }
account-signed-out = Déconnecté
account-other = Utiliser un autre compte
account-ends = Si vous vous connectez avec un autre compte, celui-ci est déconnecté ici.
