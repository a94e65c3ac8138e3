//! Row locks.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::LimitDsl;
use diesel::result::QueryResult;

/// The rows of `query`, kept from others until the transaction ends: `FOR NO KEY UPDATE`, which lets
/// others insert rows that refer to them.
pub(crate) const fn lock<Query>(query: Query) -> Locked<Query, false> {
    Locked(query)
}

/// The rows of `query` that no other transaction keeps for itself, kept likewise.
pub(crate) const fn lock_free<Query>(query: Query) -> Locked<Query, true> {
    Locked(query)
}

/// A query that locks its rows, or with `FREE` those that nobody else has locked. diesel's own
/// method for this cannot be called on a query of which the type is a parameter, since it does not
/// name the clause.
#[derive(Clone, Copy, Debug, QueryId)]
pub(crate) struct Locked<Query, const FREE: bool>(Query);

impl<Inner: Query, const FREE: bool> Query for Locked<Inner, FREE> {
    type SqlType = Inner::SqlType;
}

impl<Inner: LimitDsl, const FREE: bool> LimitDsl for Locked<Inner, FREE> {
    type Output = Locked<Inner::Output, FREE>;

    fn limit(self, limit: i64) -> Self::Output {
        Locked(self.0.limit(limit))
    }
}

impl<Inner: QueryFragment<Pg>, const FREE: bool> QueryFragment<Pg> for Locked<Inner, FREE> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(pass.reborrow())?;
        pass.push_sql(" FOR NO KEY UPDATE");
        if FREE {
            pass.push_sql(" SKIP LOCKED");
        }
        Ok(())
    }
}
