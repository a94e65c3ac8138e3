//! A credential that takes the place of another, and the port that stores it.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, UserId};
use zkp_protocol::{Credential, Handle};

use crate::SessionId;
use crate::mail::Mail;
use crate::sign_in::Refund;

/// A credential about to take the place of another one, in one step with what goes along.
#[derive(Debug)]
pub struct Replacement<'a> {
    /// The tenant.
    pub tenant_id: &'a TenantId,
    /// Whose it is.
    pub user_id: &'a UserId,
    /// The new credential; the one that the account had is erased.
    pub credential: &'a Credential,
    /// The credential whose secret was proved; none if a passkey stood in for it.
    pub replaces: Option<Handle>,
    /// The session in which it is done, which goes on.
    pub keep: Option<&'a SessionId>,
    /// What the old proof gives back to the budgets; none if there was no such proof.
    pub refund: Option<&'a Refund>,
    /// The mail that tells the person.
    pub notice: &'a Mail,
    /// The present moment.
    pub now: Timestamp,
}

/// Port: keeps the credentials of accounts that are changed by their own people.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Credentials: Send + Sync {
    /// Stores the new credential and erases the old one. All other sessions of the account end, and all its refresh
    /// tokens, codes and nonces on their way, reset links and invitations. False, and nothing changed, if the
    /// account is gone or disabled, or has by now another credential than the one that was proved.
    async fn replace<'a>(
        &self,
        replacement: Replacement<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
