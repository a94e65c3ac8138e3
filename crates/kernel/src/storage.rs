//! What a port says when the storage behind it does not answer.

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
