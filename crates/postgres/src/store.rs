//! The store: one database, and a pool of connections.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use diesel::pg::Pg;
use diesel::query_builder::QueryFragment;
use diesel_async::RunQueryDsl as _;
use kernel::{Random, SealingKey, StorageError};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::backend::{Connection, Failure};
use crate::connector::Connector;
use crate::failure::may_be_tried_again;
use crate::lookups::Lookups;
use crate::pool::Pool;
use crate::repositories::{Fixed, Known, Sealer, seal_decoy};
use crate::rows::{Consumption, Insertion, Rows};
use crate::{OpenError, PostgresConfig, migrations};

/// How often a transaction, or a statement of its own, is begun at most.
const TRIES: u32 = 3;
/// The server itself is to end what takes too long, and say so.
const GRACE: Duration = Duration::from_secs(1);

/// What `$outcome` comes to, begun again when the server gave it up because of another.
macro_rules! until_not_given_up {
    ($outcome:expr) => {{
        let mut tries = 1;
        loop {
            match $outcome {
                Err(failure) if tries < TRIES && may_be_tried_again(&failure) => tries += 1,
                outcome => break outcome,
            }
        }
    }};
}

/// Every port over one `PostgreSQL` database. A clone is the same store.
#[derive(Clone)]
pub struct PostgresStore {
    pool: Pool,
    connector: Connector,
    patience: Duration,
    pub(crate) sealer: Sealer,
    pub(crate) decoy: Arc<[u8]>,
}

impl PostgresStore {
    /// Opens the database. Secrets are sealed with `sealing_key` under nonces from `random`.
    /// [`migrate`](Self::migrate) comes next.
    ///
    /// A connection is served by the runtime in which it was made, and ends with it.
    ///
    /// # Errors
    /// The server cannot be reached, or does not let this program in.
    pub async fn open(
        config: PostgresConfig,
        sealing_key: SealingKey,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let connector = Connector::new(&config)?;
        let pool = Pool::new(connector.clone(), &config);
        let first = pool.get().await;
        drop(first.map_err(|error| OpenError::Unusable(error.to_string()))?);
        let sealer = Sealer::new(sealing_key, random);
        Ok(Self {
            pool,
            connector,
            patience: config.statement_timeout + GRACE,
            decoy: seal_decoy(&sealer).into(),
            sealer,
        })
    }

    /// Brings the tables up to this version, one node at a time.
    ///
    /// # Errors
    /// A newer version made the database, and nothing was changed; or a step failed. Steps that stand together in one
    /// transaction with it are undone, those before it stay, and the next call goes on from there.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        migrations::run(&self.connector).await
    }

    /// Takes every table away again, with everything in them.
    ///
    /// # Errors
    /// A step failed. Steps that stand together in one transaction with it are not taken back, those before it are.
    pub async fn revert(&self) -> Result<(), OpenError> {
        migrations::revert(&self.connector).await
    }

    /// Runs `step`: one query, since the next one may see more.
    pub(crate) async fn read<T>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
        + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
        + Send,
    ) -> Result<T, StorageError> {
        self.alone(step).await
    }

    /// Runs `step`, one query that may look at many rows. The server ends one that takes too long.
    pub(crate) async fn list<T>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
        + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
        + Send,
    ) -> Result<T, StorageError> {
        self.alone(step).await
    }

    /// Runs `step`, one query that finds a row by its key, on the connection of all such queries of this thread.
    pub(crate) async fn look_up<T>(
        &self,
        step: impl AsyncFnOnce(&mut Lookups) -> Result<T, Failure>
        + for<'c> Step<&'c mut Lookups, Result<T, Failure>, Future: Send>
        + Send,
    ) -> Result<T, StorageError> {
        let mut lookups = self.pool.lookups().await?;
        let answered = timeout(self.patience, step(&mut lookups)).await;
        let Ok(outcome) = answered else {
            lookups.give_up();
            return Err(self.no_answer());
        };
        Ok(outcome?)
    }

    /// Runs `step`, one statement that changes rows. One that the server gave up because of another is run again.
    pub(crate) async fn state<T: Send>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
        + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
        + Clone
        + Send,
    ) -> Result<T, StorageError> {
        self.alone(async move |connection| state(connection, step).await)
            .await
    }

    /// Inserts rows; if one cannot be inserted, none is.
    pub(crate) async fn insert(&self, rows: impl Rows) -> Result<(), StorageError> {
        // Lent, because it may be sent again.
        let statement = &Insertion(rows);
        self.state(async move |connection| {
            Known(statement).execute(connection).await?;
            Ok(())
        })
        .await
    }

    /// Runs `consume`, one statement whose text does not depend on its values, and if it changed a row, inserts `rows`;
    /// if something fails, nothing has happened. False if it changed none.
    pub(crate) async fn consume(
        &self,
        consume: impl QueryFragment<Pg> + Send + Sync + 'static,
        rows: impl Rows,
    ) -> Result<bool, StorageError> {
        let consume = Fixed(consume);
        let statement = &Consumption { consume, rows };
        self.state(async move |connection| Ok(Known(statement).execute(connection).await? == 1))
            .await
    }

    /// Nothing is left to be done: what the server has said it did lasts.
    #[expect(clippy::unused_async, reason = "the other store waits for its file")]
    pub(crate) async fn finish(&self) -> Result<(), StorageError> {
        Ok(())
    }

    /// Runs `step` in a transaction and commits it; if the step fails, nothing has happened. One that
    /// the server gave up because of another is run again.
    ///
    /// It runs in a task of its own: whoever awaits it may go away, and the transaction still ends.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
        + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
        + Clone
        + Send
        + 'static,
    ) -> Result<T, StorageError> {
        let store = self.clone();
        let (sender, outcome) = oneshot::channel();
        // One type of task for all transactions, because the runtime is compiled again for each.
        let transaction: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move {
            // Whoever awaits it may have gone away.
            sender.send(store.commit(step).await).ok();
        });
        drop(tokio::spawn(transaction));
        let ended = |_| StorageError::Unavailable("a task of the database ended early".to_owned());
        outcome.await.map_err(ended)?
    }

    async fn commit<T: Send>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
        + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
        + Clone
        + Send,
    ) -> Result<T, StorageError> {
        self.alone(async move |connection| transact(connection, step).await)
            .await
    }

    /// Runs `step` on a connection that nobody else uses, for as long as an answer is waited for.
    async fn alone<T>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
        + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
        + Send,
    ) -> Result<T, StorageError> {
        let mut link = self.pool.get().await?;
        let answered = timeout(self.patience, step(&mut link.connection)).await;
        let Ok(outcome) = answered else {
            link.give_up();
            return Err(self.no_answer());
        };
        Ok(outcome?)
    }

    fn no_answer(&self) -> StorageError {
        StorageError::Unavailable(format!("no answer within {:?}", self.patience))
    }
}

/// Runs `step` as a transaction, until it is not given up because of another.
async fn transact<T: Send>(
    connection: &mut Connection,
    step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
    + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
    + Clone
    + Send,
) -> Result<T, Failure> {
    until_not_given_up!(
        connection
            .build_transaction()
            .read_committed()
            .read_write()
            .run(step.clone())
            .await
    )
}

/// Runs `step`, one statement, until it is not given up because of another.
async fn state<T: Send>(
    connection: &mut Connection,
    step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>
    + for<'c> Step<&'c mut Connection, Result<T, Failure>, Future: Send>
    + Clone
    + Send,
) -> Result<T, Failure> {
    until_not_given_up!({
        let step = step.clone();
        step(connection).await
    })
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
