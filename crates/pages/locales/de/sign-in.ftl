# Anmelden.

sign-in-title = Anmelden
sign-in-to = Anmelden bei { $application }
sign-in-username = Benutzername
sign-in-email = E-Mail-Adresse
sign-in-remember = Auf diesem Gerät merken
sign-in-as = Anmelden als
sign-in-action = Anmelden
sign-in-proving = Es wird bewiesen, dass Sie es sind. Nichts verlässt dieses Gerät.
sign-in-name-missing = Geben Sie zuerst Ihren Namen ein.
sign-in-picture-missing = Wählen Sie zuerst Ihr Bild.
sign-in-expired = Diese Anmeldung ist abgelaufen
sign-in-expired-way = Zu Ihrer Sicherheit gilt sie nur kurze Zeit. Gehen Sie zurück zur Anwendung und melden Sie sich von dort aus neu an.
sign-in-minutes-left = Gilt noch { $count } Minuten
sign-in-seconds-left = Läuft in { $count } Sekunden ab
sign-in-one-minute = Diese Anmeldung läuft in einer Minute ab.
sign-in-not-confirmed = Wir haben einen Code an Ihre E-Mail-Adresse gesendet. Geben Sie ihn ein, um fortzufahren.
sign-in-other-ways = Andere Wege
sign-in-create = Konto anlegen
sign-in-forgot = Bild oder PIN vergessen
sign-in-locked-out = Ich bin ausgesperrt
sign-in-link-text = Wir schicken Ihnen einen Link per E-Mail. Auf diesem Gerät geöffnet, lässt er Sie hier wieder versuchen, auch während andere gesperrt sind. Ihr Bild brauchen Sie trotzdem.
sign-in-send-link = Link schicken
sign-in-link-sent = Falls es dieses Konto gibt, ist ein Link unterwegs. Öffnen Sie ihn auf diesem Gerät, kommen Sie dann zurück und melden Sie sich an.
