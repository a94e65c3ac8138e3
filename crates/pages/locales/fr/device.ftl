# Connecter un appareil sans navigateur.

device-title = Connecter un appareil
device-text = Votre appareil affiche un code. Saisissez-le ici, puis vous pourrez le connecter.
device-code = Code affiché par l’appareil
device-unknown = Aucun appareil n’attend avec ce code. Vérifiez-le, ou faites-en afficher un nouveau : un code est valable quelques minutes, et une seule fois.

device-question = Connecter { $application } sur votre appareil ?
device-compare = N’acceptez que si votre appareil affiche exactement ce code :
device-wishes = L’appareil pourra alors ce qui suit :
device-allow = Autoriser l’appareil
device-deny = Ne pas autoriser
device-warning = Si quelqu’un vous a envoyé ou lu ce code, n’autorisez pas : c’est son appareil que vous connecteriez, en votre nom.

device-allowed = Votre appareil est connecté
device-allowed-text = Vous pouvez fermer cette page et continuer sur l’appareil. Cela prend quelques secondes.
device-denied = L’appareil n’a pas été autorisé
device-denied-text = Vous pouvez fermer cette page.
