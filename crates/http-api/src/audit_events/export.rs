//! The log as JSON lines, read as it is sent.

use std::error::Error;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::middleware::from_fn;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get, web};
use futures_util::stream::{self, Stream};
use identity::audit_log::EventExport;
use kernel::TenantId;

use super::{AuditEventView, ExportQuery};
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::{Path, Query};

/// What has happened in a tenant until now, the oldest first, one JSON object a line.
#[utoipa::path(
    tag = "audit",
    operation_id = "export_audit_events",
    params(("tenant_id" = String, Path, description = "The tenant"), ExportQuery),
    responses(
        (status = 200, description = "Events, each an AuditEvent in a line of its own", body = String, content_type = "application/jsonl"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get(
    "/api/tenants/{tenant_id}/audit-events/export",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn export_audit_events(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Query(query): Query<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let (query, limit) = query.read()?;
    let log = &api.audit_log;
    let export = log.export(&actor, &tenant, &query, limit)?;
    Ok(HttpResponse::Ok()
        .content_type("application/jsonl")
        .insert_header((
            CONTENT_DISPOSITION,
            "attachment; filename=\"audit-events.jsonl\"",
        ))
        .streaming(lines(export)))
}

/// The events, a piece at a time. Where storage stops to answer the body breaks off, which whoever reads it sees.
fn lines(export: EventExport) -> impl Stream<Item = Result<Bytes, Box<dyn Error>>> {
    stream::try_unfold(export, async |mut export| {
        let events = export.next().await?;
        if events.is_empty() {
            return Ok(None);
        }
        let lines = AuditEventView::lines(events)?;
        Ok::<_, Box<dyn Error>>(Some((Bytes::from(lines), export)))
    })
}
