//! What a person has allowed a client, and the port that remembers it.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, UserId};

use crate::Scope;

/// A person allows a client what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Who allows it.
    pub user_id: UserId,
    /// Whom they allow it.
    pub client_id: ClientId,
    /// What they allow.
    pub scope: Scope,
    /// When they said so.
    pub given_at: Timestamp,
}

/// Port: remembers consent.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Consents: Send + Sync {
    /// Everything that the person has allowed the client so far, whatever order it came in. None if
    /// they have never allowed it anything.
    async fn find(
        &self,
        tenant: &TenantId,
        user: &UserId,
        client: &ClientId,
    ) -> Result<Option<Scope>, StorageError>;

    /// Adds what `consent` allows to what was allowed before.
    async fn give(&self, consent: &Consent, event: &AuditEvent) -> Result<(), StorageError>;
}
