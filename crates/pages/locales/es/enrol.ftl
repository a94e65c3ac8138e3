# Registrarse, y la página de un enlace de dispositivo.

enrol-title = Cree su cuenta
enrol-invited = Se le ha invitado como { $name }. Elija la imagen con la que iniciará sesión.
enrol-name-hint = Letras, cifras y . _ - @
enrol-email-hint = Enviamos allí un código para confirmar que es suyo.
enrol-name-invalid = Elija un nombre de usuario con letras, cifras y los caracteres . _ - @. Con una @ debe ser su propio correo.
enrol-email-invalid = Introduzca un correo como ada@example.org.
enrol-name-taken = Otra persona ha sido más rápida con este nombre de usuario o correo electrónico. Elija otro.
enrol-have-account = Ya tengo una cuenta
enrol-link-incomplete = Este enlace está incompleto: falta la parte después del signo #. Ábralo otra vez desde donde lo encontró.
enrol-link-used = Este enlace ya se ha usado o ha caducado. Pida uno nuevo.

enrol-picture-title = Elija su imagen
enrol-picture-text = Será su llave. Tome una foto con muchos detalles, que solo usted tenga y que nunca se haya publicado.
enrol-picture-good = Esta imagen es una buena elección.
enrol-camera = Hacer una foto nueva
enrol-camera-text = Hágala con la cámara y guárdela primero; después elíjala aquí. Otra toma de la misma escena no coincidirá.
enrol-try-title = Pruébela una vez
enrol-try-text = Elija otra vez la misma imagen, como al iniciar sesión. Mejor otra copia, por ejemplo una enviada por mensajería.
enrol-picture-differs = Esta es otra imagen. Elija otra vez la misma, o una copia.

gate-too_small = Esta imagen es demasiado pequeña: cada lado necesita al menos 256 píxeles. Elija el original en vez de una vista previa.
gate-almost_no_detail = Esta imagen casi no tiene detalles. Elija una foto con muchas cosas.
gate-too_dark_or_blurred = Esta imagen es demasiado oscura o borrosa. Elija una clara y nítida.
gate-symmetric_or_repeating = Esta imagen es simétrica o se repite. Elija una foto de una escena cotidiana.
gate-mostly_blank = Gran parte de esta imagen está vacía, como en una captura de pantalla. Elija una foto que llene su marco.
gate-too_smooth = Esta imagen es demasiado lisa: un pequeño texto le dejaría fuera. Elija una con más detalle.
gate-little_detail = Esta imagen tiene poco detalle y una copia editada quizá no se reconozca. Una con más detalle es más segura.

enrol-choose-title = Elija lo que la acompaña
enrol-again-title = Introdúzcalo otra vez
enrol-again-differs = No eran iguales. Elija de nuevo.
weak-repeated_digit = Este PIN repite una cifra. Elija uno más difícil de adivinar.
weak-run = Este PIN cuenta hacia arriba o hacia abajo. Elija uno más difícil de adivinar.
weak-repeated_block = Este PIN repite su comienzo. Elija uno más difícil de adivinar.
weak-mirrored = Este PIN se lee igual en ambos sentidos. Elija uno más difícil de adivinar.
weak-date = Este PIN parece una fecha, y los cumpleaños se prueban primero. Elija otro.
weak-popular = Este PIN lo elige mucha gente. Elija otro.
weak-straight_line = Este patrón es una línea recta. Añada giros.
weak-letter = Este patrón es una esquina o una letra como L, U o Z. Añada giros.
enrol-working = Creando su llave. Nada sale de este dispositivo.

enrol-code-title = Confirme su correo electrónico
enrol-code-text = Hemos enviado un mensaje con un código a
enrol-code = Código del correo
enrol-code-hint = Ocho cifras. Mire también en la carpeta de correo no deseado.
enrol-code-action = Confirmar
enrol-code-again = Enviar un código nuevo
enrol-code-anew = Empezar de nuevo
enrol-code-sent-again = Un código nuevo está en camino.
enrol-code-wrong = Este código es incorrecto o ha caducado. Compruébelo, o pida uno nuevo.
enrol-code-wrong-anew = Este código es incorrecto o ha caducado. Compruébelo, o empiece de nuevo.
enrol-code-malformed = El código tiene ocho cifras. Introdúzcalas todas.

enrol-done = Su cuenta está lista
enrol-done-text = Desde ahora inicia sesión con su imagen.
enrol-keep = Guarde bien esta imagen:
enrol-keep-copies = Las copias sin editar sirven, también las enviadas por mensajería.
enrol-keep-crops = Los recortes de más del 2 por ciento no sirven, ni tampoco otra toma.
enrol-keep-private = No la publique nunca.
enrol-sign-in-failed = Su cuenta está lista, pero aún no se ha podido iniciar sesión. Inicie sesión desde la aplicación.

device-link-title = Dar a conocer este dispositivo
device-link-text = Así podrá intentarlo aquí de nuevo aunque otros estén bloqueados. Sigue necesitando su imagen.
device-link-action = Sí, es mi dispositivo
device-link-good = Este dispositivo ya es conocido. Vuelva a la aplicación e inicie sesión.
device-link-used = Este enlace ya se ha usado o ha caducado. Pida uno nuevo en la página de inicio de sesión.
