//! A tenant, and the port that keeps tenants.

use std::sync::Arc;

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp};

use crate::TenantSettings;

/// A company or team with its own users, relying parties and policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Tenant {
    /// Names the tenant in every URL; never changes.
    pub id: TenantId,
    /// The tenant's policy.
    pub settings: TenantSettings,
    /// When the tenant was created.
    pub created_at: Timestamp,
}

/// Port: keeps tenants.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Tenants: Send + Sync {
    /// The tenant of that id; shared, since every request asks for it.
    async fn find(&self, id: &TenantId) -> Result<Option<Arc<Tenant>>, StorageError>;

    /// Stores a new tenant. False, and nothing stored, if its id is taken.
    async fn create(&self, tenant: &Tenant, event: &AuditEvent) -> Result<bool, StorageError>;
}
