//! Which database.

use std::fmt;
use std::path::PathBuf;

/// A database, as `database.url` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DatabaseUrl {
    /// `sqlite:PATH`: embedded.
    Sqlite(PathBuf),
}

impl DatabaseUrl {
    /// Reads `database.url`.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let path = url
            .strip_prefix("sqlite:")
            .map(|path| path.strip_prefix("//").unwrap_or(path));
        match path {
            Some("") => Err("expected a path behind 'sqlite:'".to_owned()),
            Some(path) => Ok(Self::Sqlite(path.into())),
            None => Err(format!("'{url}': expected sqlite:PATH")),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}
