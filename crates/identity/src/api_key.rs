//! API keys: what a program acts with.

use async_trait::async_trait;
use kernel::audit::{EventActor, EventKind};
use kernel::{
    AuditEvent, Clock, PlainToken, Random, StorageError, TenantId, Timestamp, TokenHash, UserId,
};
use serde::{Deserialize, Serialize};

use crate::Accounts;

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

/// Makes a key and returns it with the key itself, which is shown this once.
///
/// # Errors
/// Something about the request cannot be, or storage does not answer.
pub async fn create_api_key(
    keys: &dyn ApiKeys,
    (accounts, tenants): (&dyn Accounts, &dyn tenancy::Tenants),
    (clock, random): (&dyn Clock, &dyn Random),
    actor: EventActor,
    request: ApiKeyRequest,
) -> Result<(ApiKey, PlainToken), CreateApiKeyError> {
    if request.scopes.is_empty() {
        return Err(CreateApiKeyError::NoScope);
    }
    if !(1..=128).contains(&request.name.chars().count()) || request.name.contains('\0') {
        return Err(CreateApiKeyError::Name);
    }
    if tenants.find(&request.tenant_id).await?.is_none() {
        return Err(CreateApiKeyError::NoTenant(request.tenant_id));
    }
    if let Some(owner) = &request.owner
        && accounts.find(&request.tenant_id, owner).await?.is_none()
    {
        return Err(CreateApiKeyError::NoOwner(owner.clone()));
    }
    let token = PlainToken::generate(random);
    let key = ApiKey {
        key_id: PlainToken::generate(random)
            .reveal()
            .chars()
            .take(22)
            .collect(),
        token: token.hash(),
        tenant_id: request.tenant_id,
        owner: request.owner,
        name: request.name,
        scopes: request.scopes,
        created_at: clock.now(),
    };
    let event = AuditEvent::new(
        key.tenant_id.clone(),
        key.created_at,
        EventKind::ApiKeyCreated,
        actor,
    )
    .about(&key.key_id);
    keys.create(&key, &event).await?;
    Ok((key, token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockAccounts;

    async fn create(
        scopes: &[ApiKeyScope],
        owner: Option<&str>,
    ) -> Result<(ApiKey, PlainToken), CreateApiKeyError> {
        let mut keys = MockApiKeys::new();
        keys.expect_create().returning(|_, _| Ok(()));
        let mut accounts = MockAccounts::new();
        accounts.expect_find().returning(|_, _| Ok(None));
        let mut tenants = tenancy::MockTenants::new();
        tenants.expect_find().returning(|id| {
            let settings = tenancy::TenantSettings::default();
            Ok(Some(tenancy::Tenant {
                id: id.clone(),
                settings,
                created_at: Timestamp::default(),
            }))
        });
        let mut clock = kernel::MockClock::new();
        clock.expect_now().return_const(Timestamp::from_seconds(1));
        let mut random = kernel::MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(9));
        let request = ApiKeyRequest {
            tenant_id: "acme".parse().unwrap(),
            owner: owner.map(|id| id.parse().unwrap()),
            name: "ci".into(),
            scopes: scopes.to_vec(),
        };
        let world = (&clock as &dyn Clock, &random as &dyn Random);
        create_api_key(
            &keys,
            (&accounts, &tenants),
            world,
            EventActor::Operator,
            request,
        )
        .await
    }

    #[tokio::test]
    async fn only_the_hash_is_kept() {
        let (key, token) = create(&[ApiKeyScope::UserRead], None).await.unwrap();
        assert!(key.token.matches(&token));
        assert!(!token.reveal().contains(&key.key_id) || key.key_id != token.reveal());
    }

    #[tokio::test]
    async fn what_cannot_be_is_refused() {
        assert!(matches!(
            create(&[], None).await,
            Err(CreateApiKeyError::NoScope)
        ));
        let unknown = create(&[ApiKeyScope::User], Some("nobody")).await;
        assert!(matches!(unknown, Err(CreateApiKeyError::NoOwner(_))));
    }

    #[test]
    fn a_scope_is_stored_under_the_text_it_is_asked_by() {
        for &(text, scope) in ApiKeyScope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), text);
            assert_eq!(ApiKeyScope::parse(text), Some(scope));
        }
    }
}
