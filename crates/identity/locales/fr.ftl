# What mails say. Each is sent in the name of { $sender }, the tenant.
# Before : ; » and after « stands a no-break space.

span-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
span-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}

was-you = Si c’était vous, vous n’avez rien à faire.
tell-administrator = Si ce n’était pas vous, prévenez immédiatement l’administration de votre organisation.
code-subject = Votre code pour { $sender }

register-asked = Quelqu’un souhaite s’inscrire chez { $sender } avec cette adresse e-mail. Si c’est vous, saisissez ce code :
register-lasts = Le code est valable { $span }.
register-otherwise = Si ce n’est pas vous, ignorez cet e-mail : sans le code, il ne se passe rien.

taken-subject = Votre inscription chez { $sender }
taken-asked = Quelqu’un souhaite s’inscrire chez { $sender } avec cette adresse e-mail, mais le nom d’utilisateur ou l’adresse est déjà utilisé.
taken-way = Si c’est vous, choisissez un autre nom d’utilisateur. Si vous avez déjà un compte, connectez-vous comme d’habitude.
taken-otherwise = Si ce n’est pas vous, ignorez cet e-mail : rien n’a été enregistré.

attempted-subject = Quelqu’un a essayé d’enregistrer votre nom d’utilisateur chez { $sender }
attempted-what = Quelqu’un a essayé de s’inscrire chez { $sender } sous votre nom d’utilisateur, { $username }. Cette tentative a échoué et votre compte est inchangé.
attempted-way = Si c’était vous : vous avez déjà un compte, connectez-vous donc avec votre image.
attempted-otherwise = Vous n’avez rien à faire. Nous envoyons ce message au plus une fois par jour.

device-subject = Connexion à { $sender } depuis un nouvel appareil
device-asked = Quelqu’un souhaite se connecter à { $sender } en tant que { $username } depuis un appareil que nous ne connaissons pas. Si c’est vous, ouvrez ce lien sur cet appareil :
device-follow = Utiliser cet appareil
device-lasts = Le lien est valable { $span } et ne peut servir qu’une fois. Connectez-vous ensuite avec votre image, comme toujours.
device-otherwise = Si ce n’est pas vous, ignorez cet e-mail et ne transmettez le lien à personne.

invitation-subject = Votre invitation à { $sender }
invitation-what = Un compte vous attend chez { $sender }. Votre nom d’utilisateur est { $username }. Vous vous connectez avec une image personnelle plutôt qu’avec un mot de passe ; choisissez-la ici :
invitation-follow = Choisir votre image
invitation-lasts = Le lien est valable { $span } et ne peut servir qu’une fois. Il vous est réservé.

reset-subject = Choisissez une autre image pour { $sender }
reset-asked = Quelqu’un qui dit ne plus pouvoir se connecter à { $sender } en tant que { $username } a demandé cet e-mail. Si c’est vous, ouvrez ce lien et choisissez une autre image :
reset-follow = Choisir une autre image
reset-lasts = Le lien est valable { $span } et ne peut servir qu’une fois. Toutes vos sessions ouvertes seront fermées.
reset-otherwise = Si ce n’est pas vous, ignorez cet e-mail et ne transmettez le lien à personne : votre compte est inchangé.

replaced-subject = Une autre image pour { $sender }
replaced-by-mail = Le compte { $username } chez { $sender } a maintenant une autre image. Elle a été choisie à l’aide d’un lien envoyé à cette adresse. Les autres appareils ont été déconnectés.
replaced-by-person = Le compte { $username } chez { $sender } a maintenant une autre image. Elle a été choisie par une personne connectée qui avait prouvé son identité. Les autres appareils ont été déconnectés.
replaced-otherwise = Si ce n’était pas vous, prévenez immédiatement l’administration de votre organisation et veillez à ce que personne d’autre ne lise vos e-mails.

address-asked = Quelqu’un a indiqué cette adresse e-mail pour un compte chez { $sender }. Si c’était vous, saisissez ce code lors de la connexion :
address-lasts = Le code est valable { $span }. Tant que l’adresse n’est pas confirmée, nous en envoyons un nouveau à chaque connexion.
address-otherwise = Si ce n’était pas vous, ignorez cet e-mail : sans le code, personne ne peut utiliser votre adresse.

changed-subject = Une autre adresse e-mail pour votre compte chez { $sender }
changed-what = Le compte { $username } chez { $sender } a maintenant une autre adresse e-mail. Elle a été modifiée par une personne connectée qui avait prouvé son identité. Ceci est le dernier e-mail envoyé à cette adresse.

codes-subject = Nouveaux codes de récupération pour { $sender }
codes-what = Le compte { $username } chez { $sender } a de nouveaux codes de récupération. Les anciens ne sont plus valables.
codes-keep = Si c’était vous, conservez simplement les nouveaux codes en lieu sûr.
codes-otherwise = Si ce n’était pas vous, quelqu’un s’est connecté à votre place : prévenez immédiatement l’administration de votre organisation.

passkey-subject = Nouvelle clé d’accès pour { $sender }
passkey-what = Une clé d’accès a été ajoutée au compte { $username } chez { $sender }. Elle s’appelle « { $name } ». Elle permet désormais de se connecter sans votre image.
passkey-otherwise = Si ce n’était pas vous, quelqu’un s’est connecté à votre place : supprimez la clé d’accès dans votre profil et prévenez l’administration de votre organisation.
