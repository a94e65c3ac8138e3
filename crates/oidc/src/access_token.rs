//! Recognizing an access token that comes back: at the userinfo endpoint, and at our own API.

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use identity::Account;
use kernel::access::{Person, Who};
use kernel::{Actor, StorageError, TenantId};

use crate::claims::AccessTokenClaims;
use crate::keyring::TokenType;
use crate::{Issuer, OpenIdProvider, Scope};

/// Why an access token is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AccessTokenError {
    /// It is no valid access token of this issuer, or no longer.
    #[error(
        "the access token is malformed, expired or revoked, or was not issued here: get a new one"
    )]
    Invalid {
        /// What exactly is wrong. For the operator.
        reason: &'static str,
    },
    /// Storage did not answer.
    #[error("the service is unavailable; try again in a moment")]
    Unavailable(#[from] StorageError),
}

const fn invalid(reason: &'static str) -> AccessTokenError {
    AccessTokenError::Invalid { reason }
}

impl OpenIdProvider {
    /// What a token of `tenant` says, and whose it is. Unlike a resource server that checks the
    /// signature alone (RFC 9068, section 4), this asks whether the grant behind the token still
    /// holds, which it does not after logout (unless it has `offline_access`), after reuse of its code
    /// or of a refresh token, and when its user is disabled or its client is gone.
    pub(crate) async fn recognize(
        &self,
        tenant: &TenantId,
        access_token: &str,
    ) -> Result<(AccessTokenClaims, Account), AccessTokenError> {
        let now = self.clock.now();
        let keyring = self.keyrings.of(tenant).await?;
        let claims = keyring
            .verify::<AccessTokenClaims>(TokenType::AccessToken, access_token)
            .map_err(|error| invalid(error.0))?;
        let issuer = self.issuer(tenant);
        if claims.iss != issuer || claims.aud != issuer {
            return Err(invalid("of another issuer or for another audience"));
        }
        if now.seconds() >= claims.exp {
            return Err(invalid("expired"));
        }
        let grant = self.grants.find(tenant, &claims.grant_id).await?;
        grant
            .filter(|grant| grant.is_live(now) && grant.user_id == claims.sub)
            .ok_or(invalid("the grant behind it has ended"))?;
        let client = self.clients.find(tenant, &claims.client_id).await?;
        client.ok_or(invalid("its client is gone"))?;
        let account = self.accounts.find(tenant, &claims.sub).await?;
        let account = account
            .filter(|account| !account.is_disabled)
            .ok_or(invalid("its user is disabled or gone"))?;
        Ok((claims, account))
    }

    /// The person who acts on our own API by an access token. The token's issuer says in which tenant
    /// they live; what they may do here is what the scopes `account` and `admin` and the roles of the
    /// account, as it is now, say. It ends with the session, with `offline_access` too.
    ///
    /// # Errors
    /// See [`AccessTokenError`].
    pub async fn person(
        &self,
        access_token: &str,
        address: Option<IpAddr>,
    ) -> Result<Actor, AccessTokenError> {
        let issuer = Issuer::named_in(access_token)
            .and_then(|issuer| issuer.tenant(&self.public_url))
            .ok_or(invalid("not a JWT of an issuer here"))?;
        let tenant = self.tenants.find(&issuer).await?;
        let tenant = tenant.ok_or(invalid("its tenant is gone"))?;
        let (claims, account) = self.recognize(&tenant.id, access_token).await?;
        let session = self.sessions.find_by_id(&tenant.id, &claims.sid).await?;
        session
            .filter(|session| session.is_live(self.clock.now()) && session.user_id == claims.sub)
            .ok_or(invalid("its session has ended"))?;
        let person = Person {
            tenant_id: account.tenant_id,
            user_id: account.user_id,
            roles: account.roles,
            for_account: claims.scope.contains(Scope::ACCOUNT),
            for_administration: claims.scope.contains(Scope::ADMIN),
            for_provisioning: claims.scope.contains(Scope::SCIM),
        };
        Ok(Actor {
            who: Who::Person(person),
            address,
        })
    }
}
