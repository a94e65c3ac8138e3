# Auf jeder Seite, und auf denen, die sagen, was schiefging.

page-title = { $page } · Secrets Vault

trouble-start-again = Diese Anmeldung ist vorbei
trouble-start-again-way = Sie wurde abgeschlossen, hat zu lange gedauert oder begann in einem anderen Browser. Gehen Sie zurück zur Anwendung und melden Sie sich von dort aus an.
trouble-foreign-form = Diese Seite ist veraltet
trouble-foreign-form-way = Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal. Ihr Browser muss Cookies für diese Seite erlauben.
trouble-unavailable = Der Dienst ist gerade nicht erreichbar
trouble-unavailable-way = Das liegt nicht an Ihnen. Warten Sie einen Augenblick und laden Sie diese Seite neu.

home-title = Ein Anmeldedienst
home-text = Anwendungen schicken Sie hierher, damit Sie sich mit einem eigenen Bild anmelden. Öffnen Sie die Anwendung, die Sie benutzen möchten, und melden Sie sich von dort aus an.

continue = Weiter
change = Ändern
cancel = Abbrechen
needs-javascript = Ihr Bild wird auf diesem Gerät gelesen und bewiesen; dazu braucht es JavaScript. Erlauben Sie es für diese Seite und laden Sie sie neu.
trouble-back = Zurück zu { $application }

trouble-incomplete-link = Dieser Link ist unvollständig
trouble-incomplete-link-way = Öffnen Sie ihn noch einmal aus der E-Mail oder von dort, wo Sie ihn gefunden haben, und kopieren Sie ihn ganz.
trouble-closed = Hier kann man sich nicht selbst registrieren
trouble-closed-way = Bitten Sie die Verwaltung dieser Organisation um eine Einladung.
