//! Everything about `PostgreSQL` that the repositories see; `sqlite` has a module of this name with the
//! same items.

pub(crate) use crate::failure::lasts;
pub(crate) use crate::lock::{lock, lock_free};
pub(crate) use crate::repositories::Failure;
pub(crate) use crate::rows::insert_all;
pub(crate) use crate::store::PostgresStore as Store;

/// A connection on which queries run.
pub(crate) type Connection = diesel_async::AsyncPgConnection;
