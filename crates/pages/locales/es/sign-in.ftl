# Iniciar sesión.

sign-in-title = Iniciar sesión
sign-in-to = Iniciar sesión en { $application }
sign-in-username = Nombre de usuario
sign-in-email = Correo electrónico
sign-in-remember = Recordarme en este dispositivo
sign-in-as = Inicia sesión como
sign-in-action = Iniciar sesión
sign-in-proving = Demostrando que es usted. Nada sale de este dispositivo.
sign-in-name-missing = Introduzca primero su nombre.
sign-in-picture-missing = Elija primero su imagen.
sign-in-expired = Este inicio de sesión ha caducado
sign-in-expired-way = Por su seguridad solo vale durante poco tiempo. Vuelva a la aplicación e inicie sesión desde allí otra vez.
sign-in-minutes-left = Vale { $count } minutos más
sign-in-seconds-left = Caduca en { $count } segundos
sign-in-one-minute = Este inicio de sesión caduca en un minuto.
sign-in-not-confirmed = Hemos enviado un código a su correo electrónico. Introdúzcalo para continuar.
sign-in-other-ways = Otras formas
sign-in-create = Crear una cuenta
sign-in-forgot = Olvidé la imagen o el PIN
sign-in-locked-out = No puedo entrar
sign-in-link-text = Le enviamos un enlace por correo. Abierto en este dispositivo, le permite intentarlo aquí de nuevo aunque otros estén bloqueados. Sigue necesitando su imagen.
sign-in-send-link = Enviar el enlace
sign-in-link-sent = Si existe esa cuenta, hay un enlace en camino. Ábralo en este dispositivo, vuelva aquí e inicie sesión.
