//! Registrations that wait for their e-mail code, and the port that keeps them.

use std::net::IpAddr;

use async_trait::async_trait;
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp, TokenHash};
use zkp_protocol::Credential;

use crate::mail::Mail;
#[cfg(doc)]
use crate::mail::MailContent;
use crate::{Account, EmailAddress, KnownDevice, Username};

/// Wrong codes after which a pending registration is void.
pub const CODE_TRIES: u32 = 5;
/// Registrations that may be asked for per mailbox and day.
pub const DAILY_PER_MAILBOX: u32 = 3;
/// Registrations that may be asked for per address (IPv6: /64) and day.
pub const DAILY_PER_ADDRESS: u32 = 100;

/// A registration that waits for the code that was mailed. Until then nobody can see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingRegistration {
    /// Names it in storage; random.
    pub id: String,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The name asked for.
    pub username: Username,
    /// The address asked for.
    pub email: EmailAddress,
    /// MAC of the mailed code.
    pub code: CodeMac,
    /// The set-up invitation that this registration uses, if it makes the first administrator.
    pub set_up: Option<TokenHash>,
    /// The credential that becomes the account's.
    pub credential: Credential,
    /// Where it was asked for from, as counted.
    pub network: IpAddr,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When the code expires.
    pub expires_at: Timestamp,
}

/// MAC of an e-mail code under a server key: eight digits could be searched through a plain hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeMac([u8; 32]);

impl CodeMac {
    /// The MAC as computed or as it comes from storage.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The MAC as it goes to storage.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The mails of which a registration request sends those that fit.
#[derive(Debug)]
pub struct RegistrationMails {
    /// To the address asked for, if the name and the address are free.
    pub confirm: Mail,
    /// To the address asked for, if the name or the address is taken.
    pub taken: Mail,
}

/// What became of a registration request. The asker is not told which of the first two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOutcome {
    /// Stored; the confirming mail is in the outbox.
    Pending,
    /// The name or the address is taken: stored all the same, so that both take the same work, but
    /// never confirmable; the mail that says so is in the outbox.
    Taken,
    /// Too many requests from this address or for this mailbox: nothing stored until then.
    Limited(Timestamp),
}

/// What became of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmOutcome {
    /// The account exists now, with its credential.
    Confirmed,
    /// Somebody else was first with the name, the address or the set-up link.
    Taken,
    /// The pending registration is gone.
    Gone,
}

/// Port: keeps pending registrations. Each method is one transaction.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Registrations: Send + Sync {
    /// Stores a registration request and the mail that fits, unless [`DAILY_PER_MAILBOX`] requests for
    /// the folded address in this tenant, or [`DAILY_PER_ADDRESS`] from its network, were stored in the
    /// 24 hours before. Expired requests older than these 24 hours are removed on the way.
    ///
    /// If the name is an account's of another address, [`MailContent::RegistrationAttempted`] also goes to that
    /// address, at most once in 24 hours.
    /// Records `requested` or, if taken, `refused`.
    async fn request(
        &self,
        pending: &PendingRegistration,
        mails: &RegistrationMails,
        requested: &AuditEvent,
        refused: &AuditEvent,
    ) -> Result<RequestOutcome, StorageError>;

    /// Counts one try on every unexpired confirmable registration of that name and returns those that have
    /// had at most [`CODE_TRIES`].
    async fn try_code(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
        now: Timestamp,
    ) -> Result<Vec<PendingRegistration>, StorageError>;

    /// Creates the account with the pending registration's credential, knows the browser that
    /// returned the code, removes the pending registration and, if it has one, consumes the set-up
    /// invitation (which must be there still). The first to confirm a name wins.
    async fn confirm(
        &self,
        pending_id: &str,
        account: &Account,
        device: &KnownDevice,
        event: &AuditEvent,
    ) -> Result<ConfirmOutcome, StorageError>;
}
