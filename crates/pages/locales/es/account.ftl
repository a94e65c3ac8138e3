# La elección de la cuenta.

account-title = Elegir una cuenta
account-question = ¿Con qué cuenta quiere continuar?
account-continue = Continuar como { $username }
account-signed-out = Sesión cerrada
account-other = Usar otra cuenta
account-ends = Si inicia sesión con otra cuenta, esta se cierra aquí.
