//! Where the database is and how it is used.

use std::path::PathBuf;
use std::time::Duration;

/// Where the database is and how it is used.
#[derive(Clone, Debug)]
pub struct SqliteConfig {
    /// The database file. Its directory exists; the file is made if it does not.
    pub path: PathBuf,
    /// Connections that read at the same time.
    pub readers: u32,
    /// How long to wait for another writer, in this process or another, and for a free connection.
    pub patience: Duration,
}

impl SqliteConfig {
    /// The database in that file, with four readers and five seconds of patience.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            readers: 4,
            patience: Duration::from_secs(5),
        }
    }
}

/// The statement that makes a connection wait for another writer that long.
pub(crate) fn busy_timeout(patience: Duration) -> String {
    format!("PRAGMA busy_timeout = {};", patience.as_millis())
}
