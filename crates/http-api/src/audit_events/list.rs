//! A page of the log.

use actix_web::middleware::from_fn;
use actix_web::{get, web};
use kernel::TenantId;

use super::{AuditEventPage, AuditEventView, ListQuery};
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::{Path, Query};

/// What has happened in a tenant, by page.
#[utoipa::path(
    tag = "audit",
    operation_id = "list_audit_events",
    params(("tenant_id" = String, Path, description = "The tenant"), ListQuery),
    responses(
        (status = 200, description = "A page of events", body = AuditEventPage),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get(
    "/api/tenants/{tenant_id}/audit-events",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn list_audit_events(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Query(query): Query<ListQuery>,
) -> Result<web::Json<AuditEventPage>, Problem> {
    let (query, window) = query.read()?;
    let page = api.audit_log.list(&actor, &tenant, &query, window).await?;
    Ok(web::Json(AuditEventPage {
        data: page.events.into_iter().map(AuditEventView::from).collect(),
        has_next: page.next.is_some(),
        next_cursor: page.next.map(|place| place.to_string()),
    }))
}
