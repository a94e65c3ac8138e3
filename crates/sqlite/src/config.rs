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

/// What every connection begins with: how long it waits for another writer, and that it keeps 256 KiB of pages of its
/// own. What it reads beyond them is in the kernel's cache, which all share.
pub(crate) fn beginning(patience: Duration) -> String {
    let patience = patience.as_millis();
    format!("PRAGMA busy_timeout = {patience}; PRAGMA cache_size = -256;")
}
