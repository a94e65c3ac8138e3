# Consentimiento, cierre de sesión y lo que puede fallar.

consent-title = Permiso
consent-question = ¿Puede { $application } saber quién es usted?
consent-text = La aplicación pide lo siguiente. Se le pregunta una vez, y de nuevo solo si quiere más.
consent-openid = Reconocerle por un número que le representa
consent-profile = Sus nombres, su idioma y lo demás de su perfil:
consent-email = Su dirección de correo:
consent-address = Su dirección postal
consent-phone = Su número de teléfono
consent-groups = Los grupos a los que pertenece
consent-offline = Conservar este permiso mientras usted no está
consent-second-factor = Ver que es usted, como segunda prueba además de la suya
consent-second-factor-link = Usar la cuenta que ha creado para ello
consent-other = Un permiso propio de la aplicación:
consent-allow = Permitir
consent-deny = No permitir
consent-back = En ambos casos vuelve a { $place }.
consent-home = Acerca de { $application }
consent-as = Ha iniciado sesión como { $username }.
consent-not-you = Usar otra cuenta

way-back-title = De vuelta a la aplicación
way-back-text = Vuelve a { $place }.
way-back-action = Continuar

sign-out-title = Cerrar sesión
sign-out-question = ¿Quiere cerrar la sesión?
sign-out-asked = { $application } pregunta si quiere cerrar la sesión aquí.
sign-out-text = Ha iniciado sesión como { $username }. Si la cierra aquí, termina para todas las aplicaciones que la usan.
sign-out-action = Cerrar sesión
sign-out-stay = Si no lo ha pedido, cierre esta página: su sesión sigue abierta.
signed-out-title = Ha cerrado la sesión
signed-out-text = Puede cerrar esta página.

trouble-detail = Para quienes desarrollan
trouble-no-page = Aquí no hay nada
trouble-no-page-way = Puede que la dirección esté mal escrita o sea antigua. Vuelva a la aplicación que quiere usar.
trouble-request = Esta aplicación ha cometido un error
trouble-request-way = Su petición no se puede contestar, por eso no se le envía a ningún sitio. Usted no ha hecho nada mal: diga a quienes llevan la aplicación lo que está escrito abajo.
trouble-refused = Antes hay que hacer algo
trouble-refused-way = Abajo dice qué es. Después empiece de nuevo desde la aplicación.
trouble-too-many = Demasiados intentos
trouble-too-many-way = Espere un rato e inténtelo de nuevo.

mailbox-title = Buzón
mailbox-text = No hay servidor de correo, por eso los mensajes esperan aquí. Solo este equipo los ve. Los nuevos aparecen solos.
mailbox-empty = Todavía no hay mensajes.
mailbox-copy = Copiar el código
mailbox-copied = El código está copiado.
mailbox-follow = Seguir el enlace
mailbox-confirm = Su código, { $username }:
mailbox-taken = El nombre { $username } o esta dirección de correo ya están en uso. Elija otro nombre o recupere su cuenta.
mailbox-attempted = Alguien ha intentado registrar su nombre, { $username }.
mailbox-device = Un enlace que da a conocer un navegador, { $username }:
mailbox-invitation = Tiene una invitación, { $username }:
mailbox-reset = Un enlace para elegir otra imagen, { $username }:
mailbox-replaced = Su imagen ha sido reemplazada, { $username }.
mailbox-address-changed = Su cuenta tiene ahora otra dirección de correo, { $username }.
mailbox-codes = Tiene códigos de recuperación nuevos, { $username }.
mailbox-passkey = Se añadió una llave de acceso a su cuenta, { $username }.
