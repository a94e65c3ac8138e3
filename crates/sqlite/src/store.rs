//! The store: one file, one connection that writes, a few that read.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use diesel::query_builder::QueryFragment;
use diesel::sqlite::Sqlite;
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use kernel::{Random, SealingKey, StorageError};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::backend::{Connection, Failure};
use crate::lookups::Lookups;
use crate::pool::{self, Pool};
use crate::repositories::{Fixed, Known, Sealer, seal_decoy};
use crate::rows::Rows;
use crate::writer::Writer;
use crate::{OpenError, SqliteConfig, hop, migrations};

/// Every port over one `SQLite` database. A clone is the same store.
#[derive(Clone)]
pub struct SqliteStore {
    path: Arc<Path>,
    writer: Writer,
    readers: Pool,
    lists: Arc<Semaphore>,
    patience: Duration,
    pub(crate) sealer: Sealer,
    pub(crate) decoy: Arc<[u8]>,
}

impl SqliteStore {
    /// Opens the database, and makes the file if there is none. Secrets are sealed with `sealing_key`
    /// under nonces from `random`. [`migrate`](Self::migrate) comes next.
    ///
    /// # Errors
    /// The file cannot be opened, or is not a sound database.
    pub async fn open(
        config: SqliteConfig,
        sealing_key: SealingKey,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let path: Arc<Path> = config.path.clone().into();
        migrations::check_file(path.clone()).await?;
        let sealer = Sealer::new(sealing_key, random);
        Ok(Self {
            writer: Writer::start(&config).await?,
            readers: pool::reading(&config).await?,
            lists: Arc::new(Semaphore::new(pool::lists(&config))),
            patience: config.patience,
            decoy: seal_decoy(&sealer).into(),
            sealer,
            path,
        })
    }

    /// Brings the tables up to this version, one process at a time.
    ///
    /// # Errors
    /// A newer version made the database, or a step failed; nothing was changed.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        migrations::run(self.path.clone()).await
    }

    /// Takes every table away again, with everything in them.
    ///
    /// # Errors
    /// A step failed; nothing was changed.
    pub async fn revert(&self) -> Result<(), OpenError> {
        migrations::revert(self.path.clone()).await
    }

    /// Runs `step` on a connection that only reads: one query, since the next one may see more.
    pub(crate) async fn read<T>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
        + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
        + Send,
    ) -> Result<T, StorageError> {
        let mut connection = self.readers.get().await.map_err(pool::exhausted)?;
        Ok(step(&mut connection).await?)
    }

    /// Runs `step`, one query that may look at many rows and take long. Some connections are left for what does not.
    pub(crate) async fn list<T>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
        + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
        + Send,
    ) -> Result<T, StorageError> {
        let slot = timeout(self.patience, self.lists.clone().acquire_owned()).await;
        let Ok(Ok(slot)) = slot else {
            return Err(StorageError::Unavailable(
                "too many lists are asked for".to_owned(),
            ));
        };
        let mut connection = self.readers.get().await.map_err(pool::exhausted)?;
        Ok(connection.in_slot(slot, step).await?)
    }

    /// Runs `step`, one query that finds a row by its key, where it is called.
    pub(crate) async fn look_up<T>(
        &self,
        step: impl AsyncFnOnce(&mut Lookups<'_>) -> Result<T, Failure>
        + for<'c, 'l> Step<&'c mut Lookups<'l>, Result<T, Failure>, Future: Send>
        + Send,
    ) -> Result<T, StorageError> {
        hop::here(self.read(async |connection| step(&mut Lookups(connection)).await)).await
    }

    /// Runs `step`, one statement, on the connection that writes.
    pub(crate) async fn state<T: Send + 'static>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writer.run(step).await
    }

    /// Inserts rows; if one cannot be inserted, none is.
    pub(crate) async fn insert<R: Rows>(&self, rows: R) -> Result<(), StorageError> {
        let step = async move |connection: &mut Connection| rows.insert(connection).await;
        if R::IS_ONE {
            self.state(step).await
        } else {
            self.write(step).await
        }
    }

    /// Runs `consume`, one statement whose text does not depend on its values, and if it changed a row, inserts `rows`;
    /// if something fails, nothing has happened. False if it changed none.
    pub(crate) async fn consume(
        &self,
        consume: impl QueryFragment<Sqlite> + Send + 'static,
        rows: impl Rows,
    ) -> Result<bool, StorageError> {
        self.write(async move |connection| {
            if Known(Fixed(consume)).execute(connection).await? == 0 {
                return Ok(false);
            }
            rows.insert(connection).await?;
            Ok(true)
        })
        .await
    }

    /// Waits for what is being written, and brings the log into the file, as far as nobody reads any more.
    pub(crate) async fn finish(&self) -> Result<(), StorageError> {
        self.writer
            .run(async |connection: &mut Connection| {
                let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
                Ok(connection.batch_execute(checkpoint).await?)
            })
            .await
    }

    /// Runs `step` in a transaction that is alone from its start, and commits it; if the step fails,
    /// nothing has happened.
    ///
    /// Once asked for it happens, although whoever awaits it goes away.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writer
            .run(async move |connection| transact(connection, step).await)
            .await
    }
}

async fn transact<T>(
    connection: &mut Connection,
    step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    connection.begin().await?;
    let outcome = match step(connection).await {
        Ok(done) => connection
            .commit()
            .await
            .map(|()| done)
            .map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    if outcome.is_err() {
        // Why it failed is what counts. Where nothing can be written SQLite has rolled back already: then this fails,
        // and the connection is closed.
        connection.roll_back().await.ok();
    }
    outcome
}

/// An async closure of which the future can be named, and so be asked to be [`Send`].
pub(crate) trait Step<Argument, Output>:
    AsyncFnOnce(Argument) -> Output + FnOnce(Argument) -> <Self as Step<Argument, Output>>::Future
{
    type Future: Future<Output = Output>;
}

impl<F, Argument, Fut, Output> Step<Argument, Output> for F
where
    F: AsyncFnOnce(Argument) -> Output + FnOnce(Argument) -> Fut,
    Fut: Future<Output = Output>,
{
    type Future = Fut;
}
