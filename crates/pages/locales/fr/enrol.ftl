# S’inscrire, et la page d’un lien d’appareil.

enrol-title = Créez votre compte
enrol-invited = Vous êtes invité en tant que { $name }. Choisissez l’image avec laquelle vous vous connecterez.
enrol-name-hint = Lettres, chiffres et . _ - @
enrol-email-hint = Nous y envoyons un code pour confirmer qu’elle est à vous.
enrol-name-invalid = Choisissez un nom fait de lettres, de chiffres et des caractères . _ - @. Avec un @, ce doit être votre propre adresse électronique.
enrol-email-invalid = Entrez une adresse électronique comme ada@example.org.
enrol-name-taken = Quelqu’un d’autre a été plus rapide avec ce nom ou cette adresse. Choisissez-en un autre.
enrol-have-account = J’ai déjà un compte
enrol-link-incomplete = Ce lien est incomplet : la partie après le signe # manque. Ouvrez-le de nouveau là où vous l’avez trouvé.
enrol-link-used = Ce lien a déjà servi ou a expiré. Demandez-en un nouveau.

enrol-picture-title = Choisissez votre image
enrol-picture-text = Elle devient votre clé. Prenez une photo pleine de détails, que vous seul possédez et qui n’a jamais été publiée.
enrol-picture-good = Cette image est un bon choix.
enrol-camera = Prendre une nouvelle photo
enrol-camera-text = Prenez-la avec votre appareil et enregistrez-la d’abord, puis choisissez-la ici. Une autre prise de la même scène ne correspondra pas.
enrol-try-title = Essayez une fois
enrol-try-text = Choisissez la même image encore une fois, comme pour vous connecter. De préférence une autre copie, par exemple reçue par messagerie.
enrol-picture-differs = C’est une autre image. Choisissez de nouveau la même, ou une copie.

gate-too_small = Cette image est trop petite : chaque côté doit avoir au moins 256 pixels. Choisissez l’original plutôt qu’un aperçu.
gate-almost_no_detail = Cette image n’a presque pas de détails. Choisissez une photo où il y a beaucoup de choses.
gate-too_dark_or_blurred = Cette image est trop sombre ou trop floue. Choisissez-en une claire et nette.
gate-symmetric_or_repeating = Cette image est symétrique ou se répète. Choisissez une photo d’une scène de tous les jours.
gate-mostly_blank = De grandes parties de cette image sont vides, comme dans une capture d’écran. Choisissez une photo qui remplit son cadre.
gate-too_smooth = Cette image est trop lisse : une petite légende vous bloquerait. Choisissez-en une avec plus de détails.
gate-little_detail = Cette image a peu de détails, et une copie retouchée pourrait ne pas être reconnue. Une image plus détaillée est plus sûre.

enrol-choose-title = Choisissez ce qui l’accompagne
enrol-again-title = Entrez-le encore une fois
enrol-again-differs = Les deux n’étaient pas identiques. Choisissez de nouveau.
weak-repeated_digit = Ce code répète un chiffre. Choisissez-en un plus difficile à deviner.
weak-run = Ce code compte vers le haut ou vers le bas. Choisissez-en un plus difficile à deviner.
weak-repeated_block = Ce code répète son début. Choisissez-en un plus difficile à deviner.
weak-mirrored = Ce code se lit pareil dans les deux sens. Choisissez-en un plus difficile à deviner.
weak-date = Ce code ressemble à une date, et les anniversaires sont essayés d’abord. Choisissez-en un autre.
weak-popular = Beaucoup de gens choisissent ce code. Choisissez-en un autre.
weak-straight_line = Ce schéma est une ligne droite. Ajoutez des virages.
weak-letter = Ce schéma est un coin ou une lettre comme L, U ou Z. Ajoutez des virages.
enrol-working = Création de votre clé. Rien ne quitte cet appareil.

enrol-code-title = Confirmez votre adresse électronique
enrol-code-text = Nous avons envoyé un courriel avec un code à
enrol-code = Code du courriel
enrol-code-hint = Huit chiffres. Regardez aussi dans les indésirables.
enrol-code-action = Confirmer
enrol-code-again = Envoyer un nouveau code
enrol-code-anew = Recommencer
enrol-code-sent-again = Un nouveau code est en route.
enrol-code-wrong = Ce code est faux ou a expiré. Vérifiez-le, ou faites-en envoyer un nouveau.
enrol-code-wrong-anew = Ce code est faux ou a expiré. Vérifiez-le, ou recommencez.
enrol-code-malformed = Le code a huit chiffres. Entrez-les tous.

enrol-done = Votre compte est prêt
enrol-done-text = Désormais vous vous connectez avec votre image.
enrol-keep = Gardez bien cette image :
enrol-keep-copies = Les copies non retouchées conviennent, même reçues par messagerie.
enrol-keep-crops = Les recadrages de plus de 2 pour cent ne conviennent pas, ni une autre prise.
enrol-keep-private = Ne la publiez jamais.
enrol-sign-in-failed = Votre compte est prêt, mais la connexion n’a pas encore réussi. Connectez-vous depuis l’application.

device-link-title = Faire connaître cet appareil
device-link-text = Vous pourrez alors réessayer ici même si d’autres sont bloqués. Votre image reste nécessaire.
device-link-action = Oui, c’est mon appareil
device-link-good = Cet appareil est maintenant connu. Revenez à l’application et connectez-vous.
device-link-used = Ce lien a déjà servi ou a expiré. Demandez-en un nouveau sur la page de connexion.
