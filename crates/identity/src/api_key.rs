//! API keys: what a program acts with.

use async_trait::async_trait;
use kernel::{
    AuditEvent, PlainToken, Random, StorageError, TenantId, Timestamp, TokenHash, UserId,
};
use serde::{Deserialize, Serialize};

/// What a key may do: a resource, to read and write it or to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ApiKeyScope {
    /// Users.
    #[serde(rename = "USER")]
    User,
    /// Users, reading.
    #[serde(rename = "USER:READ")]
    UserRead,
    /// Relying parties.
    #[serde(rename = "CLIENT")]
    Client,
    /// Relying parties, reading.
    #[serde(rename = "CLIENT:READ")]
    ClientRead,
    /// API keys.
    #[serde(rename = "API_KEY")]
    ApiKey,
    /// API keys, reading.
    #[serde(rename = "API_KEY:READ")]
    ApiKeyRead,
    /// The tenant.
    #[serde(rename = "TENANT")]
    Tenant,
    /// The tenant, reading.
    #[serde(rename = "TENANT:READ")]
    TenantRead,
    /// SCIM 2.0.
    #[serde(rename = "SCIM2")]
    Scim2,
}

impl ApiKeyScope {
    /// Every scope with its text.
    pub const ALL: &[(&'static str, Self)] = &[
        ("USER", Self::User),
        ("USER:READ", Self::UserRead),
        ("CLIENT", Self::Client),
        ("CLIENT:READ", Self::ClientRead),
        ("API_KEY", Self::ApiKey),
        ("API_KEY:READ", Self::ApiKeyRead),
        ("TENANT", Self::Tenant),
        ("TENANT:READ", Self::TenantRead),
        ("SCIM2", Self::Scim2),
    ];

    /// The scope of that text, for example `USER:READ`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(name, _)| *name == text)
            .map(|&(_, scope)| scope)
    }
}

/// A key, without the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Names the key; no secret.
    pub key_id: String,
    /// Hash of the key.
    pub token: TokenHash,
    /// The tenant it acts in.
    pub tenant_id: TenantId,
    /// Whose key it is: it never exceeds what they may do. None for a key that the operator made for the tenant itself.
    pub owner: Option<UserId>,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<ApiKeyScope>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Port: keeps API keys.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// Stores a new key of an existing tenant.
    async fn create(&self, key: &ApiKey, event: &AuditEvent) -> Result<(), StorageError>;

    /// The key of that hash.
    async fn find(&self, token: &TokenHash) -> Result<Option<ApiKey>, StorageError>;
}

/// Why a key was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateApiKeyError {
    /// Without a scope it could do nothing.
    #[error("scopes: expected at least one")]
    NoScope,
    /// The name is empty or too long.
    #[error("name: expected 1 to 128 characters")]
    Name,
    /// The owner does not exist.
    #[error("there is no user '{0}' in this tenant")]
    NoOwner(UserId),
    /// The tenant does not exist.
    #[error("there is no tenant '{0}'")]
    NoTenant(TenantId),
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What somebody who makes a key says about it.
#[derive(Clone, Debug)]
pub struct ApiKeyRequest {
    /// The tenant it acts in.
    pub tenant_id: TenantId,
    /// Whose key it is.
    pub owner: Option<UserId>,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<ApiKeyScope>,
}

impl ApiKeyRequest {
    /// The key that was asked for, and the key itself, which is shown this once.
    pub(crate) fn draw(self, random: &dyn Random, now: Timestamp) -> (ApiKey, PlainToken) {
        let token = PlainToken::generate(random);
        let key = ApiKey {
            key_id: PlainToken::generate(random)
                .reveal()
                .chars()
                .take(22)
                .collect(),
            token: token.hash(),
            tenant_id: self.tenant_id,
            owner: self.owner,
            name: self.name,
            scopes: self.scopes,
            created_at: now,
        };
        (key, token)
    }

    /// Checks what can be checked without asking anybody.
    pub(crate) fn validate(&self) -> Result<(), CreateApiKeyError> {
        if self.scopes.is_empty() {
            return Err(CreateApiKeyError::NoScope);
        }
        if !(1..=128).contains(&self.name.chars().count()) || self.name.contains('\0') {
            return Err(CreateApiKeyError::Name);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_stored_under_the_text_it_is_asked_by() {
        for &(text, scope) in ApiKeyScope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), text);
            assert_eq!(ApiKeyScope::parse(text), Some(scope));
        }
    }
}
