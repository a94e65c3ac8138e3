//! The userinfo endpoint (OpenID Connect Core 1.0, section 5.3).

#[cfg(test)]
mod tests;

use kernel::{ClientId, StorageError};
use serde::Serialize;
use tenancy::Tenant;
use tracing::info;

use crate::keyring::TokenType;
use crate::{
    AccessTokenError, Disclosure, Issuer, Jwt, OpenIdProvider, PresentedToken, Scope, UserClaims,
};

/// Why an access token tells nothing (RFC 6750, section 3.1).
#[derive(Debug, thiserror::Error)]
pub enum UserInfoError {
    /// It is no valid access token of this issuer, or no longer, or was not shown as it must be.
    #[error(transparent)]
    Token(AccessTokenError),
    /// It was not granted with the scope `openid`.
    #[error("the access token was granted without the scope openid, which this endpoint needs")]
    InsufficientScope,
    /// Storage did not answer.
    #[error("the service is unavailable; try again in a moment")]
    Unavailable(#[from] StorageError),
}

impl From<AccessTokenError> for UserInfoError {
    fn from(error: AccessTokenError) -> Self {
        match error {
            AccessTokenError::Unavailable(storage) => Self::Unavailable(storage),
            refused => Self::Token(refused),
        }
    }
}

impl UserInfoError {
    /// The protocol's code, for `WWW-Authenticate`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Token(error) => error.code(),
            Self::InsufficientScope => "insufficient_scope",
            Self::Unavailable(_) => "temporarily_unavailable",
        }
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Token(_) => 401,
            Self::InsufficientScope => 403,
            Self::Unavailable(_) => 503,
        }
    }
}

/// What the endpoint answers, as its client is registered for it.
#[derive(Clone, Debug)]
pub enum UserInfo {
    /// The claims.
    Json(Box<UserClaims>),
    /// The same in a JWT (section 5.3.2).
    Signed(Jwt),
}

#[derive(Serialize)]
struct SignedUserInfo<'a> {
    iss: &'a Issuer,
    aud: &'a ClientId,
    #[serde(flatten)]
    user: UserClaims,
}

impl OpenIdProvider {
    /// What the access token lets its client know about its person.
    ///
    /// # Errors
    /// See [`UserInfoError`]. The operator's part of a refusal is logged here and goes no further.
    pub async fn userinfo(
        &self,
        tenant: &Tenant,
        presented: &PresentedToken<'_>,
    ) -> Result<UserInfo, UserInfoError> {
        let told = self.claims_behind(tenant, presented).await;
        if let Err(UserInfoError::Token(error)) = &told {
            info!(tenant = %tenant.id, reason = error.reason(), "an access token was refused");
        }
        told
    }

    async fn claims_behind(
        &self,
        tenant: &Tenant,
        presented: &PresentedToken<'_>,
    ) -> Result<UserInfo, UserInfoError> {
        let recognized = self.recognize(&tenant.id, presented).await?;
        let (scope, delegation) = (&recognized.claims.scope, &recognized.delegation);
        if !scope.contains(Scope::OPENID) {
            return Err(UserInfoError::InsufficientScope);
        }
        let claims = &delegation.grant.terms.claims.userinfo;
        let disclosure = Disclosure { scope, claims };
        let told = self
            .claims_about(&recognized.client, &delegation.user, disclosure)
            .await?;
        let registration = &recognized.client.registration;
        let Some(algorithm) = registration.userinfo_signed_response_alg else {
            return Ok(UserInfo::Json(Box::new(told)));
        };
        let keyring = self.keyrings.of(&tenant.id).await?;
        let claims = SignedUserInfo {
            iss: &self.issuer(&tenant.id),
            aud: &registration.client_id,
            user: told,
        };
        let signed = keyring.sign(algorithm, TokenType::UserInfo, &claims);
        Ok(UserInfo::Signed(signed.map_err(StorageError::from)?))
    }
}
