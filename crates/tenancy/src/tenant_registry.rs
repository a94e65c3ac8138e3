//! Tenants as their administrators see them, and the port that changes them.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp};

use crate::Tenant;

/// A tenant as its administrators see it.
#[derive(Clone, Debug, PartialEq)]
pub struct TenantRecord {
    /// The tenant.
    pub tenant: Tenant,
    /// When its settings were last changed; none if never.
    pub updated_at: Option<Timestamp>,
    /// When it was closed; none while it is open.
    pub closed_at: Option<Timestamp>,
}

/// Port: changes tenants. [`Tenants`](crate::Tenants) finds open ones only; this port finds all.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait TenantRegistry: Send + Sync {
    /// The tenant of that id, open or closed.
    async fn read(&self, id: &TenantId) -> Result<Option<TenantRecord>, StorageError>;

    /// All tenants in the order of their ids: `limit` of them after the first `skip`.
    async fn list(&self, skip: u32, limit: u32) -> Result<Vec<TenantRecord>, StorageError>;

    /// Stores other settings, as of `changed.updated_at`. False, and nothing stored, unless the tenant is as it
    /// was when it was last updated at `seen`.
    async fn change(
        &self,
        changed: &TenantRecord,
        seen: Option<Timestamp>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Closes a tenant: it is found by its administrators only. False, and nothing stored, if there is no
    /// open one of that id.
    async fn close(
        &self,
        id: &TenantId,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Opens a closed tenant again. False, and nothing stored, if there is none of that id.
    async fn reopen(&self, id: &TenantId, event: &AuditEvent) -> Result<bool, StorageError>;

    /// Deletes a closed tenant with everything in it but its audit log. False, and nothing deleted, if there is
    /// none of that id.
    async fn delete(&self, id: &TenantId, event: &AuditEvent) -> Result<bool, StorageError>;
}
