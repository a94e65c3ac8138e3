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
