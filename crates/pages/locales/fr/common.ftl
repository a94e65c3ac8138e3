# Sur toutes les pages, et sur celles qui disent ce qui n’a pas marché.

page-title = { $page } · Secrets Vault

trouble-start-again = Cette connexion est terminée
trouble-start-again-way = Elle a abouti, a duré trop longtemps ou a commencé dans un autre navigateur. Revenez à l’application et connectez-vous à partir de là.
trouble-foreign-form = Cette page n’est plus à jour
trouble-foreign-form-way = Revenez en arrière, rechargez la page et réessayez. Votre navigateur doit autoriser les cookies de ce site.
trouble-unavailable = Le service est indisponible pour le moment
trouble-unavailable-way = Vous n’y êtes pour rien. Attendez un instant et rechargez cette page.

home-title = Un service de connexion
home-text = Les applications vous envoient ici pour vous connecter avec une image à vous. Ouvrez l’application que vous voulez utiliser et connectez-vous à partir de là.

continue = Continuer
change = Modifier
cancel = Annuler
needs-javascript = Votre image est lue et prouvée sur cet appareil, ce qui demande JavaScript. Autorisez-le pour ce site, puis rechargez la page.
trouble-back = Retour à { $application }

trouble-incomplete-link = Ce lien est incomplet
trouble-incomplete-link-way = Ouvrez-le de nouveau depuis le courriel ou l’endroit où vous l’avez trouvé, et copiez-le en entier.
trouble-closed = L’inscription est fermée ici
trouble-closed-way = Demandez une invitation à l’administration de cette organisation.
