//! Which failures of `SQLite` pass.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind};

/// Whether the same statement would fail in the same way for ever: a row breaks a rule of its table, or
/// the file is damaged.
pub(crate) fn lasts(
    kind: DatabaseErrorKind,
    information: &(dyn DatabaseErrorInformation + Send + Sync),
) -> bool {
    use DatabaseErrorKind::{
        CheckViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation,
    };
    let is_violation = matches!(
        kind,
        CheckViolation | ForeignKeyViolation | NotNullViolation | UniqueViolation
    );
    is_violation || is_damage(information)
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
    use diesel::result::{DatabaseErrorKind, Error};
    use kernel::StorageError;

    use crate::repositories::Failure;

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
