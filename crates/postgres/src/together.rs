//! Several statements as one.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel_async::RunQueryDsl as _;

use crate::backend::{Connection, Failure};
use crate::repositories::Keep as _;

/// Statements that change rows, sent as one: all but the last stand in its `WITH` clause
/// (`PostgreSQL` 15, section 7.8.4). They see the rows as they were before, so none may need what
/// another does; what the schema demands is checked when all are done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Together<Statements>(pub(crate) Statements);

impl<First, Last> QueryFragment<Pg> for Together<(First, Last)>
where
    First: QueryFragment<Pg>,
    Last: QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let (first, last) = &self.0;
        pass.push_sql("WITH first AS (");
        first.walk_ast(pass.reborrow())?;
        pass.push_sql(") ");
        last.walk_ast(pass)
    }
}

impl<First, Second, Last> QueryFragment<Pg> for Together<(First, Second, Last)>
where
    First: QueryFragment<Pg>,
    Second: QueryFragment<Pg>,
    Last: QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let (first, second, last) = &self.0;
        pass.push_sql("WITH first AS (");
        first.walk_ast(pass.reborrow())?;
        pass.push_sql("), second AS (");
        second.walk_ast(pass.reborrow())?;
        pass.push_sql(") ");
        last.walk_ast(pass)
    }
}

/// Runs statements of which none needs what another does: here as one.
pub(crate) async fn together<Statements>(
    statements: Statements,
    connection: &mut Connection,
) -> Result<(), Failure>
where
    Statements: Send,
    Together<Statements>: QueryFragment<Pg>,
{
    Together(statements).kept().execute(connection).await?;
    Ok(())
}
