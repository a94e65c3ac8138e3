//! Which failures of `PostgreSQL` pass, and which are worth another try.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use crate::repositories::Failure;

/// Whether the same statement would fail in the same way for ever: a row breaks a rule of its table, or
/// the table is not as the statement expects it (only a statement that cannot be understood has a
/// position in its text).
pub(crate) fn lasts(
    kind: DatabaseErrorKind,
    information: &(dyn DatabaseErrorInformation + Send + Sync),
) -> bool {
    use DatabaseErrorKind::{
        CheckViolation, ExclusionViolation, ForeignKeyViolation, NotNullViolation,
        RestrictViolation, UniqueViolation,
    };
    let is_violation = matches!(
        kind,
        CheckViolation
            | ExclusionViolation
            | ForeignKeyViolation
            | NotNullViolation
            | RestrictViolation
            | UniqueViolation
    );
    is_violation || information.statement_position().is_some()
}

/// Whether a transaction may end otherwise when it is run again at once: the server gave it up because of
/// others, or another one took what a step had just found to be free (or took away what it refers to), which
/// the step sees when it looks again. diesel-async keeps a class of failures only, in which a deadlock has no
/// name of its own, so this holds for whatever the server refused and does not [last](lasts).
pub(crate) fn may_be_tried_again(failure: &Failure) -> bool {
    use DatabaseErrorKind::{ForeignKeyViolation, SerializationFailure, UniqueViolation, Unknown};
    match failure {
        Failure::Database(Error::DatabaseError(UniqueViolation | ForeignKeyViolation, _)) => true,
        Failure::Database(Error::DatabaseError(
            kind @ (SerializationFailure | Unknown),
            information,
        )) => !lasts(*kind, &**information),
        _ => false,
    }
}
