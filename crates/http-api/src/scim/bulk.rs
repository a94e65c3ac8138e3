//! Many operations in one request.

use actix_web::HttpResponse;
use scim::bulk::BulkRequest;

use super::{Document, Provisioned, Refusals, ScimDocument, ScimErrorDocument, ScimProblem};

/// Runs many operations, each with a result of its own (RFC 7644, section 3.7).
#[utoipa::path(
    post,
    path = "/scim/v2/{tenant_id}/Bulk",
    tag = "scim",
    operation_id = "scim_bulk",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    request_body(content = ScimDocument, description = "The operations", example = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [{"method": "POST", "path": "/Groups", "bulkId": "sailors", "data": {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Sailors"}}]})),
    responses((status = 200, description = "A result for each operation", body = ScimDocument, content_type = "application/scim+json"), (status = 413, description = "Too many operations or bytes", body = ScimErrorDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn scim_bulk(
    provisioned: Provisioned,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .serve(async |server| {
            let request = BulkRequest::parse(&body.0)?;
            Ok(server.bulk(&request).await)
        })
        .await
}
