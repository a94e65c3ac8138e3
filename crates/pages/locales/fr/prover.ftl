# Ce qui peut échouer pendant la preuve ou l’enregistrement, et ce que disent l’image, le code et le schéma.

prover-no_match = L’image ou le code PIN ne correspond pas. Prenez la même image que celle enregistrée (une copie convient) et réessayez.
prover-blocked = Il y a eu trop d’essais. Réessayez après { $time }, ou demandez un lien si vous êtes bloqué.
prover-start_again = Cette connexion est terminée ou a commencé dans un autre navigateur. Revenez à l’application et recommencez.
prover-link_sent = Cet appareil n’est pas encore connu. Si ce compte existe, un lien a été envoyé par courriel : ouvrez-le sur cet appareil, puis réessayez.
prover-unreadable = Ce fichier ne peut pas être lu comme une image. Choisissez une image JPEG, PNG ou WebP.
prover-damaged = Cette image est abîmée ou incomplète. Récupérez-la encore une fois là d’où elle vient, ou choisissez-en une autre.
prover-heic = Ce navigateur ne sait pas lire les images HEIC. Exportez la vôtre en JPEG, par exemple dans votre application de photos, et choisissez celle-ci.
prover-too_large = Cette image est trop grande. Choisissez-en une de 64 Mo et 67 mégapixels au plus.
prover-too_small = Cette image est trop petite pour être reconnue. Choisissez-en une plus grande.
prover-animated = Cette image est animée. Choisissez-en une fixe.
prover-gif = Les images GIF ne conviennent pas ici. Choisissez une image JPEG, PNG ou WebP.
prover-canvas_noise = Votre navigateur modifie les images sur ce site pour empêcher le pistage, si bien que la vôtre ne peut pas être reconnue. Autorisez ce site à lire les images (canvas), puis rechargez la page.
prover-unreachable = Le service n’a pas répondu. Vérifiez votre connexion et réessayez.
prover-refused = Le service a refusé. Réessayez ; si cela se reproduit, recommencez depuis l’application.
prover-unavailable = Ce n’est pas possible pour le moment. Attendez un peu et réessayez.
prover-unsupported = Ce navigateur ne sait pas faire les calculs de la connexion (WebAssembly). Mettez-le à jour ou prenez-en un autre.

picture-title = Votre image
picture-choose = Choisissez votre image
picture-drop = ou déposez-la ici, ou collez-la
picture-private = Elle est lue sur cet appareil et n’est jamais envoyée.
picture-preview = L’image choisie
picture-change = Changer d’image
picture-is-none = Ce n’était pas une image. Choisissez un fichier d’image.
picture-ready = L’image est choisie.

secret-choice = Code PIN ou schéma
pin-title = Code PIN
pin-hint = De 3 à 6 chiffres
pin-hint-exact = { $count } chiffres
pin-pad = Chiffres
pin-clear = Effacer
pin-back = Effacer le dernier chiffre
pin-short = Entrez au moins { $count } chiffres.
pattern-title = Schéma
pattern-hint = Passez par au moins trois points, ou touchez-les un à un.
pattern-dot = Point { $point }
pattern-clear = Recommencer
pattern-side = Grille
pattern-type = Entrer le schéma en chiffres
pattern-numbers = Points dans l’ordre
pattern-numbers-hint = Les points sont numérotés à partir de 1 en haut à gauche, ligne par ligne. Séparez-les par des espaces, par exemple 1 5 9.
pattern-short = Un schéma demande au moins trois points différents.
pattern-unknown = Ce point n’existe pas. Chaque point ne sert qu’une fois.
pattern-drawn = Schéma : { $points }
pattern-point = Point { $point } ajouté
