//! The audit log: lists, and exports as JSON lines.

pub(crate) mod export;
pub(crate) mod list;
mod query;
mod view;

use query::{ExportQuery, ListQuery};
use view::AuditEventPage;
pub use view::AuditEventView;
