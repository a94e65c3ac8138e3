# Recovery codes: on the profile, and beside the link of a reset.

codes-title = Codes de récupération
codes-profile-text = Si vous perdez votre image, il vous faut l’un de ces codes en plus du lien reçu par e-mail.
codes-profile-open = Voir vos codes de récupération
codes-text = Si vous perdez votre image, il vous faut l’un de ces codes en plus du lien reçu par e-mail. Chacun sert une fois. Gardez-les sur papier, et pas avec vos e-mails.
codes-none = Vous n’avez pas encore de codes de récupération.
codes-left = Codes qui vous restent : { $count }. De nouveaux codes les remplacent.
codes-draw = Créer dix nouveaux codes
codes-draw-later = Pour créer de nouveaux codes, connectez-vous de nouveau à l’application et revenez ici dans les cinq minutes.
codes-shown-once = Voici vos nouveaux codes. Ils ne sont montrés que cette fois : notez-les ou imprimez-les maintenant.

second-title = Encore une chose
second-text = En plus du lien reçu par e-mail, il faut ici l’un de vos codes de récupération.
second-code = Code de récupération
second-code-hint = Vingt lettres et chiffres, comme vous les avez notés
second-passkey = Utiliser plutôt une clé d’accès
second-malformed = Un code de récupération compte vingt lettres et chiffres. Vérifiez le vôtre.
second-refused = Cela n’a pas été accepté. Essayez un autre de vos codes ; après cinq essais, le lien ne sert plus.
