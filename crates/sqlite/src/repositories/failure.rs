//! What went wrong inside a transaction, and what a port says of it.

use diesel::result::Error;
use kernel::{SealError, StorageError};

use crate::backend::lasts;

/// What went wrong inside a transaction, which is rolled back.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The database refused a statement, or does not answer.
    Database(Error),
    /// A row holds what no code of this crate stores there.
    Corrupt(String),
}

impl Failure {
    /// A row holds in `column` what no code of this crate stores there.
    pub(crate) fn corrupt(column: &str) -> Self {
        Self::Corrupt(format!("{column} cannot be read"))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        Self::Corrupt(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

impl From<Failure> for StorageError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Corrupt(what) => Self::Corrupt(what),
            Failure::Database(Error::DatabaseError(kind, information)) => {
                let message = information.message().to_owned();
                if lasts(kind, &*information) {
                    Self::Corrupt(message)
                } else {
                    Self::Unavailable(message)
                }
            }
            Failure::Database(
                error @ (Error::DeserializationError(_)
                | Error::SerializationError(_)
                | Error::NotFound),
            ) => Self::Corrupt(error.to_string()),
            Failure::Database(error) => Self::Unavailable(error.to_string()),
        }
    }
}
