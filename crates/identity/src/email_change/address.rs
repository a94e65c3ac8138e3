//! A code that confirms the address of an account, and the port that keeps addresses.

use std::time::Duration;

use async_trait::async_trait;
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp, UserId};

use crate::mail::Mail;
use crate::registration::CodeMac;
use crate::sign_in::Refund;
use crate::{Account, KnownDevice};

/// Codes that an account is sent in 24 hours at most.
pub const DAILY_CODES: u32 = 5;
/// While the last code is younger than this, signing in sends no other.
pub const CODE_PAUSE: Duration = Duration::from_mins(1);

/// A code that was mailed to the address of an account, to show that it is its person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressCode {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The account.
    pub user_id: UserId,
    /// The address that it confirms, as it is compared.
    pub address: FoldedName,
    /// MAC of the mailed code.
    pub code: CodeMac,
    /// When it was mailed.
    pub sent_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Another address about to become an account's, in one step with what goes along.
#[derive(Debug)]
pub struct AddressChange<'a> {
    /// The account as it was when the change was decided.
    pub before: &'a Account,
    /// The account as it is to be: unverified.
    pub after: &'a Account,
    /// The code that confirms the new address.
    pub code: &'a AddressCode,
    /// The mail that carries it there.
    pub confirm: &'a Mail,
    /// The mail that tells the old address, if it was confirmed.
    pub notice: Option<&'a Mail>,
    /// What the proof gives back to the budgets; none if a passkey stood in for it.
    pub refund: Option<&'a Refund>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// It was made, and both mails are in the outbox.
    Changed,
    /// The address, or the name that goes with it, is another account's; nothing was changed.
    Taken,
    /// The account is no longer as it was when the change was decided; nothing was changed.
    Stale,
    /// The account was sent [`DAILY_CODES`] codes. Nothing is changed until then.
    Limited(Timestamp),
}

/// Port: keeps the addresses of accounts and the codes that confirm them. Each method is one transaction.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Addresses: Send + Sync {
    /// Changes an account's address and stores the code in place of earlier ones. What was mailed to the old address
    /// ends: invitations, device links, reset links.
    async fn change<'a>(
        &self,
        change: AddressChange<'a>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome, StorageError>;

    /// Stores another code in place of earlier ones, with its mail. Nothing is stored if the last one is younger than
    /// [`CODE_PAUSE`], if there were [`DAILY_CODES`], or if the account has another address by now or is verified.
    async fn send(
        &self,
        code: &AddressCode,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<(), StorageError>;

    /// Counts one try on the code of the account of that name, and returns it if it is unexpired and has had at most
    /// [`CODE_TRIES`](crate::registration::CODE_TRIES).
    async fn try_code(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
        now: Timestamp,
    ) -> Result<Option<AddressCode>, StorageError>;

    /// Consumes the code: the account is verified, if it still has that address, and the browser is known. False, and
    /// nothing changed, if the code is gone or late, or the address is another one.
    async fn confirm(
        &self,
        code: &AddressCode,
        device: &KnownDevice,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
