//! Which database.

use std::fmt;
use std::path::PathBuf;

use postgres::PostgresUrl;

/// A database, as `database.url` names it. Printed without a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DatabaseUrl {
    /// `sqlite:PATH`: embedded.
    Sqlite(PathBuf),
    /// `postgres://…`: on a server.
    Postgres(Box<PostgresUrl>),
}

impl DatabaseUrl {
    /// Reads `database.url`. What is wrong is said without the URL, which may have a password in it.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return url.parse().map(|url| Self::Postgres(Box::new(url)));
        }
        let path = url
            .strip_prefix("sqlite:")
            .map(|path| path.strip_prefix("//").unwrap_or(path));
        match path {
            Some("") => Err("expected a path behind 'sqlite:'".to_owned()),
            // SQLite would give each connection a database of its own, or read the path as a URI.
            Some(path) if path == ":memory:" || path.starts_with("file:") => {
                Err("expected the path of a file behind 'sqlite:'".to_owned())
            }
            Some(path) => Ok(Self::Sqlite(path.into())),
            None => {
                Err("expected sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned())
            }
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}
