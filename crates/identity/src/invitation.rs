//! Permission to enrol without having signed in: a mailed invitation, or the set-up link.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash, UserId};
use zkp_protocol::Credential;

use crate::KnownDevice;

/// A one-time permission to enrol, held by whoever has its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Hash of its code.
    pub code: TokenHash,
    /// Whom it is for.
    pub guest: Guest,
    /// When it can no longer be used.
    pub expires_at: Timestamp,
}

/// Whom an invitation is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guest {
    /// The person of an account that has no picture yet.
    Account(UserId),
    /// The first administrator, who chooses name and address (and confirms the address) while registering.
    FirstAdministrator,
}

/// An invitation about to be used for an account, in one step with what goes along.
#[derive(Debug)]
pub struct Acceptance<'a> {
    /// The tenant.
    pub tenant_id: &'a TenantId,
    /// The invitation's code.
    pub code: &'a TokenHash,
    /// The account whose credential is set; it becomes verified, since the code was mailed to it.
    pub user_id: &'a UserId,
    /// The new credential; one that the account had before is erased.
    pub credential: &'a Credential,
    /// The browser that used the invitation, which is known from now on.
    pub device: &'a KnownDevice,
    /// The present moment.
    pub now: Timestamp,
}

/// Port: keeps invitations.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Invitations: Send + Sync {
    /// Stores the set-up invitation, in place of an earlier one, unless the tenant has had its first
    /// administrator. False, and nothing stored, if it has.
    async fn issue_set_up(
        &self,
        invitation: &Invitation,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// The invitation of that code, if it has not been used; expired or not.
    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<Invitation>, StorageError>;

    /// Consumes an account's invitation and stores the credential. False, and nothing changed, if
    /// the invitation has been used or has expired.
    async fn accept<'a>(
        &self,
        acceptance: Acceptance<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
