# Registrieren, und die Seite eines Gerätelinks.

enrol-title = Konto anlegen
enrol-invited = Sie wurden als { $name } eingeladen. Wählen Sie das Bild, mit dem Sie sich anmelden werden.
enrol-name-hint = Buchstaben, Ziffern und . _ - @
enrol-email-hint = Dorthin schicken wir einen Code, um zu bestätigen, dass sie Ihnen gehört.
enrol-name-invalid = Wählen Sie einen Benutzernamen aus Buchstaben, Ziffern und den Zeichen . _ - @. Mit einem @ muss er Ihre eigene E-Mail-Adresse sein.
enrol-email-invalid = Geben Sie eine E-Mail-Adresse wie ada@example.org ein.
enrol-name-taken = Jemand anderes war mit diesem Benutzernamen oder dieser E-Mail-Adresse schneller. Wählen Sie etwas anderes.
enrol-have-account = Ich habe schon ein Konto
enrol-link-incomplete = Dieser Link ist unvollständig: Der Teil nach dem Zeichen # fehlt. Öffnen Sie ihn noch einmal von dort, wo Sie ihn gefunden haben.
enrol-link-used = Dieser Link wurde benutzt oder ist abgelaufen. Bitten Sie um einen neuen.

enrol-picture-title = Wählen Sie Ihr Bild
enrol-picture-text = Es wird Ihr Schlüssel. Nehmen Sie ein Foto mit vielen Einzelheiten, das nur Sie haben und das nie veröffentlicht wurde.
enrol-picture-good = Dieses Bild ist eine gute Wahl.
enrol-camera = Ein neues Foto machen
enrol-camera-text = Machen Sie es mit Ihrer Kamera-App und speichern Sie es zuerst; wählen Sie es dann hier. Eine zweite Aufnahme derselben Szene passt nicht.
enrol-try-title = Einmal ausprobieren
enrol-try-text = Wählen Sie dasselbe Bild noch einmal, wie später beim Anmelden. Am besten eine andere Kopie, etwa eine aus einem Messenger.
enrol-picture-differs = Das ist ein anderes Bild. Wählen Sie noch einmal dasselbe oder eine Kopie davon.

gate-too_small = Dieses Bild ist zu klein: Jede Seite braucht mindestens 256 Pixel. Wählen Sie das Original statt einer Vorschau.
gate-almost_no_detail = Dieses Bild hat fast keine Einzelheiten. Wählen Sie ein Foto mit vielen Dingen darauf.
gate-too_dark_or_blurred = Dieses Bild ist zu dunkel oder zu unscharf. Wählen Sie ein helles und scharfes.
gate-symmetric_or_repeating = Dieses Bild ist symmetrisch oder wiederholt sich. Wählen Sie ein Foto aus dem Alltag.
gate-mostly_blank = Große Teile dieses Bildes sind leer, wie in einem Bildschirmfoto. Wählen Sie ein Foto, das seinen Rahmen füllt.
gate-too_smooth = Dieses Bild ist zu glatt: Eine kleine Beschriftung würde Sie aussperren. Wählen Sie eines mit mehr Einzelheiten.
gate-little_detail = Dieses Bild hat wenig Einzelheiten; eine bearbeitete Kopie wird vielleicht nicht erkannt. Eines mit mehr Einzelheiten ist sicherer.

enrol-choose-title = Wählen Sie, was dazugehört
enrol-again-title = Geben Sie es noch einmal ein
enrol-again-differs = Die beiden waren nicht gleich. Wählen Sie noch einmal.
weak-repeated_digit = Diese PIN wiederholt eine Ziffer. Wählen Sie eine, die schwerer zu erraten ist.
weak-run = Diese PIN zählt auf- oder abwärts. Wählen Sie eine, die schwerer zu erraten ist.
weak-repeated_block = Diese PIN wiederholt ihren Anfang. Wählen Sie eine, die schwerer zu erraten ist.
weak-mirrored = Diese PIN liest sich von beiden Seiten gleich. Wählen Sie eine, die schwerer zu erraten ist.
weak-date = Diese PIN sieht wie ein Datum aus, und Geburtstage werden zuerst probiert. Wählen Sie eine andere.
weak-popular = Diese PIN wählen viele. Wählen Sie eine andere.
weak-straight_line = Dieses Muster ist eine gerade Linie. Fügen Sie Richtungswechsel hinzu.
weak-letter = Dieses Muster ist eine Ecke oder ein Buchstabe wie L, U oder Z. Fügen Sie Richtungswechsel hinzu.
enrol-working = Ihr Schlüssel entsteht. Nichts verlässt dieses Gerät.

enrol-code-title = Bestätigen Sie Ihre E-Mail-Adresse
enrol-code-text = Wir haben eine E-Mail mit einem Code geschickt an
enrol-code = Code aus der E-Mail
enrol-code-hint = Acht Ziffern. Sehen Sie auch im Spam-Ordner nach.
enrol-code-action = Bestätigen
enrol-code-again = Neuen Code schicken
enrol-code-anew = Von vorn beginnen
enrol-code-sent-again = Ein neuer Code ist unterwegs.
enrol-code-wrong = Dieser Code ist falsch oder abgelaufen. Prüfen Sie ihn, oder lassen Sie einen neuen schicken.
enrol-code-wrong-anew = Dieser Code ist falsch oder abgelaufen. Prüfen Sie ihn, oder beginnen Sie von vorn.
enrol-code-malformed = Der Code hat acht Ziffern. Geben Sie alle ein.

enrol-done = Ihr Konto ist bereit
enrol-done-text = Von jetzt an melden Sie sich mit Ihrem Bild an.
enrol-keep = Bewahren Sie dieses Bild gut auf:
enrol-keep-copies = Unbearbeitete Kopien funktionieren, auch solche aus einem Messenger.
enrol-keep-crops = Ausschnitte, denen mehr als 2 Prozent fehlen, nicht; eine andere Aufnahme auch nicht.
enrol-keep-private = Veröffentlichen Sie es nie.
enrol-sign-in-failed = Ihr Konto ist bereit, aber das Anmelden hat noch nicht geklappt. Melden Sie sich von der Anwendung aus an.

device-link-title = Dieses Gerät bekannt machen
device-link-text = Danach können Sie es hier wieder versuchen, auch während andere gesperrt sind. Ihr Bild brauchen Sie trotzdem.
device-link-action = Ja, das ist mein Gerät
device-link-good = Dieses Gerät ist jetzt bekannt. Gehen Sie zurück zur Anwendung und melden Sie sich an.
device-link-used = Dieser Link wurde benutzt oder ist abgelaufen. Fordern Sie auf der Anmeldeseite einen neuen an.
