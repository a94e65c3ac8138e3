//! SQL for what diesel's types cannot say: conditions that are known only when they are asked for, and
//! lists of rows. Text of a client is always bound, never written.

use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType, Text};

/// A piece of SQL with its values.
#[derive(Clone, Debug, Default)]
pub(super) struct Fragment(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Sql(&'static str),
    Count(usize),
    Text(String),
    Number(i64),
    Flag(bool),
}

impl Fragment {
    /// The SQL `text`.
    pub(super) fn of(text: &'static str) -> Self {
        Self(vec![Piece::Sql(text)])
    }

    /// SQL that always or never holds.
    pub(super) fn constant(holds: bool) -> Self {
        Self::of(if holds { "1 = 1" } else { "1 = 0" })
    }

    /// The same, followed by SQL.
    #[must_use]
    pub(super) fn sql(mut self, text: &'static str) -> Self {
        self.0.push(Piece::Sql(text));
        self
    }

    /// The same, followed by a number that is written, as some functions want it.
    #[must_use]
    pub(super) fn count(mut self, number: usize) -> Self {
        self.0.push(Piece::Count(number));
        self
    }

    /// The same, followed by a bound text.
    #[must_use]
    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.push(Piece::Text(text.to_owned()));
        self
    }

    /// The same, followed by a bound number.
    #[must_use]
    pub(super) fn number(mut self, number: i64) -> Self {
        self.0.push(Piece::Number(number));
        self
    }

    /// The same, followed by a bound truth value.
    #[must_use]
    pub(super) fn flag(mut self, flag: bool) -> Self {
        self.0.push(Piece::Flag(flag));
        self
    }

    /// The same, followed by another fragment.
    #[must_use]
    pub(super) fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The fragments in parentheses with `between` them; `empty` if there are none.
    pub(super) fn joined(
        parts: impl IntoIterator<Item = Self>,
        between: &'static str,
        empty: bool,
    ) -> Self {
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else {
            return Self::constant(empty);
        };
        let start = Self::of("(").then(first);
        parts
            .fold(start, |all, part| all.sql(between).then(part))
            .sql(")")
    }
}

impl Fragment {
    /// The fragments with commas between them.
    pub(super) fn listed(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |all, part| all.sql(", ").then(part))
    }
}

impl<DB> QueryFragment<DB> for Fragment
where
    DB: Backend + HasSqlType<Bool>,
    String: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
    bool: ToSql<Bool, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.unsafe_to_cache_prepared();
        for piece in &self.0 {
            match piece {
                Piece::Sql(text) => pass.push_sql(text),
                Piece::Count(number) => pass.push_sql(&number.to_string()),
                Piece::Text(text) => pass.push_bind_param::<Text, _>(text)?,
                Piece::Number(number) => pass.push_bind_param::<BigInt, _>(number)?,
                Piece::Flag(flag) => pass.push_bind_param::<Bool, _>(flag)?,
            }
        }
        Ok(())
    }
}

impl QueryId for Fragment {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Fragment {
    type SqlType = Bool;
}

impl<GroupBy> ValidGrouping<GroupBy> for Fragment {
    type IsAggregate = is_aggregate::Never;
}

impl<Source> AppearsOnTable<Source> for Fragment {}
impl<Source> SelectableExpression<Source> for Fragment {}
