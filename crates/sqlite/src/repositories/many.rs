//! Many rows by few statements. diesel writes them into one statement only on some databases.

use diesel::QueryResult;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Text;
use diesel_async::{AsyncConnectionCore, RunQueryDsl};

use crate::backend::{Connection, Failure};

/// The database that the connection speaks to.
pub(super) type Database = <Connection as AsyncConnectionCore>::Backend;

/// Most parameters of one statement: `SQLite` takes 32,766, `PostgreSQL` twice as many.
const PARAMETERS: usize = 32_766;

/// A row that can be inserted together with others.
pub(crate) trait Row: Send + Sync + 'static {
    /// The table.
    const TABLE: &'static str;
    /// The columns.
    const COLUMNS: &'static [&'static str];

    /// Writes the values, in the order of the columns, separated by commas.
    fn bind<'b>(&'b self, out: AstPass<'_, 'b, Database>) -> QueryResult<()>;
}

/// Says how the rows of a table are written: its fields with their SQL types.
macro_rules! many {
    ($row:ident in $table:ident: $first:ident $first_type:ty, $($field:ident $type:ty),+ $(,)?) => {
        impl $crate::repositories::many::Row for $row {
            const TABLE: &'static str = stringify!($table);
            const COLUMNS: &'static [&'static str] =
                &[stringify!($first), $(stringify!($field)),+];

            fn bind<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<
                    '_,
                    'b,
                    $crate::repositories::many::Database,
                >,
            ) -> diesel::QueryResult<()> {
                out.push_bind_param::<$first_type, _>(&self.$first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<$type, _>(&self.$field)?;
                )+
                Ok(())
            }
        }
    };
}
pub(super) use many;

/// Inserts rows, all of them.
pub(super) async fn insert<R: Row>(
    rows: Vec<R>,
    connection: &mut Connection,
) -> Result<(), Failure> {
    for piece in pieces(rows) {
        let insert = Insert {
            rows: piece,
            ending: "",
        };
        insert.execute(connection).await?;
    }
    Ok(())
}

/// Inserts rows with `ending` behind the values, which returns three texts of each row that was inserted.
pub(super) async fn insert_if_free<R: Row>(
    rows: Vec<R>,
    ending: &'static str,
    connection: &mut Connection,
) -> Result<Vec<(String, String, String)>, Failure> {
    let mut inserted = Vec::new();
    for rows in pieces(rows) {
        let insert = Insert { rows, ending };
        inserted.extend(insert.load::<(String, String, String)>(connection).await?);
    }
    Ok(inserted)
}

/// The rows in pieces that fit into one statement.
fn pieces<R: Row>(rows: Vec<R>) -> impl Iterator<Item = Vec<R>> {
    let most = PARAMETERS / R::COLUMNS.len();
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let piece: Vec<R> = rows.by_ref().take(most).collect();
        (!piece.is_empty()).then_some(piece)
    })
}

/// `INSERT INTO … VALUES (…), (…) …`.
struct Insert<R> {
    rows: Vec<R>,
    ending: &'static str,
}

impl<R: Row> QueryFragment<Database> for Insert<R> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        // Its text depends on the number of rows.
        out.unsafe_to_cache_prepared();
        push_insert::<R>(&mut out)?;
        out.push_sql("VALUES ");
        for (index, row) in self.rows.iter().enumerate() {
            out.push_sql(if index == 0 { "(" } else { ", (" });
            row.bind(out.reborrow())?;
            out.push_sql(")");
        }
        out.push_sql(self.ending);
        Ok(())
    }
}

/// Writes `INSERT INTO … (…) `.
pub(crate) fn push_insert<R: Row>(out: &mut AstPass<'_, '_, Database>) -> QueryResult<()> {
    out.push_sql("INSERT INTO ");
    out.push_identifier(R::TABLE)?;
    for (index, column) in R::COLUMNS.iter().enumerate() {
        out.push_sql(if index == 0 { " (" } else { ", " });
        out.push_identifier(column)?;
    }
    out.push_sql(") ");
    Ok(())
}

impl<R> QueryId for Insert<R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R> Query for Insert<R> {
    type SqlType = (Text, Text, Text);
}
