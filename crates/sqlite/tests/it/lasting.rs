//! Which failures pass. Most of them cannot be brought about, so the source of the module is asked directly.

#[path = "../../src/failure.rs"]
mod failure;

use diesel::result::DatabaseErrorKind::{ForeignKeyViolation, Unknown};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind};

fn lasts(kind: DatabaseErrorKind, message: &str) -> bool {
    let information: Box<dyn DatabaseErrorInformation + Send + Sync> = Box::new(message.to_owned());
    failure::lasts(kind, &*information)
}

#[test]
fn what_may_pass_is_told_from_what_stays() {
    for message in [
        "database is locked",
        "disk I/O error",
        "database or disk is full",
    ] {
        assert!(!lasts(Unknown, message), "{message}");
    }
    for message in ["database disk image is malformed", "file is not a database"] {
        assert!(lasts(Unknown, message), "{message}");
    }
    assert!(lasts(ForeignKeyViolation, "FOREIGN KEY constraint failed"));
}
