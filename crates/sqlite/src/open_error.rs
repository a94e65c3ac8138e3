//! Why a database cannot be used.

use diesel::ConnectionError;
use diesel::result::Error;

use crate::failure::is_damage;

/// Why a database cannot be used. Shown to the operator as it is.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened, read or locked.
    #[error("the database file cannot be used: {0}")]
    Unusable(String),
    /// The file is no `SQLite` database, or is not sound any more.
    #[error("the database file is damaged or no database at all ({0}); restore a backup")]
    Damaged(String),
    /// The database has steps that this version does not know.
    #[error(
        "the database was made by a newer version of this program (it has step {0}); run that version, or restore a backup"
    )]
    Newer(String),
    /// A step failed and was undone.
    #[error("the database could not be brought up to this version: {0}")]
    Migration(String),
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(_, information) if is_damage(&*information) => {
                Self::Damaged(information.message().to_owned())
            }
            other => Self::Unusable(other.to_string()),
        }
    }
}

impl From<ConnectionError> for OpenError {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::CouldntSetupConfiguration(error) => error.into(),
            other => Self::Unusable(other.to_string()),
        }
    }
}
