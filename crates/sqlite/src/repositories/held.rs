//! Rows that a statement relies on.

use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

use super::many::Database;
use crate::backend::lock;

/// Whether `query` finds a row, which then stays until the transaction ends.
pub(super) fn held<Query>(query: Query) -> Held<impl QueryFragment<Database>>
where
    Query: QueryFragment<Database>,
{
    Held(lock(query))
}

/// What [`held`] gives.
#[derive(Clone, Copy, Debug, QueryId)]
pub(super) struct Held<Query>(Query);

impl<Query: QueryFragment<Database>> QueryFragment<Database> for Held<Query> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        pass.push_sql("EXISTS (");
        self.0.walk_ast(pass.reborrow())?;
        pass.push_sql(")");
        Ok(())
    }
}

impl<Query> Expression for Held<Query> {
    type SqlType = Bool;
}

impl<Query, GroupBy> ValidGrouping<GroupBy> for Held<Query> {
    type IsAggregate = is_aggregate::Never;
}

impl<Query, Source> AppearsOnTable<Source> for Held<Query> {}
impl<Query, Source> SelectableExpression<Source> for Held<Query> {}
