# En todas las páginas, y en las que dicen qué ha fallado.

page-title = { $page } · Secrets Vault

trouble-start-again = Este inicio de sesión ha terminado
trouble-start-again-way = Se completó, tardó demasiado o empezó en otro navegador. Vuelva a la aplicación e inicie sesión desde allí.
trouble-foreign-form = Esta página está desactualizada
trouble-foreign-form-way = Vuelva atrás, recargue la página e inténtelo de nuevo. Su navegador debe permitir las cookies de este sitio.
trouble-unavailable = El servicio no está disponible en este momento
trouble-unavailable-way = No es culpa suya. Espere un momento y recargue esta página.

home-title = Un servicio de inicio de sesión
home-text = Las aplicaciones le envían aquí para iniciar sesión con una imagen suya. Abra la aplicación que quiera usar e inicie sesión desde allí.

continue = Continuar
change = Cambiar
cancel = Cancelar
needs-javascript = Su imagen se lee y se demuestra en este dispositivo, y para ello hace falta JavaScript. Permítalo en este sitio y recargue la página.
trouble-back = Volver a { $application }

trouble-incomplete-link = Este enlace está incompleto
trouble-incomplete-link-way = Ábralo otra vez desde el correo o desde donde lo encontró, y cópielo entero.
trouble-closed = Aquí no es posible registrarse
trouble-closed-way = Pida una invitación a la administración de esta organización.
