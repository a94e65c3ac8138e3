//! Statements that are compiled once.

use diesel::QueryResult;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

use super::many::Database;

/// A statement that changes rows, of which there are few forms: each is compiled once for each
/// connection. diesel compiles an update, and for `PostgreSQL` an insertion too, each time anew,
/// since it cannot know how many forms there are; `PostgreSQL` is then asked three times instead of
/// once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept<Statement>(Statement);

impl<Statement: QueryFragment<Database>> QueryFragment<Database> for Kept<Statement> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Database) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Statement: Query> Query for Kept<Statement> {
    type SqlType = Statement::SqlType;
}

/// Known by its text: statements of one type differ in what they leave out.
impl<Statement> QueryId for Kept<Statement> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

/// Makes statements [`Kept`].
pub(crate) trait Keep: Sized {
    /// This statement, of which there must be few forms: none with a list of any length.
    fn kept(self) -> Kept<Self> {
        Kept(self)
    }
}

impl<Statement: QueryFragment<Database>> Keep for Statement {}
