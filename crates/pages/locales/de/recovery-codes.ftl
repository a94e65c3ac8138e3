# Recovery codes: on the profile, and beside the link of a reset.

codes-title = Wiederherstellungscodes
codes-profile-text = Wenn Sie Ihr Bild verlieren, brauchen Sie neben dem Link aus der Mail einen dieser Codes.
codes-profile-open = Wiederherstellungscodes ansehen
codes-text = Wenn Sie Ihr Bild verlieren, brauchen Sie neben dem Link aus der Mail einen dieser Codes. Jeder gilt einmal. Bewahren Sie sie auf Papier auf, und nicht bei Ihren Mails.
codes-none = Sie haben noch keine Wiederherstellungscodes.
codes-left = Codes, die Sie noch haben: { $count }. Neue treten an ihre Stelle.
codes-draw = Zehn neue Codes erzeugen
codes-draw-later = Um neue Codes zu erzeugen, melden Sie sich in der Anwendung noch einmal an und kommen innerhalb von fünf Minuten hierher zurück.
codes-shown-once = Das sind Ihre neuen Codes. Sie werden nur dieses eine Mal gezeigt: Schreiben oder drucken Sie sie jetzt.

second-title = Noch etwas
second-text = Neben dem Link aus der Mail wird hier einer Ihrer Wiederherstellungscodes gebraucht.
second-code = Wiederherstellungscode
second-code-hint = Zwanzig Buchstaben und Ziffern, wie Sie sie aufgeschrieben haben
second-passkey = Stattdessen einen Passkey verwenden
second-malformed = Ein Wiederherstellungscode hat zwanzig Buchstaben und Ziffern. Sehen Sie sich Ihren noch einmal an.
second-refused = Das wurde nicht angenommen. Versuchen Sie einen anderen Ihrer Codes; nach fünf Versuchen ist der Link verbraucht.
