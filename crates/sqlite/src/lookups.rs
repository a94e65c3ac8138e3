//! A connection for queries that find a row by its key.

use diesel::QueryResult;
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;
use diesel_async::{AsyncConnectionCore, SimpleAsyncConnection};

use crate::backend::Connection;
use crate::repositories::Known;

/// A connection whose queries are the same again and again, so that their texts are kept.
pub(crate) struct Lookups<'a>(pub(crate) &'a mut Connection);

impl AsyncConnectionCore for Lookups<'_> {
    type LoadFuture<'conn, 'query> = <Connection as AsyncConnectionCore>::LoadFuture<'conn, 'query>;
    type ExecuteFuture<'conn, 'query> =
        <Connection as AsyncConnectionCore>::ExecuteFuture<'conn, 'query>;
    type Stream<'conn, 'query> = <Connection as AsyncConnectionCore>::Stream<'conn, 'query>;
    type Row<'conn, 'query> = <Connection as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = Sqlite;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Sqlite> + QueryId + 'query,
    {
        self.0.load(Known(source.as_query()))
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Sqlite> + QueryId + 'query,
    {
        self.0.execute_returning_count(source)
    }
}

impl SimpleAsyncConnection for Lookups<'_> {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        self.0.batch_execute(query).await
    }
}
