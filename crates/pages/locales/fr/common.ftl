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
