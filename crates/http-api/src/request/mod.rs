//! What a request says: its body and its query. Who sends it, the crate `visitor` says.

mod body;
mod bounded;
mod field;
mod given;
mod media_type;
mod path;
mod query;

pub(crate) use body::{Json, unreadable};
pub(crate) use bounded::Bounded;
pub(crate) use given::{given, ignored, number, of_its_own};
pub(crate) use media_type::is_of_type;
pub(crate) use path::Path;
pub(crate) use query::Query;
pub use visitor::TrustedProxies;
pub(crate) use visitor::{CookieKind, Cookies, visitor};
