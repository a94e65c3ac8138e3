//! Mails as they are kept, and the port that keeps them.

use async_trait::async_trait;
use kernel::{AuditEvent, FoldedName, StorageError, Timestamp};

use super::Mail;

/// A mail as the outbox keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMail {
    /// Increases from mail to mail.
    pub id: i64,
    /// A random name, the same at every attempt, by which a repeated delivery can be recognised.
    pub key: String,
    /// The mail. A day after it was done with, its code and link are gone.
    pub mail: Mail,
    /// What has become of it.
    pub state: MailState,
    /// How often somebody set out to send it.
    pub attempts: u32,
    /// Why the last attempt that failed did so; for operators.
    pub failure: Option<String>,
}

/// What has become of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// It waits until this moment for its next attempt; while it is leased, until the lease ends.
    Waiting(Timestamp),
    /// It was sent.
    Sent(Timestamp),
    /// It could not be delivered for too long.
    GivenUp(Timestamp),
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The mail server took it.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// It failed and is to be tried again.
    Postponed {
        /// Not before this moment.
        until: Timestamp,
        /// What went wrong.
        reason: String,
    },
    /// It failed for the last time.
    GivenUp {
        /// When.
        at: Timestamp,
        /// What went wrong.
        reason: String,
        /// Stored with it.
        event: AuditEvent,
    },
}

/// Port: keeps mails until they are sent, and for a while afterwards.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The newest `limit` mails, newest first; to one address if `to` is given.
    async fn newest(
        &self,
        to: Option<FoldedName>,
        limit: u32,
    ) -> Result<Vec<StoredMail>, StorageError>;

    /// Takes the mail that has been due for longest at `now`, counts an attempt, and keeps the mail from
    /// everybody else before `until`; none if no mail is due that nobody else is just taking. Whoever does
    /// not [`settle`](Self::settle) it by then has given it back.
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<StoredMail>, StorageError>;

    /// Records how the attempt of that number ended. That a mail was sent is recorded whoever has leased
    /// it since, because it is so; anything else only while this attempt is the latest. False, and nothing
    /// recorded, if it is not, or if the mail is done with or gone.
    async fn settle(
        &self,
        mail: i64,
        attempt: u32,
        outcome: &Outcome,
    ) -> Result<bool, StorageError>;
}
