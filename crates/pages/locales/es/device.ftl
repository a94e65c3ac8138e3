# Iniciar sesión en un dispositivo sin navegador.

device-title = Iniciar sesión en un dispositivo
device-text = Su dispositivo muestra un código. Introdúzcalo aquí y después podrá darle acceso.
device-code = Código del dispositivo
device-unknown = Ningún dispositivo espera con este código. Compruébelo o pida al dispositivo uno nuevo: un código vale unos minutos y una sola vez.

device-question = ¿Iniciar sesión en { $application } en su dispositivo?
device-compare = Permítalo solo si su dispositivo muestra exactamente este código:
device-wishes = El dispositivo podrá entonces lo siguiente:
device-allow = Permitir el dispositivo
device-deny = No permitir
device-warning = Si alguien le ha enviado o leído este código, no lo permita: iniciaría sesión en el dispositivo de esa persona en nombre de usted.

device-allowed = Su dispositivo ha iniciado sesión
device-allowed-text = Puede cerrar esta página y seguir en el dispositivo. Tarda unos segundos.
device-denied = No se ha dado acceso al dispositivo
device-denied-text = Puede cerrar esta página.
