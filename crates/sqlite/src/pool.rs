//! The connections: one that writes, a few that read.

use ::bb8::QueueStrategy;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, bb8,
};
use diesel_async::{AsyncConnection as _, SimpleAsyncConnection as _};
use kernel::StorageError;

use crate::backend::Connection;
use crate::config::busy_timeout;
use crate::{OpenError, SqliteConfig};

/// Connections to one database.
pub(crate) type Pool = bb8::Pool<Connection>;

/// Statements that every connection begins with.
///
/// A commit in WAL mode with `synchronous = NORMAL` survives the death of this process; after a
/// loss of power the database is sound, but may lack the last moments. `secure_delete` overwrites
/// what is deleted: replaced credentials, spent nonces. The writer keeps 512 KiB of pages of its own
/// and each reader 256 KiB; what they read beyond them is in the kernel's cache, which all share.
const WRITER: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                      PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -512;";
const READER: &str = "PRAGMA query_only = ON; PRAGMA cache_size = -256;";

/// The connection that writes.
pub(crate) async fn writing(config: &SqliteConfig) -> ConnectionResult<Connection> {
    connect(&config.path.to_string_lossy(), &beginning(config, WRITER)).await
}

/// The connections that read.
pub(crate) async fn reading(config: &SqliteConfig) -> Result<Pool, OpenError> {
    let begin = beginning(config, READER);
    let mut manager = ManagerConfig::default();
    // A file does not hang up, so a connection need not be tried before each use.
    manager.recycling_method = RecyclingMethod::Fast;
    manager.custom_setup = Box::new(move |path| {
        let (path, begin) = (path.to_owned(), begin.clone());
        Box::pin(async move { connect(&path, &begin).await })
    });
    let manager = AsyncDieselConnectionManager::<Connection>::new_with_config(
        config.path.to_string_lossy(),
        manager,
    );
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
        .build(manager)
        .await
        .map_err(|error| unusable(&error))?;
    // One now, so that what is wrong with the file is said when it is opened.
    drop(pool.get().await.map_err(|error| unusable(&error))?);
    Ok(pool)
}

fn beginning(config: &SqliteConfig, statements: &str) -> String {
    format!("{} {statements}", busy_timeout(config.patience))
}

async fn connect(path: &str, statements: &str) -> ConnectionResult<Connection> {
    let mut connection = Connection::establish(path).await?;
    connection
        .batch_execute(statements)
        .await
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

/// No connection became free in time, or none could be made.
pub(crate) fn exhausted(error: bb8::RunError) -> StorageError {
    StorageError::Unavailable(match error {
        bb8::RunError::TimedOut => "no connection became free in time".to_owned(),
        bb8::RunError::User(error) => error.to_string(),
    })
}
