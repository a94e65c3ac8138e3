//! The userinfo endpoint (OpenID Connect Core 1.0, section 5.3).

#[cfg(test)]
mod tests;

use kernel::StorageError;
use tenancy::Tenant;
use tracing::info;

use crate::claims::AccessTokenClaims;
use crate::keyring::TokenType;
use crate::{OpenIdProvider, Scope, UserClaims};

/// Why an access token tells nothing (RFC 6750, section 3.1).
#[derive(Debug, thiserror::Error)]
pub enum UserInfoError {
    /// It is no valid access token of this issuer, or no longer.
    #[error(
        "the access token is malformed, expired or revoked, or was not issued here: get a new one"
    )]
    InvalidToken {
        /// What exactly is wrong. For the operator.
        reason: &'static str,
    },
    /// It was not granted with the scope `openid`.
    #[error("the access token was granted without the scope openid, which this endpoint needs")]
    InsufficientScope,
    /// Storage did not answer.
    #[error("the service is unavailable; try again in a moment")]
    Unavailable(#[from] StorageError),
}

impl UserInfoError {
    /// The protocol's code, for `WWW-Authenticate: Bearer error="…"`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidToken { .. } => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::Unavailable(_) => "temporarily_unavailable",
        }
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::InvalidToken { .. } => 401,
            Self::InsufficientScope => 403,
            Self::Unavailable(_) => 503,
        }
    }
}

impl OpenIdProvider {
    /// What the access token lets its client know about its person. Unlike a resource server that
    /// checks the signature alone, this asks whether the grant behind the token still holds, which
    /// it does not after logout (unless it has `offline_access`), after reuse of its code or of a
    /// refresh token, and when its user is disabled or its client is gone.
    ///
    /// # Errors
    /// See [`UserInfoError`]. The operator's part of a refusal is logged here and goes no further.
    pub async fn userinfo(
        &self,
        tenant: &Tenant,
        access_token: &str,
    ) -> Result<UserClaims, UserInfoError> {
        let told = self.claims_behind(tenant, access_token).await;
        if let Err(UserInfoError::InvalidToken { reason }) = told {
            info!(tenant = %tenant.id, reason, "an access token was refused");
        }
        told
    }

    async fn claims_behind(
        &self,
        tenant: &Tenant,
        access_token: &str,
    ) -> Result<UserClaims, UserInfoError> {
        let invalid = |reason| UserInfoError::InvalidToken { reason };
        let now = self.clock.now();
        let keyring = self.keyrings.of(&tenant.id).await?;
        let claims = keyring
            .verify::<AccessTokenClaims>(TokenType::AccessToken, access_token)
            .map_err(|error| invalid(error.0))?;
        let issuer = self.issuer(&tenant.id);
        if claims.iss != issuer || claims.aud != issuer {
            return Err(invalid("of another issuer or for another audience"));
        }
        if now.seconds() >= claims.exp {
            return Err(invalid("expired"));
        }
        if !claims.scope.contains(Scope::OPENID) {
            return Err(UserInfoError::InsufficientScope);
        }
        let grant = self.grants.find(&tenant.id, &claims.grant_id).await?;
        grant
            .filter(|grant| grant.is_live(now) && grant.user_id == claims.sub)
            .ok_or(invalid("the grant behind it has ended"))?;
        let client = self.clients.find(&tenant.id, &claims.client_id).await?;
        client.ok_or(invalid("its client is gone"))?;
        let account = self.accounts.find(&tenant.id, &claims.sub).await?;
        let account = account
            .filter(|account| !account.is_disabled)
            .ok_or(invalid("its user is disabled or gone"))?;
        Ok(UserClaims::of(&account, &claims.scope))
    }
}
