# Llaves de acceso: en la página de inicio de sesión y en el perfil.

passkey-use = Usar una llave de acceso
passkey-none = No se usó ninguna llave de acceso. Inténtelo de nuevo o inicie sesión con su imagen.
passkey-refused = Esta llave de acceso no fue aceptada. Inténtelo de nuevo o inicie sesión con su imagen.
passkey-blocked = Hubo demasiados intentos desde esta red. Espere un rato e inténtelo de nuevo.
passkey-exists = Este dispositivo ya tiene una llave de acceso para su cuenta.
passkey-unsupported = Este navegador no conoce las llaves de acceso. Actualícelo o use otro.

profile-title = Su perfil
profile-text = Ha iniciado sesión como { $username }.
passkeys-title = Sus llaves de acceso
passkeys-text = Con una llave de acceso, su dispositivo inicia la sesión con su huella, su rostro o su PIN, sin su imagen.
passkeys-empty = Aún no tiene llaves de acceso.
passkey-name = Nombre
passkey-name-example = Mi teléfono
passkey-rename = Cambiar nombre
passkey-added = Añadida el { $day }.
passkey-used = Usada por última vez el { $day }.
passkey-unused = Nunca usada.
passkey-delete = Eliminar
passkey-delete-text = «{ $name }» dejará de iniciar su sesión. Elimínela también en el dispositivo.
passkey-delete-action = Eliminar esta llave de acceso
passkey-add = Añadir una llave de acceso
passkey-add-later = Para añadir una llave de acceso, vuelva a iniciar sesión en la aplicación y regrese aquí en menos de cinco minutos.
passkey-new = Una nueva llave de acceso
passkey-new-text = Dele un nombre por el que la reconozca. Después su dispositivo le pedirá su huella, su rostro o su PIN.

trouble-sign-in = Inicie sesión primero
trouble-sign-in-way = Inicie sesión en la aplicación y vuelva a abrir esta página.
trouble-sign-in-again-way = Inició sesión hace un rato. Vuelva a iniciar sesión en la aplicación y regrese en menos de cinco minutos.
trouble-passkey = La llave de acceso no fue aceptada
trouble-passkey-way = Vuelva atrás e inténtelo de nuevo. Su nombre puede tener hasta 64 caracteres.
trouble-passkeys-full = Su cuenta no puede tener más llaves de acceso
trouble-passkeys-full-way = Elimine una que ya no use y añada después la nueva.
