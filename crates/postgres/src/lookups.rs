//! A connection on which several look rows up at the same time.

use std::sync::Arc;

use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::{QueryResult, pg::Pg};
use diesel_async::{AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection};

use crate::connector::Link;
use crate::pool::Leased;
use crate::repositories::Known;

/// A connection for queries that find a row by its key. They are sent without waiting for the
/// answers to those before, which the server gives in their order.
pub(crate) enum Lookups {
    /// Others use it meanwhile.
    Shared(Arc<Link>),
    /// Of a thread that has one connection only.
    Leased(Box<Leased>),
}

impl Lookups {
    fn connection(&self) -> &AsyncPgConnection {
        match self {
            Self::Shared(link) => &link.connection,
            Self::Leased(leased) => &leased.connection,
        }
    }

    /// Leaves a connection that does not answer, with whatever runs on it.
    pub(crate) fn give_up(self) {
        match self {
            Self::Shared(link) => link.driver.abort(),
            Self::Leased(leased) => leased.give_up(),
        }
    }
}

/// As diesel-async does it for a connection that is borrowed, of which the type has no lifetime here.
impl AsyncConnectionCore for Lookups {
    type LoadFuture<'conn, 'query> =
        <AsyncPgConnection as AsyncConnectionCore>::LoadFuture<'conn, 'query>;
    type ExecuteFuture<'conn, 'query> =
        <AsyncPgConnection as AsyncConnectionCore>::ExecuteFuture<'conn, 'query>;
    type Stream<'conn, 'query> = <AsyncPgConnection as AsyncConnectionCore>::Stream<'conn, 'query>;
    type Row<'conn, 'query> = <AsyncPgConnection as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        (&mut self.connection()).load(Known(source.as_query()))
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        (&mut self.connection()).execute_returning_count(source)
    }
}

impl SimpleAsyncConnection for Lookups {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        self.connection().batch_execute(query).await
    }
}
