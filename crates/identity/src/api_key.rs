//! API keys: what a program acts with.

mod authentication;
mod management;

use async_trait::async_trait;
use kernel::{
    AuditEvent, Permission, PlainToken, Random, StorageError, TenantId, TokenHash, UserId,
};

use crate::{Stamp, Username};

pub use authentication::ApiKeyAuthentication;
pub use management::{ApiKeyManagement, ManageApiKeyError, NewApiKey, Whose};

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
    pub scopes: Vec<Permission>,
    /// When, from where and with what it was made.
    pub created: Stamp,
    /// When, from where and with what it was last used, to the minute.
    pub last_use: Option<Stamp>,
    /// It works. A key that was revoked, or whose owner was disabled, does not.
    pub is_active: bool,
}

/// A key in a list, with the name of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedApiKey {
    /// The key.
    pub key: ApiKey,
    /// The owner's username.
    pub username: Option<Username>,
}

/// Port: keeps API keys.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// Stores a new key of an existing tenant.
    async fn create(&self, key: &ApiKey, event: &AuditEvent) -> Result<(), StorageError>;

    /// The key of that hash, active or not.
    async fn find(&self, token: &TokenHash) -> Result<Option<ApiKey>, StorageError>;

    /// The key of that id.
    async fn find_by_id(
        &self,
        tenant: &TenantId,
        key_id: &str,
    ) -> Result<Option<ApiKey>, StorageError>;

    /// The keys of a tenant, or of one owner there; the newest first.
    async fn list(
        &self,
        tenant: &TenantId,
        owner: Option<UserId>,
    ) -> Result<Vec<ListedApiKey>, StorageError>;

    /// Puts a new hash in place of a key's, which makes it active and unused. None if there is no such key.
    async fn regenerate(
        &self,
        tenant: &TenantId,
        key_id: &str,
        token: &TokenHash,
        event: &AuditEvent,
    ) -> Result<Option<ApiKey>, StorageError>;

    /// Takes a key away. False if there was none.
    async fn revoke(
        &self,
        tenant: &TenantId,
        key_id: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Records a use of a key.
    async fn note_use(
        &self,
        tenant: &TenantId,
        key_id: &str,
        used: &Stamp,
    ) -> Result<(), StorageError>;
}

/// What a key cannot be. Shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidApiKey {
    /// Without a scope it could do nothing.
    #[error("scopes: expected at least one")]
    NoScope,
    /// A scope is none.
    #[error(
        "scopes: expected any of USER, USER:READ, CLIENT, CLIENT:READ, API_KEY, API_KEY:READ, TENANT, \
         TENANT:READ and SCIM2"
    )]
    Scope,
    /// The name is empty or too long.
    #[error("name: expected 1 to 128 characters without control characters")]
    Name,
}

/// Why the operator's key was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateApiKeyError {
    /// A field cannot be what was asked.
    #[error(transparent)]
    Field(#[from] InvalidApiKey),
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
    pub scopes: Vec<Permission>,
}

impl ApiKeyRequest {
    /// The key that was asked for, and the key itself, which is shown this once.
    pub(crate) fn draw(self, random: &dyn Random, created: Stamp) -> (ApiKey, PlainToken) {
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
            created,
            last_use: None,
            is_active: true,
        };
        (key, token)
    }

    /// Checks what can be checked without asking anybody.
    pub(crate) fn validate(&self) -> Result<(), InvalidApiKey> {
        if self.scopes.is_empty() {
            return Err(InvalidApiKey::NoScope);
        }
        let is_long = !(1..=128).contains(&self.name.chars().count());
        if is_long || self.name.chars().any(char::is_control) {
            return Err(InvalidApiKey::Name);
        }
        Ok(())
    }
}
