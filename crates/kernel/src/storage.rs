//! What every storage is asked, and what a port says when the storage behind it does not answer.

use async_trait::async_trait;

use crate::Timestamp;

/// Storage did not do what was asked. Nothing was stored.
///
/// The text is for the operator; a caller only learns that the service is unavailable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The database cannot be reached, is overloaded or shutting down: worth trying again.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The database answered with something that should not be there.
    #[error("the database holds something unexpected: {0}")]
    Corrupt(String),
}

/// What the database says to a key check value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCheck {
    /// There was none of that name: it is stored now.
    Fresh,
    /// It is the one that is stored.
    Same,
    /// Another one is stored: these are not the keys of this database.
    Different,
}

/// What a node asks of its storage beside the ports of the domains.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// Answers if the database can be read and written.
    async fn ping(&self) -> Result<(), StorageError>;

    /// Whether the database has not been used with any keys yet, and may be given new ones.
    async fn is_empty(&self) -> Result<bool, StorageError>;

    /// Compares a key check value with the stored one, or stores it if there is none, in one step.
    /// The value gives nothing of the key away.
    async fn verify_key_check(&self, name: &str, expected: &[u8])
    -> Result<KeyCheck, StorageError>;

    /// Deletes what is past its time at `now`, a few hundred rows at a time, and says how many rows
    /// that were. Meant to run every minute, beside everything else. If the database stops answering,
    /// what was deleted before stays deleted.
    async fn sweep(&self, now: Timestamp) -> Result<usize, StorageError>;

    /// Waits until what was asked for before is stored, and brings a database in a file into its file, where it can be
    /// copied. Nothing is asked for after that.
    async fn shut_down(&self) -> Result<(), StorageError>;
}
