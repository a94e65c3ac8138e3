//! Queries whose text is written once.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryBuilder as _, QueryFragment, QueryId};

use super::many::Database;

type Text = <Database as Backend>::QueryBuilder;

/// The texts of queries, by their types. There are as many as places that look something up.
static TEXTS: LazyLock<RwLock<HashMap<TypeId, String>>> = LazyLock::new(RwLock::default);

/// A query that is the same text whatever its values are, if diesel says that all queries of its type are. diesel
/// writes a text each time, column by column, which takes longer than `SQLite` takes to find the row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<Q>(pub(crate) Q);

impl<Q: QueryFragment<Database> + QueryId> QueryFragment<Database> for Known<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn to_sql(&self, out: &mut Text, backend: &Database) -> QueryResult<()> {
        let Some(id) = Q::query_id() else {
            return self.0.to_sql(out, backend);
        };
        if let Some(text) = TEXTS
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
        {
            out.push_sql(text);
            return Ok(());
        }
        let mut text = Text::default();
        self.0.to_sql(&mut text, backend)?;
        let text = text.finish();
        out.push_sql(&text);
        TEXTS
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, text);
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, backend: &Database) -> QueryResult<bool> {
        if Self::HAS_STATIC_QUERY_ID {
            Ok(true)
        } else {
            self.0.is_safe_to_cache_prepared(backend)
        }
    }
}

impl<Q: Query> Query for Known<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryId> QueryId for Known<Q> {
    type QueryId = Q::QueryId;

    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

/// A statement of which the type alone decides about the text, though diesel cannot know that: an update leaves out
/// nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixed<Statement>(pub(crate) Statement);

impl<Statement: QueryFragment<Database>> QueryFragment<Database> for Fixed<Statement> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }
}

impl<Statement: 'static> QueryId for Fixed<Statement> {
    type QueryId = Self;

    const HAS_STATIC_QUERY_ID: bool = true;
}
