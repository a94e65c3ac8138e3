# Choosing another picture, by a mailed link or on the profile, and another e-mail address.

forgot-title = Elegir otra imagen
forgot-text = ¿Ha perdido su imagen o ha olvidado el PIN o el patrón? Le enviamos un enlace con el que elegirá otros nuevos.
forgot-wrong = Escriba su nombre de usuario y su correo electrónico, por ejemplo ada@example.org.
forgot-sent = Si existe esa cuenta, el enlace está en camino.
forgot-sent-text = Va a la dirección confirmada de la cuenta y sirve una vez, durante 30 minutos. Mire también en la carpeta de correo no deseado.
forgot-back = Volver al inicio de sesión
reset-title = Elegir otra imagen
reset-greeting = Elija la imagen con la que iniciará sesión como { $name } a partir de ahora, y lo que la acompaña. Tome otra imagen distinta de la anterior. Se cerrará la sesión dondequiera que la tenga abierta.
reset-done = Su nueva imagen está lista
reset-ask-again = Pedir un enlace nuevo

profile-picture = Su imagen
profile-picture-text = Inicia sesión con una imagen y con un PIN o un patrón.
profile-picture-change = Elegir otra imagen u otro PIN
profile-email-change = Cambiar el correo electrónico
profile-back = Volver a su perfil
change-greeting = Va a elegir otra imagen para { $name } y lo que la acompaña. Tome una imagen que no haya usado antes. Se cerrará la sesión en los demás dispositivos.
change-old-title = Muestre su imagen una vez más
change-old-text = Elija la imagen con la que inicia sesión ahora.
change-old-secret = Y lo que la acompaña ahora
change-similar = Esta imagen se parece mucho a la que usa ahora. Otra protege mejor su PIN.
change-signed-out = Ya no tiene la sesión iniciada. Inicie sesión desde la aplicación y vuelva después.
email-title = Cambiar el correo electrónico
email-text = Su dirección es ahora { $email }. Enviamos un código a la nueva; hasta que lo introduzca no podrá volver a iniciar sesión.
email-refused = Esta dirección no puede ser la suya aquí. Escriba otra.
email-done = Su nueva dirección está confirmada
