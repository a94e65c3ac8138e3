//! A connection, and how queries get to it.
//!
//! diesel-async has a connection over a synchronous one, too. Whatever runs a statement is compiled in it again for
//! each query, a megabyte of program altogether; here only what writes its text and its values is. And it copies
//! the values to bring them to another thread, also where the statement runs on this one.

use std::sync::Arc;

use diesel::connection::{LoadConnection, SimpleConnection as _};
use diesel::query_builder::{AsQuery, Query, QueryFragment, QueryId};
use diesel::row::IntoOwnedRow;
use diesel::sql_types::Untyped;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection as _, ConnectionError, ConnectionResult, QueryResult};
use diesel_async::{AsyncConnectionCore, SimpleAsyncConnection};
use futures_util::stream::{self, Iter};
use tokio::sync::OwnedSemaphorePermit;

use crate::hop::{self, Hop};
use crate::query::{Erased, Text, collect};

/// A connection on which queries run.
pub(crate) struct Connection {
    /// Nothing while a statement runs on another thread, and after one that panicked there.
    sync: Option<SqliteConnection>,
    in_transaction: bool,
    slot: Option<Arc<OwnedSemaphorePermit>>,
}

/// The rows that a query found.
type Rows = Iter<std::vec::IntoIter<QueryResult<OwnedRow>>>;

/// A row that has left its statement.
type OwnedRow = <BorrowedRow as IntoOwnedRow<'static, Sqlite>>::OwnedRow;
type BorrowedRow = <SqliteConnection as LoadConnection>::Row<'static, 'static>;

impl Connection {
    /// Opens the file, and runs the statements that every connection begins with. It blocks.
    pub(crate) fn open(path: &str, statements: &str) -> ConnectionResult<Self> {
        let mut sync = SqliteConnection::establish(path)?;
        sync.batch_execute(statements)
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(Self {
            sync: Some(sync),
            in_transaction: false,
            slot: None,
        })
    }

    /// Runs `step` with one of a few slots, which is free again when the step has ended, and if whoever awaits it goes
    /// away, when the statement has that runs then.
    pub(crate) async fn in_slot<T>(
        &mut self,
        slot: OwnedSemaphorePermit,
        step: impl AsyncFnOnce(&mut Self) -> T,
    ) -> T {
        self.slot = Some(slot.into());
        let done = step(self).await;
        self.slot = None;
        done
    }

    /// Whether nothing more can be done with it: it was left in the middle of a transaction, or is gone.
    pub(crate) const fn is_broken(&self) -> bool {
        self.sync.is_none() || self.in_transaction
    }

    /// Begins a transaction that is alone from its start.
    pub(crate) async fn begin(&mut self) -> QueryResult<()> {
        self.change(&Text("BEGIN IMMEDIATE")).await?;
        self.in_transaction = true;
        Ok(())
    }

    /// Ends the transaction, and keeps what it did.
    pub(crate) async fn commit(&mut self) -> QueryResult<()> {
        self.change(&Text("COMMIT")).await?;
        self.in_transaction = false;
        Ok(())
    }

    /// Ends the transaction, and nothing has happened.
    pub(crate) async fn roll_back(&mut self) -> QueryResult<()> {
        self.change(&Text("ROLLBACK")).await?;
        self.in_transaction = false;
        Ok(())
    }

    /// Does `work` on this thread if it may block, and otherwise on one that may.
    fn run<R: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut SqliteConnection) -> QueryResult<R> + Send + 'static,
    ) -> Hop<'_, R> {
        if hop::may_block() {
            Hop::none(&mut self.sync, work)
        } else {
            Hop::away(&mut self.sync, self.slot.clone(), work)
        }
    }

    fn find(&mut self, query: &dyn QueryFragment<Sqlite>) -> Hop<'_, Rows> {
        if hop::may_block() {
            Hop::none(&mut self.sync, |sync| rows_of(sync, Erased(query)))
        } else {
            let query = collect(query);
            Hop::away(&mut self.sync, self.slot.clone(), |sync| {
                rows_of(sync, query?)
            })
        }
    }

    /// diesel lends the query on where it counts what a statement has changed, and with that forgets what a query
    /// says of itself: it has to be collected also for this thread.
    fn change(&mut self, query: &dyn QueryFragment<Sqlite>) -> Hop<'_, usize> {
        let query = collect(query);
        self.run(|sync| sync.execute_returning_count(&query?))
    }
}

/// Runs `query`, and takes its rows out of the statement.
fn rows_of(
    sync: &mut SqliteConnection,
    query: impl Query<SqlType = Untyped> + QueryFragment<Sqlite> + QueryId,
) -> QueryResult<Rows> {
    let mut names = None;
    let mut rows = Vec::new();
    for row in sync.load(query)? {
        rows.push(Ok(row?.into_owned(&mut names)));
    }
    Ok(stream::iter(rows))
}

impl AsyncConnectionCore for Connection {
    type LoadFuture<'conn, 'query> = Hop<'conn, Rows>;
    type ExecuteFuture<'conn, 'query> = Hop<'conn, usize>;
    type Stream<'conn, 'query> = Rows;
    type Row<'conn, 'query> = OwnedRow;
    type Backend = Sqlite;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Hop<'conn, Rows>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Sqlite> + QueryId + 'query,
    {
        self.find(&source.as_query())
    }

    fn execute_returning_count<'conn, 'query, T>(&'conn mut self, source: T) -> Hop<'conn, usize>
    where
        T: QueryFragment<Sqlite> + QueryId + 'query,
    {
        self.change(&source)
    }
}

impl SimpleAsyncConnection for Connection {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        let query = query.to_owned();
        self.run(move |sync| sync.batch_execute(&query)).await
    }
}
