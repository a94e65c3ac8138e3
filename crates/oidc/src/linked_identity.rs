//! Who a user is at another provider, and the port that remembers it.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, UserId};
use serde::{Deserialize, Serialize};

/// Somebody as another provider names them for ever.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ForeignIdentity {
    /// The tenant there (Microsoft's `tid`).
    pub authority: String,
    /// The person in that tenant (Microsoft's `oid`).
    pub object_id: String,
}

/// Port: keeps who users are at other providers.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait LinkedIdentities: Send + Sync {
    /// The user of the tenant who that is.
    async fn find(
        &self,
        tenant: &TenantId,
        identity: &ForeignIdentity,
    ) -> Result<Option<UserId>, StorageError>;

    /// Remembers who somebody is. False, and nothing stored, if they are known already, as whomever.
    async fn link(
        &self,
        tenant: &TenantId,
        identity: &ForeignIdentity,
        user: &UserId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
