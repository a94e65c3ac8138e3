# Was beim Beweisen und Hinterlegen schiefgehen kann, und was Bild, PIN und Muster sagen.

prover-no_match = Bild oder PIN stimmt nicht. Nehmen Sie dasselbe Bild, das Sie hinterlegt haben (eine Kopie genügt), und versuchen Sie es noch einmal.
prover-blocked = Es gab zu viele Versuche. Versuchen Sie es nach { $time } wieder, oder fordern Sie einen Link an, wenn Sie ausgesperrt sind.
prover-start_again = Diese Anmeldung ist vorbei oder begann in einem anderen Browser. Gehen Sie zurück zur Anwendung und beginnen Sie von vorn.
prover-link_sent = Dieses Gerät ist noch nicht bekannt. Falls es dieses Konto gibt, wurde ein Link per E-Mail geschickt: Öffnen Sie ihn auf diesem Gerät und versuchen Sie es dann noch einmal.
prover-unreadable = Diese Datei lässt sich nicht als Bild lesen. Wählen Sie ein Bild in JPEG, PNG oder WebP.
prover-damaged = Dieses Bild ist beschädigt oder unvollständig. Holen Sie es noch einmal von dort, wo es herkommt, oder wählen Sie ein anderes.
prover-heic = Dieser Browser kann keine HEIC-Bilder lesen. Exportieren Sie Ihres als JPEG, zum Beispiel in Ihrer Foto-App, und wählen Sie dieses.
prover-too_large = Dieses Bild ist zu groß. Wählen Sie eines mit höchstens 64 MB und 67 Megapixeln.
prover-too_small = Dieses Bild ist zu klein, um erkannt zu werden. Wählen Sie ein größeres.
prover-animated = Dieses Bild bewegt sich. Wählen Sie eines, das stillsteht.
prover-gif = GIF-Bilder lassen sich hier nicht verwenden. Wählen Sie ein Bild in JPEG, PNG oder WebP.
prover-canvas_noise = Ihr Browser verändert Bilder auf dieser Seite, um Verfolgung zu verhindern; so kann Ihres nicht erkannt werden. Erlauben Sie dieser Seite, Bilder zu lesen (Canvas), und laden Sie sie neu.
prover-unreachable = Der Dienst hat nicht geantwortet. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.
prover-refused = Der Dienst hat das abgelehnt. Versuchen Sie es noch einmal; geschieht es wieder, beginnen Sie in der Anwendung von vorn.
prover-unavailable = Das ist gerade nicht möglich. Warten Sie ein wenig und versuchen Sie es noch einmal.
prover-unsupported = Dieser Browser kann nicht rechnen, was die Anmeldung braucht (WebAssembly). Aktualisieren Sie ihn oder nehmen Sie einen anderen.

picture-title = Ihr Bild
picture-choose = Wählen Sie Ihr Bild
picture-drop = oder ziehen Sie es hierher, oder fügen Sie es ein
picture-private = Es wird auf diesem Gerät gelesen und nie verschickt.
picture-preview = Das gewählte Bild
picture-change = Bild ändern
picture-is-none = Das war kein Bild. Wählen Sie eine Bilddatei.
picture-ready = Das Bild ist gewählt.

secret-choice = PIN oder Muster
pin-title = PIN
pin-hint = 3 bis 6 Ziffern
pin-hint-exact = { $count } Ziffern
pin-pad = Ziffern
pin-clear = Leeren
pin-back = Letzte Ziffer löschen
pin-short = Geben Sie mindestens { $count } Ziffern ein.
pattern-title = Muster
pattern-hint = Ziehen Sie durch mindestens drei Punkte, oder tippen Sie sie nacheinander an.
pattern-dot = Punkt { $point }
pattern-clear = Von vorn
pattern-side = Raster
pattern-type = Das Muster als Zahlen eingeben
pattern-numbers = Punkte der Reihe nach
pattern-numbers-hint = Die Punkte zählen ab 1 von links oben, Zeile für Zeile. Schreiben Sie Leerzeichen dazwischen, etwa 1 5 9.
pattern-short = Ein Muster braucht mindestens drei verschiedene Punkte.
pattern-unknown = Diesen Punkt gibt es nicht. Jeder Punkt kommt höchstens einmal vor.
pattern-drawn = Muster: { $points }
pattern-point = Punkt { $point } hinzugefügt
