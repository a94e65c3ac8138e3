# Ein Gerät ohne Browser anmelden.

device-title = Ein Gerät anmelden
device-text = Ihr Gerät zeigt einen Code. Geben Sie ihn hier ein, dann können Sie das Gerät anmelden.
device-code = Code auf dem Gerät
device-unknown = Mit diesem Code wartet kein Gerät. Prüfen Sie ihn, oder lassen Sie das Gerät einen neuen zeigen: Ein Code gilt wenige Minuten und nur einmal.

device-question = { $application } auf Ihrem Gerät anmelden?
device-compare = Erlauben Sie es nur, wenn Ihr Gerät genau diesen Code zeigt:
device-wishes = Das Gerät bekommt dann Folgendes:
device-allow = Gerät erlauben
device-deny = Nicht erlauben
device-warning = Hat Ihnen jemand diesen Code geschickt oder vorgelesen, erlauben Sie es nicht: Sie würden dessen Gerät in Ihrem Namen anmelden.

device-allowed = Ihr Gerät ist angemeldet
device-allowed-text = Sie können diese Seite schließen und am Gerät weitermachen. Es dauert ein paar Sekunden.
device-denied = Das Gerät wurde nicht angemeldet
device-denied-text = Sie können diese Seite schließen.
