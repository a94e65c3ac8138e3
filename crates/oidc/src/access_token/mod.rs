//! An access token (RFC 6749, section 1.4), and the port that keeps what a node cannot read out of it.

mod actor;
mod recognize;
#[cfg(test)]
mod tests;

use std::fmt;

use async_trait::async_trait;
use identity::SessionId;
use kernel::{AuditEvent, ClientId, PlainToken, StorageError, TenantId, Timestamp, TokenHash};
use serde::{Deserialize, Serialize, Serializer};

use crate::{Confirmation, GrantId, Issuer, Jwt, Scope};
pub use recognize::{AccessTokenError, PresentedToken};

/// Claims of an access token (RFC 9068, section 2.2). Times are seconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the members are those of the specification")]
pub struct AccessTokenClaims {
    pub iss: Issuer,
    /// The person; the client itself where no person is involved.
    pub sub: String,
    pub aud: Audience,
    pub client_id: ClientId,
    #[serde(default, skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    pub jti: String,
    pub iat: i64,
    pub exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<SessionId>,
    /// The key without which the token is worth nothing (RFC 9449, section 6). None: whoever has it may use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
    /// Ours: the grant behind the token, so that the token ends with it. None where a client asked for
    /// itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_id: Option<GrantId>,
}

/// Who a token is for: one, or several (RFC 7519, section 4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// The only one.
    One(String),
    /// All of them.
    Many(Vec<String>),
}

impl Audience {
    /// The audience of `resources` and, where the token is good for userinfo, of the issuer; of the
    /// issuer alone if there is no resource.
    pub(crate) fn of(issuer: &Issuer, resources: &[String], scope: &Scope) -> Self {
        let itself = resources.is_empty() || scope.contains(Scope::OPENID);
        let itself = itself.then(|| issuer.as_str().to_owned());
        let mut all: Vec<_> = resources.iter().cloned().chain(itself).collect();
        if all.len() == 1 {
            Self::One(all.remove(0))
        } else {
            Self::Many(all)
        }
    }

    /// Whether the token is for `name`.
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::One(known) => known == name,
            Self::Many(known) => known.iter().any(|known| known == name),
        }
    }
}

/// An access token on its way to its client. It does not print.
#[derive(Clone)]
pub enum AccessToken {
    /// Whoever it is for reads it.
    Jwt(Jwt),
    /// Only this server knows what it means.
    Opaque(PlainToken),
}

impl AccessToken {
    /// The token itself, to be handed to whoever it belongs to and to nobody else.
    pub fn reveal(&self) -> &str {
        match self {
            Self::Jwt(token) => token.reveal(),
            Self::Opaque(token) => token.reveal(),
        }
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(..)")
    }
}

impl Serialize for AccessToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.reveal())
    }
}

/// An opaque access token as it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpaqueToken {
    /// Hash of the token.
    pub token: TokenHash,
    /// The tenant.
    pub tenant_id: TenantId,
    /// What it says.
    pub claims: AccessTokenClaims,
    /// When it is no longer accepted.
    pub expires_at: Timestamp,
}

/// An access token that ends before its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedToken {
    /// Hash of the opaque token, or of the `jti` of the JWT.
    pub token: TokenHash,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The client that it was issued to.
    pub client_id: ClientId,
    /// When it would have ended by itself: until then it must be known that it was revoked.
    pub expires_at: Timestamp,
}

/// Port: keeps opaque access tokens, and which access tokens were revoked.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait AccessTokens: Send + Sync {
    /// Stores a new opaque token. The grant behind it has been reported, so there is no event.
    async fn issue(&self, token: &OpaqueToken) -> Result<(), StorageError>;

    /// What the opaque token of that hash says, expired or not, if it has not been revoked.
    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<OpaqueToken>, StorageError>;

    /// Revokes a token, opaque or JWT. False, and nothing stored, if it was revoked before.
    async fn revoke(&self, token: &RevokedToken, event: &AuditEvent) -> Result<bool, StorageError>;

    /// Whether the token of that hash was revoked. It is known for as long as the token would have lived.
    async fn is_revoked(&self, tenant: &TenantId, token: &TokenHash) -> Result<bool, StorageError>;
}
