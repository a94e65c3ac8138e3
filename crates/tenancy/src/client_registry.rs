//! Relying parties as their administrators see them, and the port that changes them.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash};

use crate::RelyingParty;

/// A relying party as its administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRecord {
    /// The relying party.
    pub client: RelyingParty,
    /// When its registration was last changed; none if never.
    pub updated_at: Option<Timestamp>,
}

/// A secret that has been replaced, and still works for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetiredSecret {
    /// Hash of the secret.
    pub hash: TokenHash,
    /// Until when it works.
    pub until: Timestamp,
}

/// Another secret for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// Hash of the new secret.
    pub secret: TokenHash,
    /// Until when the one before it works.
    pub retired_until: Timestamp,
}

/// What became of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone, with what it was given.
    Deleted,
    /// It is locked.
    Locked,
    /// There is none of that id.
    Absent,
}

/// Port: changes relying parties.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ClientRegistry: Send + Sync {
    /// The relying party of that id in that tenant.
    async fn read(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<ClientRecord>, StorageError>;

    /// A tenant's relying parties in the order of their ids: `limit` of them after the first `skip`.
    async fn list(
        &self,
        tenant: &TenantId,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<ClientRecord>, StorageError>;

    /// Stores another registration, as of `changed.updated_at`; a client that has become public
    /// loses its secrets, and its logo follows `logo_uri` ([`ClientLogos`](crate::ClientLogos)).
    /// False, and nothing stored, unless the client is as it was when it was last updated at
    /// `seen`.
    async fn change(
        &self,
        changed: &ClientRecord,
        seen: Option<Timestamp>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Gives a client another secret; the one before it, and no earlier one, works until
    /// `rotation.retired_until`. False, and nothing stored, if there is no such client.
    async fn rotate(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        rotation: &Rotation,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Deletes a client that is not locked, with its requests, codes and grants.
    async fn delete(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        event: &AuditEvent,
    ) -> Result<Deletion, StorageError>;
}
