//! Why a database cannot be used.

use std::error::Error;

/// Why a database cannot be used. Shown to the operator as it is.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The server does not let this program in, or does not answer.
    #[error("the database server cannot be used: {0}")]
    Unusable(String),
    /// The certificate that is to vouch for the server cannot be used.
    #[error("the root certificate cannot be used: {0}")]
    RootCertificate(String),
    /// The database has steps that this version does not know.
    #[error(
        "the database was made by a newer version of this program (it has step {0}); run that version, or restore a backup"
    )]
    Newer(String),
    /// A step failed. What was made in one transaction with it was undone, and what was made before stays.
    #[error("the database could not be brought up to this version: {0}")]
    Migration(String),
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Migration(error.to_string())
    }
}

/// What steps fail with.
impl From<Box<dyn Error + Send + Sync>> for OpenError {
    fn from(error: Box<dyn Error + Send + Sync>) -> Self {
        Self::Migration(error.to_string())
    }
}

/// An error and what caused it, in one line.
pub(crate) fn in_full(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.ends_with(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}
