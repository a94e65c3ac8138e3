# Einwilligung, Abmelden, und was schiefgehen kann.

consent-title = Erlaubnis
consent-question = Darf { $application } wissen, wer Sie sind?
consent-text = Die Anwendung bittet um Folgendes. Sie werden einmal gefragt, und nur dann wieder, wenn sie mehr möchte.
consent-openid = Sie an einer Nummer wiederzuerkennen, die für Sie steht
consent-profile = Ihre Namen, Ihre Sprache und was sonst in Ihrem Profil steht:
consent-email = Ihre E-Mail-Adresse:
consent-address = Ihre Postanschrift
consent-phone = Ihre Telefonnummer
consent-groups = Die Gruppen, zu denen Sie gehören
consent-offline = Diese Erlaubnis zu behalten, während Sie nicht da sind
consent-second-factor = Zu sehen, dass Sie es sind, als zweiten Nachweis neben dem eigenen
consent-second-factor-link = Das Konto zu verwenden, das Sie dafür angelegt haben
consent-other = Ein eigenes Recht der Anwendung:
consent-allow = Erlauben
consent-deny = Nicht erlauben
consent-back = In beiden Fällen geht es zurück zu { $place }.
consent-home = Über { $application }
consent-as = Sie sind angemeldet als { $username }.
consent-not-you = Anderes Konto verwenden

way-back-title = Zurück zur Anwendung
way-back-text = Sie gehen zurück zu { $place }.
way-back-action = Weiter

sign-out-title = Abmelden
sign-out-question = Möchten Sie sich abmelden?
sign-out-asked = { $application } fragt, ob Sie sich hier abmelden möchten.
sign-out-text = Sie sind angemeldet als { $username }. Wenn Sie sich hier abmelden, endet Ihre Anmeldung für alle Anwendungen, die sie nutzen.
sign-out-action = Abmelden
sign-out-stay = Wenn Sie das nicht wollten, schließen Sie diese Seite: Sie bleiben angemeldet.
signed-out-title = Sie sind abgemeldet
signed-out-text = Sie können diese Seite schließen.

trouble-detail = Für die Entwickler
trouble-no-page = Hier ist nichts
trouble-no-page-way = Die Adresse ist vielleicht vertippt oder veraltet. Gehen Sie zurück zu der Anwendung, die Sie verwenden möchten.
trouble-request = Diese Anwendung hat einen Fehler gemacht
trouble-request-way = Ihre Anfrage kann nicht beantwortet werden, darum werden Sie nirgendwohin geschickt. Sie haben nichts falsch gemacht: Sagen Sie den Betreibern der Anwendung, was unten steht.
trouble-refused = Vorher ist noch etwas zu tun
trouble-refused-way = Was das ist, steht unten. Beginnen Sie danach von der Anwendung aus noch einmal.
trouble-too-many = Zu viele Versuche
trouble-too-many-way = Warten Sie eine Weile und versuchen Sie es dann noch einmal.

mailbox-title = Postfach
mailbox-text = Es ist kein Mailserver eingerichtet, darum warten die Mails hier. Nur dieses Gerät sieht sie. Neue erscheinen von selbst.
mailbox-empty = Noch keine Mails.
mailbox-copy = Code kopieren
mailbox-copied = Der Code ist kopiert.
mailbox-follow = Dem Link folgen
mailbox-confirm = Ihr Code, { $username }:
mailbox-taken = Der Name { $username } oder diese E-Mail-Adresse ist bereits vergeben. Wählen Sie einen anderen Namen, oder stellen Sie Ihr Konto wieder her.
mailbox-attempted = Jemand wollte Ihren Namen registrieren, { $username }.
mailbox-device = Ein Link, der einen Browser bekannt macht, { $username }:
mailbox-invitation = Sie sind eingeladen, { $username }:
mailbox-reset = Ein Link, um ein anderes Bild zu wählen, { $username }:
mailbox-replaced = Ihr Bild wurde ersetzt, { $username }.
mailbox-address-changed = Ihr Konto hat jetzt eine andere E-Mail-Adresse, { $username }.
mailbox-codes = Sie haben neue Wiederherstellungscodes, { $username }.
mailbox-passkey = Ihrem Konto wurde ein Passkey hinzugefügt, { $username }.
