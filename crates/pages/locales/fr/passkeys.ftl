# Clés d’accès : sur la page de connexion et dans le profil.

passkey-use = Utiliser une clé d’accès
passkey-none = Aucune clé d’accès n’a été utilisée. Réessayez, ou connectez-vous avec votre image.
passkey-refused = Cette clé d’accès n’a pas été acceptée. Réessayez, ou connectez-vous avec votre image.
passkey-blocked = Il y a eu trop de tentatives depuis ce réseau. Attendez un peu, puis réessayez.
passkey-exists = Cet appareil a déjà une clé d’accès pour votre compte.
passkey-unsupported = Ce navigateur ne connaît pas les clés d’accès. Mettez-le à jour, ou utilisez-en un autre.

profile-title = Votre profil
profile-text = Vous êtes connecté en tant que { $username }.
passkeys-title = Vos clés d’accès
passkeys-text = Avec une clé d’accès, votre appareil vous connecte par votre empreinte, votre visage ou son code, sans votre image.
passkeys-empty = Vous n’avez pas encore de clé d’accès.
passkey-name = Nom
passkey-name-example = Mon téléphone
passkey-rename = Renommer
passkey-added = Ajoutée le { $day }.
passkey-used = Utilisée pour la dernière fois le { $day }.
passkey-unused = Jamais utilisée.
passkey-delete = Supprimer
passkey-delete-text = « { $name } » ne vous connectera plus. Supprimez-la aussi sur l’appareil.
passkey-delete-action = Supprimer cette clé d’accès
passkey-add = Ajouter une clé d’accès
passkey-add-later = Pour ajouter une clé d’accès, reconnectez-vous à l’application et revenez ici dans les cinq minutes.
passkey-new = Une nouvelle clé d’accès
passkey-new-text = Donnez-lui un nom auquel vous la reconnaîtrez. Votre appareil demande ensuite votre empreinte, votre visage ou son code.

trouble-sign-in = Connectez-vous d’abord
trouble-sign-in-way = Connectez-vous à l’application, puis ouvrez à nouveau cette page.
trouble-sign-in-again-way = Votre connexion date un peu. Reconnectez-vous à l’application, puis revenez dans les cinq minutes.
trouble-passkey = La clé d’accès n’a pas été acceptée
trouble-passkey-way = Revenez en arrière et réessayez. Son nom peut avoir jusqu’à 64 caractères.
trouble-passkeys-full = Votre compte ne peut pas avoir plus de clés d’accès
trouble-passkeys-full-way = Supprimez-en une dont vous ne vous servez plus, puis ajoutez la nouvelle.
