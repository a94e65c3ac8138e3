//! Rows of several tables that are stored by one statement: all but the last insertion stand in its
//! `WITH` clause (`PostgreSQL` 15, section 7.8.4). What the schema demands is checked when all are done.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel_async::RunQueryDsl as _;

use crate::backend::{Connection, Failure};
use crate::repositories::{Known, Row, push_insert};

type Pass<'a, 'b> = AstPass<'a, 'b, Pg>;

/// Rows of several tables.
pub(crate) trait Rows: Send + Sync + 'static {
    /// Writes their insertions, which happen as often as `source` has rows: all but the last for the `WITH` clause, of
    /// which `with` is the beginning or what stands between its parts.
    fn push<'b>(
        &'b self,
        with: &'static str,
        source: &'static str,
        pass: &mut Pass<'_, 'b>,
    ) -> QueryResult<()>;
}

impl<Only: Row> Rows for (Only,) {
    fn push<'b>(
        &'b self,
        _: &'static str,
        source: &'static str,
        pass: &mut Pass<'_, 'b>,
    ) -> QueryResult<()> {
        push(&self.0, source, pass)
    }
}

impl<First: Row, Last: Row> Rows for (First, Last) {
    fn push<'b>(
        &'b self,
        with: &'static str,
        source: &'static str,
        pass: &mut Pass<'_, 'b>,
    ) -> QueryResult<()> {
        let (first, last) = self;
        pass.push_sql(with);
        pass.push_sql("first AS (");
        push(first, source, pass)?;
        pass.push_sql(")");
        push(last, source, pass)
    }
}

impl<First: Row, Second: Row, Last: Row> Rows for (First, Second, Last) {
    fn push<'b>(
        &'b self,
        with: &'static str,
        source: &'static str,
        pass: &mut Pass<'_, 'b>,
    ) -> QueryResult<()> {
        let (first, second, last) = self;
        pass.push_sql(with);
        pass.push_sql("first AS (");
        push(first, source, pass)?;
        pass.push_sql("), second AS (");
        push(second, source, pass)?;
        pass.push_sql(")");
        push(last, source, pass)
    }
}

/// Writes ` INSERT INTO … SELECT …`.
fn push<'b, R: Row>(row: &'b R, source: &'static str, pass: &mut Pass<'_, 'b>) -> QueryResult<()> {
    pass.push_sql(" ");
    push_insert::<R>(pass)?;
    pass.push_sql("SELECT ");
    row.bind(pass.reborrow())?;
    pass.push_sql(source);
    Ok(())
}

/// The statement that inserts rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Insertion<R>(pub(crate) R);

impl<R: Rows> QueryFragment<Pg> for Insertion<R> {
    fn walk_ast<'b>(&'b self, mut pass: Pass<'_, 'b>) -> QueryResult<()> {
        self.0.push("WITH ", "", &mut pass)
    }
}

/// The rows alone decide about the text, not what is in them.
impl<R: Rows> QueryId for Insertion<R> {
    type QueryId = Self;

    const HAS_STATIC_QUERY_ID: bool = true;
}

/// Inserts rows.
pub(crate) async fn insert_all(
    rows: impl Rows,
    connection: &mut Connection,
) -> Result<(), Failure> {
    Known(Insertion(rows)).execute(connection).await?;
    Ok(())
}

/// A statement that consumes a one-time object, and rows that are inserted if it was there. It changes
/// as many rows as were consumed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Consumption<Consume, R> {
    pub(crate) consume: Consume,
    pub(crate) rows: R,
}

impl<Consume: QueryFragment<Pg>, R: Rows> QueryFragment<Pg> for Consumption<Consume, R> {
    fn walk_ast<'b>(&'b self, mut pass: Pass<'_, 'b>) -> QueryResult<()> {
        pass.push_sql("WITH consumed AS (");
        self.consume.walk_ast(pass.reborrow())?;
        pass.push_sql(" RETURNING 1)");
        self.rows.push(", ", " FROM consumed", &mut pass)
    }
}

impl<Consume: QueryId, R: Rows> QueryId for Consumption<Consume, R> {
    type QueryId = Consumption<Consume::QueryId, R>;

    const HAS_STATIC_QUERY_ID: bool = Consume::HAS_STATIC_QUERY_ID;
}
