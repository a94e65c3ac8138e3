//! Queries that have forgotten their type, so that what runs them is compiled once.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{
    AstPass, CollectedQuery, MoveableBindCollector, Query, QueryBuilder as _, QueryFragment,
    QueryId,
};
use diesel::sql_types::Untyped;
use diesel::sqlite::{Sqlite, SqliteQueryBuilder};

type Collector<'q> = <Sqlite as Backend>::BindCollector<'q>;
type Values = <Collector<'static> as MoveableBindCollector<Sqlite>>::BindData;

/// A query where it is.
pub(crate) struct Erased<'q>(pub(crate) &'q dyn QueryFragment<Sqlite>);

impl QueryFragment<Sqlite> for Erased<'_> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn to_sql(&self, out: &mut SqliteQueryBuilder, backend: &Sqlite) -> QueryResult<()> {
        self.0.to_sql(out, backend)
    }

    fn is_safe_to_cache_prepared(&self, backend: &Sqlite) -> QueryResult<bool> {
        self.0.is_safe_to_cache_prepared(backend)
    }
}

impl Query for Erased<'_> {
    type SqlType = Untyped;
}

/// Known by its text.
impl QueryId for Erased<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

/// A statement that is always the same, and compiled once.
pub(crate) struct Text(pub(crate) &'static str);

impl QueryFragment<Sqlite> for Text {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(self.0);
        Ok(())
    }
}

/// A query's text and values, to be taken elsewhere.
pub(crate) fn collect(query: &dyn QueryFragment<Sqlite>) -> QueryResult<CollectedQuery<Values>> {
    let mut values = Collector::default();
    query.collect_binds(&mut values, &mut (), &Sqlite)?;
    let mut text = SqliteQueryBuilder::default();
    query.to_sql(&mut text, &Sqlite)?;
    let is_kept = query.is_safe_to_cache_prepared(&Sqlite)?;
    Ok(CollectedQuery::new(
        text.finish(),
        is_kept,
        values.moveable(),
    ))
}
