//! What went wrong inside a transaction, and what a port says of it.

use diesel::result::{DatabaseErrorInformation, Error};
use kernel::{SealError, StorageError};

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
                use diesel::result::DatabaseErrorKind::{
                    CheckViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation,
                };
                let message = information.message().to_owned();
                let is_violation = matches!(
                    kind,
                    CheckViolation | ForeignKeyViolation | NotNullViolation | UniqueViolation
                );
                if is_violation || is_damage(&*information) {
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

/// Whether `SQLite` says that the file, not the moment, is the matter (`SQLITE_CORRUPT`,
/// `SQLITE_NOTADB`, and the `SQLITE_ERROR` of a missing table). diesel keeps the text only.
pub(crate) fn is_damage(information: &(dyn DatabaseErrorInformation + Send + Sync)) -> bool {
    let message = information.message();
    [
        "malformed",
        "not a database",
        "no such table",
        "no such column",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

#[cfg(test)]
mod tests {
    use diesel::result::DatabaseErrorKind;

    use super::*;

    fn said(kind: DatabaseErrorKind, message: &str) -> StorageError {
        Failure::from(Error::DatabaseError(kind, Box::new(message.to_owned()))).into()
    }

    #[test]
    fn what_may_pass_is_unavailable_and_what_stays_is_corrupt() {
        use DatabaseErrorKind::{ForeignKeyViolation, Unknown};
        for message in [
            "database is locked",
            "disk I/O error",
            "database or disk is full",
        ] {
            assert!(
                matches!(said(Unknown, message), StorageError::Unavailable(_)),
                "{message}"
            );
        }
        for message in ["database disk image is malformed", "file is not a database"] {
            assert!(
                matches!(said(Unknown, message), StorageError::Corrupt(_)),
                "{message}"
            );
        }
        let violation = said(ForeignKeyViolation, "FOREIGN KEY constraint failed");
        assert!(matches!(violation, StorageError::Corrupt(_)));
    }
}
