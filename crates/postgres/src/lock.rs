//! Row locks.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::LimitDsl;
use diesel::result::QueryResult;

/// The rows of `query`, kept from others until the transaction ends: `FOR NO KEY UPDATE`, which lets
/// others insert rows that refer to them.
pub(crate) const fn lock<Query>(query: Query) -> Locked<Query> {
    Locked(query)
}

/// A query that locks its rows. diesel's own method for this cannot be called on a query of which the
/// type is a parameter, since it does not name the clause.
#[derive(Clone, Copy, Debug, QueryId)]
pub(crate) struct Locked<Query>(Query);

impl<Inner: Query> Query for Locked<Inner> {
    type SqlType = Inner::SqlType;
}

impl<Inner: LimitDsl> LimitDsl for Locked<Inner> {
    type Output = Locked<Inner::Output>;

    fn limit(self, limit: i64) -> Self::Output {
        Locked(self.0.limit(limit))
    }
}

impl<Inner: QueryFragment<Pg>> QueryFragment<Pg> for Locked<Inner> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(pass.reborrow())?;
        pass.push_sql(" FOR NO KEY UPDATE");
        Ok(())
    }
}
