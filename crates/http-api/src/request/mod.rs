//! What a request says: its body, its query, its cookies, and where it comes from.

mod body;
mod cookies;
mod field;
mod query;
mod visitor;

pub(crate) use body::{Json, unreadable};
pub(crate) use cookies::{CookieKind, Cookies};
pub(crate) use query::Query;
pub use visitor::TrustedProxies;
pub(crate) use visitor::visitor;
