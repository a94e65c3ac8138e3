//! The link itself, and the port that keeps links.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash, UserId};

use crate::KnownDevice;
use crate::attempts::NameKey;
use crate::mail::Mail;

/// Links that an account is sent in 24 hours at most.
pub const DAILY_PER_ACCOUNT: u32 = 3;

/// A link that was mailed and can be followed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLink {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Hash of its code.
    pub code: TokenHash,
    /// Whose mailbox it went to.
    pub user_id: UserId,
    /// The name for which the browser becomes known.
    pub name: NameKey,
    /// When it was mailed.
    pub sent_at: Timestamp,
    /// When it can no longer be followed.
    pub expires_at: Timestamp,
}

/// Port: keeps device links. Each method is one transaction.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait DeviceLinks: Send + Sync {
    /// Stores a link and its mail, unless the account was sent [`DAILY_PER_ACCOUNT`] links in the 24
    /// hours before `link.sent_at`: then nothing is stored. Links count for that day, followed or not.
    async fn send(
        &self,
        link: &DeviceLink,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<(), StorageError>;

    /// The link of that code, expired or not, if it has not been followed.
    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<DeviceLink>, StorageError>;

    /// Consumes a link and knows the browser. False, and nothing changed, if the link has been
    /// followed or has expired at `now`.
    async fn follow(
        &self,
        link: &DeviceLink,
        device: &KnownDevice,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
