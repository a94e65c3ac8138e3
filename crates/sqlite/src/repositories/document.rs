//! JSON that is read and written whole.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Json, Text};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::many::Database;
use crate::backend::Failure;

/// A JSON document as its column has it: text, which both databases give out as it is.
#[derive(Clone, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Json)]
pub(crate) struct Document(String);

impl Document {
    /// The document to be stored of `value`.
    pub(super) fn of<T: Serialize>(value: &T) -> Result<Self, Failure> {
        Ok(Self(serde_json::to_string(value)?))
    }

    /// What was stored in `column`.
    pub(super) fn read<T: DeserializeOwned>(&self, column: &str) -> Result<T, Failure> {
        serde_json::from_str(&self.0).map_err(|_| Failure::corrupt(column))
    }
}

impl FromSql<Json, Database> for Document {
    fn from_sql(stored: <Database as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <String as FromSql<Text, Database>>::from_sql(stored).map(Self)
    }
}

impl ToSql<Json, Database> for Document {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Database>) -> serialize::Result {
        <str as ToSql<Text, Database>>::to_sql(&self.0, out)
    }
}
