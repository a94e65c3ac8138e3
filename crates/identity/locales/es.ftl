# What mails say. Each is sent in the name of { $sender }, the tenant.

span-days = { $count ->
    [one] { $count } día
   *[other] { $count } días
}
span-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
span-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
span-seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}

was-you = Si fue usted, no tiene que hacer nada.
tell-administrator = Si no fue usted, avise de inmediato a la administración de su organización.
code-subject = Su código para { $sender }

register-asked = Alguien quiere registrarse en { $sender } con esta dirección de correo. Si es usted, introduzca este código:
register-lasts = El código es válido durante { $span }.
register-otherwise = Si no es usted, ignore este correo: sin el código no ocurre nada.

taken-subject = Su registro en { $sender }
taken-asked = Alguien quiere registrarse en { $sender } con esta dirección de correo, pero el nombre de usuario o la dirección ya están en uso.
taken-way = Si es usted, elija otro nombre de usuario. Si ya se había registrado, inicie sesión como de costumbre.
taken-otherwise = Si no es usted, ignore este correo: no se ha registrado nada.

attempted-subject = Alguien intentó registrar su nombre de usuario en { $sender }
attempted-what = Alguien intentó registrar en { $sender } su nombre de usuario, { $username }. No lo consiguió, y su cuenta no ha cambiado.
attempted-way = Si fue usted: ya tiene una cuenta, así que inicie sesión con su imagen.
attempted-otherwise = No tiene que hacer nada. Enviamos este aviso como máximo una vez al día.

device-subject = Inicio de sesión en { $sender } desde un dispositivo nuevo
device-asked = Alguien quiere iniciar sesión en { $sender } como { $username } desde un dispositivo que no conocemos. Si es usted, abra este enlace en ese dispositivo:
device-follow = Usar este dispositivo
device-lasts = El enlace es válido durante { $span } y solo se puede usar una vez. Después, inicie sesión con su imagen, como siempre.
device-otherwise = Si no es usted, ignore este correo y no comparta el enlace con nadie.

invitation-subject = Su invitación a { $sender }
invitation-what = Hay una cuenta para usted en { $sender }. Su nombre de usuario es { $username }. En lugar de una contraseña, usará una imagen propia para iniciar sesión; elíjala aquí:
invitation-follow = Elegir la imagen
invitation-lasts = El enlace es válido durante { $span } y solo se puede usar una vez. Es solo para usted.

reset-subject = Elija otra imagen para { $sender }
reset-asked = Alguien que dice que ya no puede iniciar sesión en { $sender } como { $username } ha pedido este correo. Si es usted, abra este enlace y elija otra imagen:
reset-follow = Elegir otra imagen
reset-lasts = El enlace es válido durante { $span } y solo se puede usar una vez. Se cerrarán todas las sesiones que tenga abiertas.
reset-otherwise = Si no es usted, ignore este correo y no comparta el enlace con nadie: su cuenta no ha cambiado.

replaced-subject = Otra imagen para { $sender }
replaced-by-mail = La cuenta { $username } en { $sender } tiene ahora otra imagen. Se eligió mediante un enlace enviado a esta dirección. Se cerró la sesión en los demás dispositivos.
replaced-by-person = La cuenta { $username } en { $sender } tiene ahora otra imagen. La eligió alguien que había iniciado sesión y demostrado su identidad. Se cerró la sesión en los demás dispositivos.
replaced-otherwise = Si no fue usted, avise de inmediato a la administración de su organización y asegúrese de que nadie más lea sus correos.

address-asked = Alguien ha indicado esta dirección de correo para una cuenta en { $sender }. Si fue usted, introduzca este código al iniciar sesión:
address-lasts = El código es válido durante { $span }. Mientras la dirección no esté confirmada, enviaremos uno nuevo cada vez que inicie sesión.
address-otherwise = Si no fue usted, ignore este correo: sin el código nadie puede usar su dirección.

changed-subject = Otra dirección de correo para su cuenta en { $sender }
changed-what = La cuenta { $username } en { $sender } tiene ahora otra dirección de correo. La cambió alguien que había iniciado sesión y demostrado su identidad. Este es el último correo que enviamos a esta dirección.

codes-subject = Nuevos códigos de recuperación para { $sender }
codes-what = La cuenta { $username } en { $sender } tiene nuevos códigos de recuperación. Los anteriores ya no sirven.
codes-keep = Si fue usted, solo tiene que guardar los nuevos códigos en un lugar seguro.
codes-otherwise = Si no fue usted, alguien inició sesión en su nombre: avise de inmediato a la administración de su organización.

passkey-subject = Nueva llave de acceso para { $sender }
passkey-what = Se ha añadido una llave de acceso a la cuenta { $username } en { $sender }. Se llama «{ $name }». A partir de ahora permite iniciar sesión sin su imagen.
passkey-otherwise = Si no fue usted, alguien inició sesión en su nombre: elimine la llave de acceso en su perfil y avise a la administración de su organización.
