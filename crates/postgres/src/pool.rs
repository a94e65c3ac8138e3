//! The connections.

use std::time::Duration;

use deadpool::managed::{self, Metrics, PoolError, RecycleError, RecycleResult, TimeoutType};
use deadpool::{Runtime, managed::Timeouts};
use diesel_async::{AnsiTransactionManager, TransactionManager as _};
use kernel::StorageError;

use crate::PostgresConfig;
use crate::connector::{Connector, Link};

/// Connections to one database.
pub(crate) type Pool = managed::Pool<Connector>;

/// After how long a connection is replaced, so that a changed password, certificate or address reaches
/// all of them.
const LIFETIME: Duration = Duration::from_mins(30);

/// A pool that is empty still.
pub(crate) fn new(connector: Connector, config: &PostgresConfig) -> Result<Pool, String> {
    let size = usize::try_from(config.max_connections.max(1)).unwrap_or(usize::MAX);
    let timeouts = Timeouts {
        wait: Some(config.acquire_timeout),
        create: Some(config.connect_timeout),
        recycle: None,
    };
    Pool::builder(connector)
        .max_size(size)
        .timeouts(timeouts)
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| error.to_string())
}

impl managed::Manager for Connector {
    type Type = Link;
    type Error = String;

    async fn create(&self) -> Result<Link, String> {
        self.connect().await
    }

    /// A connection that the server ended, or whose transaction was left open, is not used again.
    async fn recycle(&self, link: &mut Link, metrics: &Metrics) -> RecycleResult<String> {
        let has_ended = link.driver.is_finished();
        if has_ended || metrics.age() > LIFETIME || has_open_transaction(link) {
            return Err(RecycleError::message("not to be used again"));
        }
        Ok(())
    }
}

fn has_open_transaction(link: &mut Link) -> bool {
    AnsiTransactionManager::is_broken_transaction_manager(&mut link.connection)
}

/// No connection became free in time, or none could be made.
pub(crate) fn exhausted(error: PoolError<String>) -> StorageError {
    StorageError::Unavailable(match error {
        PoolError::Timeout(TimeoutType::Wait) => "no connection became free in time".to_owned(),
        PoolError::Timeout(_) => "the server did not answer in time".to_owned(),
        PoolError::Backend(error) => error,
        other => other.to_string(),
    })
}
