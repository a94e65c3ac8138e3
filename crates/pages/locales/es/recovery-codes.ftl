# Recovery codes: on the profile, and beside the link of a reset.

codes-title = Códigos de recuperación
codes-profile-text = Si pierde su imagen, necesita uno de estos códigos además del enlace del correo.
codes-profile-open = Ver sus códigos de recuperación
codes-text = Si pierde su imagen, necesita uno de estos códigos además del enlace del correo. Cada uno sirve una vez. Guárdelos en papel, y no con sus correos.
codes-none = Todavía no tiene códigos de recuperación.
codes-left = Códigos que le quedan: { $count }. Los nuevos los sustituyen.
codes-draw = Crear diez códigos nuevos
codes-draw-later = Para crear códigos nuevos, vuelva a iniciar sesión en la aplicación y regrese aquí antes de cinco minutos.
codes-shown-once = Estos son sus códigos nuevos. Se muestran solo esta vez: anótelos o imprímalos ahora.

second-title = Una cosa más
second-text = Además del enlace del correo, aquí hace falta uno de sus códigos de recuperación.
second-code = Código de recuperación
second-code-hint = Veinte letras y cifras, como las anotó
second-passkey = Usar una llave de acceso en su lugar
second-malformed = Un código de recuperación tiene veinte letras y cifras. Revise el suyo.
second-refused = No se ha aceptado. Pruebe otro de sus códigos; tras cinco intentos el enlace deja de servir.
