# Choosing another picture, by a mailed link.

forgot-title = Elegir otra imagen
forgot-text = ¿Ha perdido su imagen o ha olvidado el PIN o el patrón? Le enviamos un enlace con el que elegirá otros nuevos.
forgot-wrong = Escriba su nombre de usuario y su correo electrónico, por ejemplo ada@example.org.
forgot-sent = Si existe esa cuenta, el enlace está en camino.
forgot-sent-text = Va a la dirección confirmada de la cuenta y sirve una vez, durante 30 minutos. Mire también en la carpeta de correo no deseado.
forgot-back = Volver al inicio de sesión
reset-title = Elegir otra imagen
reset-greeting = Elija la imagen con la que iniciará sesión como { $name } a partir de ahora, y lo que la acompaña. Tome otra imagen distinta de la anterior. Se cerrará la sesión dondequiera que la tenga abierta.
reset-done = Su nueva imagen está lista
