//! Rows of several tables that are stored at once.

use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;
use diesel_async::RunQueryDsl as _;

use crate::backend::{Connection, Failure};
use crate::repositories::{Known, Row, push_insert};

/// Rows of several tables. `PostgreSQL` gets them as one statement; here a statement costs no way.
pub(crate) trait Rows: Send + Sync + 'static {
    /// Whether it is one row, which needs no transaction around it.
    const IS_ONE: bool = false;

    /// Inserts them, in their order.
    fn insert(
        &self,
        connection: &mut Connection,
    ) -> impl Future<Output = Result<(), Failure>> + Send;
}

impl<Only: Row> Rows for (Only,) {
    const IS_ONE: bool = true;

    async fn insert(&self, connection: &mut Connection) -> Result<(), Failure> {
        insert(&self.0, connection).await
    }
}

impl<First: Row, Last: Row> Rows for (First, Last) {
    async fn insert(&self, connection: &mut Connection) -> Result<(), Failure> {
        insert(&self.0, connection).await?;
        insert(&self.1, connection).await
    }
}

impl<First: Row, Second: Row, Last: Row> Rows for (First, Second, Last) {
    async fn insert(&self, connection: &mut Connection) -> Result<(), Failure> {
        insert(&self.0, connection).await?;
        insert(&self.1, connection).await?;
        insert(&self.2, connection).await
    }
}

/// Inserts rows.
pub(crate) async fn insert_all(
    rows: impl Rows,
    connection: &mut Connection,
) -> Result<(), Failure> {
    rows.insert(connection).await
}

async fn insert<R: Row>(row: &R, connection: &mut Connection) -> Result<(), Failure> {
    Known(Insertion(row)).execute(connection).await?;
    Ok(())
}

/// `INSERT INTO … VALUES (…)`.
struct Insertion<'a, R>(&'a R);

impl<R: Row> QueryFragment<Sqlite> for Insertion<'_, R> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        push_insert::<R>(&mut pass)?;
        pass.push_sql("VALUES (");
        self.0.bind(pass.reborrow())?;
        pass.push_sql(")");
        Ok(())
    }
}

impl<R: Row> QueryId for Insertion<'_, R> {
    type QueryId = Insertion<'static, R>;

    const HAS_STATIC_QUERY_ID: bool = true;
}
