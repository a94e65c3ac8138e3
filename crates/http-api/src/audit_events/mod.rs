//! The audit log: lists, and exports as JSON lines.

pub(crate) mod export;
pub(crate) mod list;
mod query;
mod view;

use actix_web::web::ServiceConfig;
use query::{ExportQuery, ListQuery};
use view::AuditEventPage;
pub use view::AuditEventView;

/// Adds the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(list::list_audit_events)
        .service(export::export_audit_events);
}
