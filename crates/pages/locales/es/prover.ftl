# Lo que puede fallar al demostrar o registrar, y lo que dicen la imagen, el PIN y el patrón.

prover-no_match = La imagen o el PIN no coinciden. Use la misma imagen que registró (sirve una copia) e inténtelo de nuevo.
prover-blocked = Ha habido demasiados intentos. Inténtelo de nuevo después de las { $time }, o pida un enlace si no puede entrar.
prover-start_again = Este inicio de sesión ha terminado o empezó en otro navegador. Vuelva a la aplicación y empiece de nuevo.
prover-link_sent = Este dispositivo aún no es conocido. Si existe esa cuenta, se ha enviado un enlace por correo: ábralo en este dispositivo e inténtelo de nuevo.
prover-unreadable = Este archivo no se puede leer como imagen. Elija una imagen JPEG, PNG o WebP.
prover-damaged = Esta imagen está dañada o incompleta. Obténgala de nuevo de donde procede, o elija otra.
prover-heic = Este navegador no puede leer imágenes HEIC. Exporte la suya como JPEG, por ejemplo en su aplicación de fotos, y elija esa.
prover-too_large = Esta imagen es demasiado grande. Elija una de 64 MB y 67 megapíxeles como máximo.
prover-too_small = Esta imagen es demasiado pequeña para reconocerla. Elija una mayor.
prover-animated = Esta imagen está animada. Elija una que no se mueva.
prover-gif = Aquí no se pueden usar imágenes GIF. Elija una imagen JPEG, PNG o WebP.
prover-canvas_noise = Su navegador altera las imágenes en este sitio para evitar el rastreo, y así la suya no se puede reconocer. Permita que este sitio lea imágenes (canvas) y recargue la página.
prover-unreachable = El servicio no ha respondido. Compruebe su conexión e inténtelo de nuevo.
prover-refused = El servicio lo ha rechazado. Inténtelo de nuevo; si vuelve a ocurrir, empiece otra vez desde la aplicación.
prover-unavailable = No es posible en este momento. Espere un poco e inténtelo de nuevo.
prover-unsupported = Este navegador no puede hacer los cálculos del inicio de sesión (WebAssembly). Actualícelo o use otro.

picture-title = Su imagen
picture-choose = Elija su imagen
picture-drop = o arrástrela aquí, o péguela
picture-private = Se lee en este dispositivo y nunca se envía.
picture-preview = La imagen que ha elegido
picture-change = Cambiar imagen
picture-is-none = Eso no era una imagen. Elija un archivo de imagen.
picture-ready = La imagen está elegida.

secret-choice = PIN o patrón
pin-title = PIN
pin-hint = De 3 a 6 cifras
pin-hint-exact = { $count } cifras
pin-pad = Cifras
pin-clear = Borrar
pin-back = Borrar la última cifra
pin-short = Introduzca al menos { $count } cifras.
pattern-title = Patrón
pattern-hint = Trace por al menos tres puntos, o tóquelos uno a uno.
pattern-dot = Punto { $point }
pattern-clear = Empezar de nuevo
pattern-side = Cuadrícula
pattern-type = Escribir el patrón con números
pattern-numbers = Puntos en orden
pattern-numbers-hint = Los puntos se numeran desde 1 arriba a la izquierda, fila por fila. Escriba espacios entre ellos, por ejemplo 1 5 9.
pattern-short = Un patrón necesita al menos tres puntos distintos.
pattern-unknown = Ese punto no existe. Cada punto se puede usar una vez.
pattern-drawn = Patrón: { $points }
pattern-point = Punto { $point } añadido
