//! Several statements after each other.

use diesel::query_builder::QueryFragment;
use diesel::sqlite::Sqlite;
use diesel_async::RunQueryDsl as _;

use crate::backend::{Connection, Failure};
use crate::repositories::Keep as _;

/// Statements that change rows, of which none needs what another does.
pub(crate) trait Statements {
    /// Runs them.
    fn run(self, connection: &mut Connection) -> impl Future<Output = Result<(), Failure>> + Send;
}

impl<First, Last> Statements for (First, Last)
where
    First: QueryFragment<Sqlite> + Send,
    Last: QueryFragment<Sqlite> + Send,
{
    async fn run(self, connection: &mut Connection) -> Result<(), Failure> {
        self.0.kept().execute(connection).await?;
        self.1.kept().execute(connection).await?;
        Ok(())
    }
}

impl<First, Second, Last> Statements for (First, Second, Last)
where
    First: QueryFragment<Sqlite> + Send,
    Second: QueryFragment<Sqlite> + Send,
    Last: QueryFragment<Sqlite> + Send,
{
    async fn run(self, connection: &mut Connection) -> Result<(), Failure> {
        self.0.kept().execute(connection).await?;
        self.1.kept().execute(connection).await?;
        self.2.kept().execute(connection).await?;
        Ok(())
    }
}

/// Runs statements of which none needs what another does. `PostgreSQL` gets them as one; here a statement costs no way.
pub(crate) async fn together(
    statements: impl Statements,
    connection: &mut Connection,
) -> Result<(), Failure> {
    statements.run(connection).await
}
