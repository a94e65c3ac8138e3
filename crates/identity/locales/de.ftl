# What mails say. Each is sent in the name of { $sender }, the tenant.

span-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
span-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
span-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
span-seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}

was-you = Wenn Sie das waren, müssen Sie nichts tun.
tell-administrator = Wenn Sie das nicht waren, wenden Sie sich sofort an Ihre Administration.
code-subject = Ihr Code für { $sender }

register-asked = Jemand möchte sich mit dieser E-Mail-Adresse bei { $sender } registrieren. Wenn Sie das sind, geben Sie diesen Code ein:
register-lasts = Der Code ist { $span } lang gültig.
register-otherwise = Wenn Sie das nicht sind, ignorieren Sie diese E-Mail: Ohne den Code geschieht nichts.

taken-subject = Ihre Registrierung bei { $sender }
taken-asked = Jemand möchte sich mit dieser E-Mail-Adresse bei { $sender } registrieren, aber der Benutzername oder die Adresse ist bereits vergeben.
taken-way = Wenn Sie das sind, wählen Sie einen anderen Benutzernamen. Wenn Sie schon registriert sind, melden Sie sich wie gewohnt an.
taken-otherwise = Wenn Sie das nicht sind, ignorieren Sie diese E-Mail: Es wurde nichts registriert.

attempted-subject = Jemand wollte Ihren Benutzernamen bei { $sender } registrieren
attempted-what = Jemand hat versucht, Ihren Benutzernamen { $username } bei { $sender } zu registrieren. Das ist nicht gelungen, und Ihr Konto ist unverändert.
attempted-way = Wenn Sie das waren: Sie haben bereits ein Konto. Melden Sie sich mit Ihrem Bild an.
attempted-otherwise = Sie müssen nichts tun. Diese Nachricht senden wir höchstens einmal am Tag.

device-subject = Anmeldung bei { $sender } auf einem neuen Gerät
device-asked = Jemand möchte sich bei { $sender } als { $username } auf einem Gerät anmelden, das wir nicht kennen. Wenn Sie das sind, öffnen Sie diesen Link auf dem neuen Gerät:
device-follow = Dieses Gerät verwenden
device-lasts = Der Link ist { $span } lang gültig und kann nur einmal verwendet werden. Danach melden Sie sich wie immer mit Ihrem Bild an.
device-otherwise = Wenn Sie das nicht sind, ignorieren Sie diese E-Mail und geben Sie den Link nicht weiter.

invitation-subject = Ihre Einladung zu { $sender }
invitation-what = Bei { $sender } gibt es ein Konto für Sie. Ihr Benutzername ist { $username }. Statt mit einem Passwort melden Sie sich mit einem eigenen Bild an; wählen Sie es hier:
invitation-follow = Bild wählen
invitation-lasts = Der Link ist { $span } lang gültig und kann nur einmal verwendet werden. Er ist nur für Sie bestimmt.

reset-subject = Wählen Sie ein anderes Bild für { $sender }
reset-asked = Jemand gibt an, sich bei { $sender } nicht mehr als { $username } anmelden zu können, und hat diese E-Mail angefordert. Wenn Sie das sind, öffnen Sie diesen Link und wählen Sie ein anderes Bild:
reset-follow = Anderes Bild wählen
reset-lasts = Der Link ist { $span } lang gültig und kann nur einmal verwendet werden. Überall, wo Sie jetzt angemeldet sind, werden Sie abgemeldet.
reset-otherwise = Wenn Sie das nicht sind, ignorieren Sie diese E-Mail und geben Sie den Link nicht weiter: Ihr Konto ist unverändert.

replaced-subject = Ein anderes Bild für { $sender }
replaced-by-mail = Das Konto { $username } bei { $sender } hat jetzt ein anderes Bild. Es wurde über einen Link gewählt, der an diese Adresse gesendet wurde. Andere Geräte wurden abgemeldet.
replaced-by-person = Das Konto { $username } bei { $sender } hat jetzt ein anderes Bild. Es wurde von jemandem gewählt, der angemeldet war und sich ausgewiesen hatte. Andere Geräte wurden abgemeldet.
replaced-otherwise = Wenn Sie das nicht waren, wenden Sie sich sofort an Ihre Administration und sorgen Sie dafür, dass niemand sonst Ihre E-Mails liest.

address-asked = Jemand hat diese E-Mail-Adresse für ein Konto bei { $sender } angegeben. Wenn Sie das waren, geben Sie bei der Anmeldung diesen Code ein:
address-lasts = Der Code ist { $span } lang gültig. Solange die Adresse nicht bestätigt ist, senden wir bei jeder Anmeldung einen neuen.
address-otherwise = Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Ohne den Code kann niemand Ihre Adresse verwenden.

changed-subject = Eine andere E-Mail-Adresse für Ihr Konto bei { $sender }
changed-what = Das Konto { $username } bei { $sender } hat jetzt eine andere E-Mail-Adresse. Sie wurde von jemandem geändert, der angemeldet war und sich ausgewiesen hatte. Dies ist die letzte E-Mail an diese Adresse.

codes-subject = Neue Wiederherstellungscodes für { $sender }
codes-what = Das Konto { $username } bei { $sender } hat neue Wiederherstellungscodes. Frühere Codes gelten nicht mehr.
codes-keep = Wenn Sie das waren, bewahren Sie die neuen Codes einfach sicher auf.
codes-otherwise = Wenn Sie das nicht waren, war jemand in Ihrem Namen angemeldet: Wenden Sie sich sofort an Ihre Administration.

passkey-subject = Ein neuer Passkey für { $sender }
passkey-what = Dem Konto { $username } bei { $sender } wurde ein Passkey hinzugefügt. Er heißt „{ $name }“. Damit ist ab jetzt eine Anmeldung ohne Ihr Bild möglich.
passkey-otherwise = Wenn Sie das nicht waren, war jemand in Ihrem Namen angemeldet: Löschen Sie den Passkey in Ihrem Profil und wenden Sie sich an Ihre Administration.
