//! The mailed link itself, and the port that keeps links.

use std::net::IpAddr;

use async_trait::async_trait;
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp, TokenHash, UserId};
use zkp_protocol::Credential;

use crate::KnownDevice;
use crate::mail::Mail;
use crate::recovery_code::RecoveryCodeMac;

/// Links for one mailbox that can be open at a time. While there are so many, no more are sent, and the person
/// has one to follow: so nobody can ask so often that its owner gets none (docs/decisions/0035).
pub const OPEN_PER_MAILBOX: u32 = 3;
/// Links that may be asked for from one address (IPv6: /64) in 24 hours.
pub const DAILY_PER_ADDRESS: u32 = 100;
/// Wrong recovery codes and passkeys after which a link is void.
pub const TRIES_PER_LINK: u32 = 5;

/// A link that was asked for, and by which its person chooses a new picture once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetLink {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Hash of its code.
    pub code: TokenHash,
    /// Whose credential it replaces; none if there is no such account, and then it is good for nothing.
    pub user_id: Option<UserId>,
    /// The address that was named, as requests for it are counted.
    pub mailbox: FoldedName,
    /// Where it was asked for from, as counted.
    pub network: IpAddr,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it can no longer be followed.
    pub expires_at: Timestamp,
}

/// What became of a request. The asker is told of the last one only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOutcome {
    /// Stored; the mail is in the outbox if the link is somebody's.
    Stored,
    /// There are [`OPEN_PER_MAILBOX`] open links for this mailbox. Nothing was stored.
    Enough,
    /// There were [`DAILY_PER_ADDRESS`] requests from this address. Nothing is stored until then.
    Limited(Timestamp),
}

/// A link about to be followed, in one step with what goes along.
#[derive(Debug)]
pub struct Reset<'a> {
    /// The tenant.
    pub tenant_id: &'a TenantId,
    /// The link's code.
    pub code: &'a TokenHash,
    /// Whose it is.
    pub user_id: &'a UserId,
    /// The new credential; what the account had before is erased.
    pub credential: &'a Credential,
    /// The browser that followed the link, which is known from now on, and no other.
    pub device: &'a KnownDevice,
    /// What is used up beside the link, where the tenant asks for a second thing.
    pub second: Option<Second<'a>>,
    /// The mail that tells the person.
    pub notice: &'a Mail,
    /// The present moment.
    pub now: Timestamp,
}

/// What shows, beside a mailed link, that somebody is who they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second<'a> {
    /// One of the account's recovery codes.
    RecoveryCode(&'a RecoveryCodeMac),
    /// A sign-in nonce that a passkey of the account's has given, outside of any authorization request.
    Passkey(&'a TokenHash),
}

/// What became of a link that was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedeemOutcome {
    /// The account has the new credential.
    Reset,
    /// The link has been followed or has expired, or the account is disabled. Nothing was changed.
    Gone,
    /// The second thing is not the account's, or has been used or has expired. The try was counted; after
    /// [`TRIES_PER_LINK`] of them the link is void. Nothing else was changed.
    NoSecond,
}

/// Port: keeps reset links. Each method is one transaction.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Resets: Send + Sync {
    /// Stores a link and, if it is somebody's, its mail; and records `event`. The same is asked of the database
    /// for a link that is nobody's. Links count for their mailbox until they expire, followed or not.
    async fn request(
        &self,
        link: &ResetLink,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<RequestOutcome, StorageError>;

    /// The link of that code, expired or not, if it is somebody's and has not been followed.
    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<ResetLink>, StorageError>;

    /// Consumes a link and stores the credential in place of the one that the account had. The account's
    /// sessions and refresh tokens end, as do codes and nonces on their way, its other links and
    /// invitations, and its known devices; the second thing is used up. If that is wrong, the try is counted and
    /// `refused` is recorded.
    async fn redeem<'a>(
        &self,
        reset: Reset<'a>,
        event: &AuditEvent,
        refused: &AuditEvent,
    ) -> Result<RedeemOutcome, StorageError>;
}
