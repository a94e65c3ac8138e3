# Passkeys: auf der Anmeldeseite und im Profil.

passkey-use = Passkey verwenden
passkey-none = Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder melden Sie sich mit Ihrem Bild an.
passkey-refused = Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal, oder melden Sie sich mit Ihrem Bild an.
passkey-blocked = Aus diesem Netz gab es zu viele Versuche. Warten Sie eine Weile, und versuchen Sie es dann noch einmal.
passkey-exists = Dieses Gerät hat schon einen Passkey für Ihr Konto.
passkey-unsupported = Dieser Browser kennt keine Passkeys. Aktualisieren Sie ihn, oder verwenden Sie einen anderen.

profile-title = Ihr Profil
profile-text = Sie sind als { $username } angemeldet.
passkeys-title = Ihre Passkeys
passkeys-text = Mit einem Passkey meldet Ihr Gerät Sie durch Fingerabdruck, Gesicht oder seine PIN an, ohne Ihr Bild.
passkeys-empty = Sie haben noch keine Passkeys.
passkey-name = Name
passkey-name-example = Mein Telefon
passkey-rename = Umbenennen
passkey-added = Hinzugefügt am { $day }.
passkey-used = Zuletzt verwendet am { $day }.
passkey-unused = Noch nie verwendet.
passkey-delete = Löschen
passkey-delete-text = „{ $name }“ wird Sie nicht mehr anmelden. Löschen Sie ihn auch auf dem Gerät.
passkey-delete-action = Diesen Passkey löschen
passkey-add = Passkey hinzufügen
passkey-add-later = Um einen Passkey hinzuzufügen, melden Sie sich noch einmal bei der Anwendung an, und kommen Sie innerhalb von fünf Minuten hierher zurück.
passkey-new = Ein neuer Passkey
passkey-new-text = Geben Sie ihm einen Namen, an dem Sie ihn erkennen. Dann fragt Ihr Gerät nach Fingerabdruck, Gesicht oder seiner PIN.

trouble-sign-in = Melden Sie sich zuerst an
trouble-sign-in-way = Melden Sie sich bei der Anwendung an, und öffnen Sie diese Seite dann noch einmal.
trouble-sign-in-again-way = Ihre Anmeldung liegt eine Weile zurück. Melden Sie sich noch einmal bei der Anwendung an, und kommen Sie innerhalb von fünf Minuten zurück.
trouble-passkey = Der Passkey wurde nicht angenommen
trouble-passkey-way = Gehen Sie zurück, und versuchen Sie es noch einmal. Sein Name darf bis zu 64 Zeichen haben.
trouble-passkeys-full = Mehr Passkeys kann Ihr Konto nicht haben
trouble-passkeys-full-way = Löschen Sie einen, den Sie nicht mehr brauchen, und fügen Sie dann den neuen hinzu.
