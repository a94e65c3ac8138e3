//! Everything about `SQLite` that the repositories see. The adapter of another database has a module of
//! this name with the same items, and compiles the same repositories.

pub(crate) use crate::connection::Connection;
pub(crate) use crate::failure::lasts;
pub(crate) use crate::repositories::Failure;
pub(crate) use crate::rows::insert_all;
pub(crate) use crate::store::SqliteStore as Store;

/// The rows of `query`, kept from others until the transaction ends. A `SQLite` transaction that writes
/// is alone from its start, so nothing needs to be added; `PostgreSQL` takes `FOR NO KEY UPDATE`.
pub(crate) const fn lock<Query>(query: Query) -> Query {
    query
}

/// The rows of `query` that no other transaction keeps for itself. In `SQLite` nobody else writes meanwhile;
/// `PostgreSQL` takes `FOR NO KEY UPDATE SKIP LOCKED`.
pub(crate) const fn lock_free<Query>(query: Query) -> Query {
    query
}
