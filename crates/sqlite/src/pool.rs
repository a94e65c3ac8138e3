//! The connections: one that writes, a few that read.

use std::path::PathBuf;

use bb8::{ManageConnection, QueueStrategy};
use diesel::{ConnectionError, ConnectionResult};
use kernel::StorageError;
use tokio::task::spawn_blocking;

use crate::backend::Connection;
use crate::config::beginning;
use crate::hop::EndedEarly;
use crate::{OpenError, SqliteConfig};

/// Connections to one database.
pub(crate) type Pool = bb8::Pool<Opening>;

/// Statements with which the connection that writes goes on.
///
/// A commit in WAL mode with `synchronous = NORMAL` survives the death of this process; after a
/// loss of power the database is sound, but may lack the last moments. `secure_delete` overwrites
/// what is deleted: replaced credentials, spent nonces. A log that long readers have made long is
/// cut to 64 MiB when it begins anew.
const WRITER: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                      PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; \
                      PRAGMA journal_size_limit = 67108864;";
const READER: &str = "PRAGMA query_only = ON;";

/// How connections of one kind are opened.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    path: PathBuf,
    statements: String,
}

impl Opening {
    /// Of the connection that writes.
    pub(crate) fn writer(config: &SqliteConfig) -> Self {
        Self::with(config, WRITER)
    }

    fn with(config: &SqliteConfig, statements: &str) -> Self {
        Self {
            path: config.path.clone(),
            statements: format!("{} {statements}", beginning(config.patience)),
        }
    }

    /// Opens one. It blocks.
    pub(crate) fn open(&self) -> ConnectionResult<Connection> {
        Connection::open(&self.path.to_string_lossy(), &self.statements)
    }
}

impl ManageConnection for Opening {
    type Connection = Connection;
    type Error = ConnectionError;

    async fn connect(&self) -> ConnectionResult<Connection> {
        let opening = self.clone();
        spawn_blocking(move || opening.open())
            .await
            .map_err(|_| ConnectionError::BadConnection(EndedEarly.to_string()))?
    }

    /// A file does not hang up, so a connection need not be tried before each use.
    async fn is_valid(&self, _: &mut Connection) -> ConnectionResult<()> {
        Ok(())
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        connection.is_broken()
    }
}

/// The connections that read.
pub(crate) async fn reading(config: &SqliteConfig) -> Result<Pool, OpenError> {
    let unusable = |error: &dyn ToString| OpenError::Unusable(error.to_string());
    let pool = Pool::builder()
        // Opened when the others are busy: each takes half a megabyte.
        .max_size(config.readers.max(1))
        // The one that was used last has the most pages and statements at hand.
        .queue_strategy(QueueStrategy::Lifo)
        .connection_timeout(config.patience)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_on_check_out(false)
        .build(Opening::with(config, READER))
        .await
        .map_err(|error| unusable(&error))?;
    // One now, so that what is wrong with the file is said when it is opened.
    drop(pool.get().await.map_err(|error| unusable(&error))?);
    Ok(pool)
}

/// How many of those connections may be busy with lists, and the like, that can take seconds.
pub(crate) fn lists(config: &SqliteConfig) -> usize {
    (config.readers / 2).max(1) as usize
}

/// No connection became free in time, or none could be made.
pub(crate) fn exhausted(error: bb8::RunError<ConnectionError>) -> StorageError {
    StorageError::Unavailable(match error {
        bb8::RunError::TimedOut => "no connection became free in time".to_owned(),
        bb8::RunError::User(error) => error.to_string(),
    })
}
