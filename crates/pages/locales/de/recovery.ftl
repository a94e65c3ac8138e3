# Choosing another picture, by a mailed link or on the profile, and another e-mail address.

forgot-title = Anderes Bild wählen
forgot-text = Haben Sie Ihr Bild verloren oder PIN oder Muster vergessen? Wir senden Ihnen einen Link, mit dem Sie neue wählen.
forgot-wrong = Geben Sie Ihren Benutzernamen und Ihre E-Mail-Adresse ein, zum Beispiel ada@example.org.
forgot-sent = Wenn es ein solches Konto gibt, ist ein Link unterwegs.
forgot-sent-text = Er geht an die bestätigte Adresse des Kontos und gilt einmal, 30 Minuten lang. Sehen Sie auch im Spam-Ordner nach.
forgot-back = Zurück zur Anmeldung
reset-title = Anderes Bild wählen
reset-greeting = Wählen Sie das Bild, mit dem Sie sich von nun an als { $name } anmelden, und was dazugehört. Nehmen Sie ein anderes Bild als bisher. Überall, wo Sie angemeldet sind, werden Sie abgemeldet.
reset-done = Ihr neues Bild ist bereit
reset-ask-again = Neuen Link anfordern

profile-picture = Ihr Bild
profile-picture-text = Sie melden sich mit einem Bild an, und mit einer PIN oder einem Muster.
profile-picture-change = Anderes Bild oder andere PIN wählen
profile-email-change = E-Mail-Adresse ändern
profile-back = Zurück zu Ihrem Profil
change-greeting = Sie wählen ein anderes Bild für { $name } und was dazugehört. Nehmen Sie ein Bild, das Sie noch nicht verwendet haben. Andere Geräte werden abgemeldet.
change-old-title = Zeigen Sie Ihr Bild noch einmal
change-old-text = Wählen Sie das Bild, mit dem Sie sich jetzt anmelden.
change-old-secret = Und was jetzt dazugehört
change-similar = Dieses Bild ähnelt sehr dem, das Sie jetzt verwenden. Ein anderes schützt Ihre PIN besser.
change-signed-out = Sie sind nicht mehr angemeldet. Melden Sie sich von der Anwendung aus an und kommen Sie dann zurück.
email-title = E-Mail-Adresse ändern
email-text = Ihre Adresse ist jetzt { $email }. Wir senden einen Code an die neue; bis Sie ihn eingeben, können Sie sich nicht wieder anmelden.
email-refused = Diese Adresse kann hier nicht Ihre sein. Geben Sie eine andere ein.
email-done = Ihre neue Adresse ist bestätigt
