//! Who acts on our own API by an access token.

use std::net::IpAddr;

use identity::{Account, held_roles};
use kernel::access::{Client, Person, Who};
use kernel::{Actor, TenantId};
use tenancy::{GrantType, RelyingParty, Tenant};

use super::recognize::invalid;
use crate::{AccessTokenClaims, AccessTokenError, Issuer, OpenIdProvider, PresentedToken, Scope};

impl OpenIdProvider {
    /// Who acts on our own API by an access token that is a JWT. Its issuer says of which tenant it is.
    ///
    /// # Errors
    /// See [`AccessTokenError`].
    pub async fn actor(
        &self,
        presented: &PresentedToken<'_>,
        address: Option<IpAddr>,
    ) -> Result<Actor, AccessTokenError> {
        let issuer = Issuer::named_in(presented.token)
            .and_then(|issuer| issuer.tenant(&self.public_url))
            .ok_or(invalid("not a JWT of an issuer here"))?;
        self.actor_in(&issuer, presented, address).await
    }

    /// Who acts on our own API by an access token of `tenant`, JWT or opaque: a person, or a client for itself.
    ///
    /// # Errors
    /// See [`AccessTokenError`].
    pub async fn actor_in(
        &self,
        tenant: &TenantId,
        presented: &PresentedToken<'_>,
        address: Option<IpAddr>,
    ) -> Result<Actor, AccessTokenError> {
        let tenant = self.tenants.find(tenant).await?;
        let tenant = tenant.ok_or(invalid("its tenant is gone"))?;
        let live = self.own_token(&tenant.id, presented).await?;
        let who = match live.delegation {
            Some(delegation) => {
                let account = delegation.user.account;
                Who::Person(self.person(&tenant, &live.claims, account).await?)
            }
            None => Who::Client(client(&live.claims, &live.client)),
        };
        Ok(Actor { who, address })
    }

    /// What a person may do here is what the scopes `account`, `admin` and `scim` and the roles that they have now, by
    /// their account or groups, say. It ends with the session, with `offline_access` too.
    async fn person(
        &self,
        tenant: &Tenant,
        claims: &AccessTokenClaims,
        account: Account,
    ) -> Result<Person, AccessTokenError> {
        let session = match &claims.sid {
            Some(sid) => self.sessions.find_by_id(&account.tenant_id, sid).await?,
            None => None,
        };
        let session = session
            .filter(|session| {
                session.is_live(self.clock.now()) && session.user_id == account.user_id
            })
            .ok_or(invalid("its session has ended"))?;
        Ok(Person {
            roles: held_roles(&*self.memberships, tenant, &account).await?,
            tenant_id: account.tenant_id,
            user_id: account.user_id,
            for_account: claims.scope.contains(Scope::ACCOUNT),
            for_administration: claims.scope.contains(Scope::ADMIN),
            for_provisioning: claims.scope.contains(Scope::SCIM),
            proof: session.proof(),
        })
    }
}

/// What a client may do for itself is what its token says and it is still registered for.
fn client(claims: &AccessTokenClaims, client: &RelyingParty) -> Client {
    let may_provision =
        client.may_use(GrantType::ClientCredentials) && client.registration.may_provision();
    Client {
        for_provisioning: may_provision && claims.scope.contains(Scope::SCIM),
        tenant_id: client.tenant_id.clone(),
        client_id: client.id().clone(),
    }
}
