# Choosing another picture, by a mailed link.

forgot-title = Anderes Bild wählen
forgot-text = Haben Sie Ihr Bild verloren oder PIN oder Muster vergessen? Wir senden Ihnen einen Link, mit dem Sie neue wählen.
forgot-wrong = Geben Sie Ihren Benutzernamen und Ihre E-Mail-Adresse ein, zum Beispiel ada@example.org.
forgot-sent = Wenn es ein solches Konto gibt, ist ein Link unterwegs.
forgot-sent-text = Er geht an die bestätigte Adresse des Kontos und gilt einmal, 30 Minuten lang. Sehen Sie auch im Spam-Ordner nach.
forgot-back = Zurück zur Anmeldung
reset-title = Anderes Bild wählen
reset-greeting = Wählen Sie das Bild, mit dem Sie sich von nun an als { $name } anmelden, und was dazugehört. Nehmen Sie ein anderes Bild als bisher. Überall, wo Sie angemeldet sind, werden Sie abgemeldet.
reset-done = Ihr neues Bild ist bereit
