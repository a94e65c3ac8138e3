//! What a request says: its body, its query, its cookies, and where it comes from.

mod body;
mod cookies;
mod field;
mod query;
mod visitor;

pub(crate) use body::Json;
pub(crate) use cookies::{Cookies, CookieKind};
pub(crate) use query::Query;
pub(crate) use visitor::visitor;
pub use visitor::TrustedProxies;
