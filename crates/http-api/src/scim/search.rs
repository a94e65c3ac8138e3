//! Searching with what to search for in the body, and among users and groups at once.

use actix_web::HttpResponse;
use scim::list::ListRequest;
use scim::schema::ResourceType::{Group, User};
use scim::{ScimError, ScimType};
use serde_json::Value;

use super::{Document, ListQuery, Parameters, Provisioned, Refusals, ScimDocument, ScimProblem};

/// Finds users and groups.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}",
    tag = "scim",
    operation_id = "list_scim_resources",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ListQuery,
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn list_scim_resources(
    provisioned: Provisioned,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    let request = parameters.list()?;
    provisioned
        .serve(async |server| server.list_all(&request).await)
        .await
}

/// Finds users and groups (RFC 7644, section 3.4.3).
#[utoipa::path(
    post,
    path = "/scim/v2/{tenant_id}/.search",
    tag = "scim",
    operation_id = "search_scim_resources",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    request_body(content = ScimDocument, description = "What to search for", example = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "userName sw \"g\"", "count": 10})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn search_scim_resources(
    provisioned: Provisioned,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .serve(async |server| server.list_all(&searched(&body.0)?).await)
        .await
}

/// Finds users.
#[utoipa::path(
    post,
    path = "/scim/v2/{tenant_id}/Users/.search",
    tag = "scim",
    operation_id = "search_scim_users",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    request_body(content = ScimDocument, description = "What to search for", example = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "userName sw \"g\"", "count": 10})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn search_scim_users(
    provisioned: Provisioned,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .serve(async |server| server.list(User, &searched(&body.0)?).await)
        .await
}

/// Finds groups.
#[utoipa::path(
    post,
    path = "/scim/v2/{tenant_id}/Groups/.search",
    tag = "scim",
    operation_id = "search_scim_groups",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    request_body(content = ScimDocument, description = "What to search for", example = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "displayName sw \"S\"", "count": 10})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn search_scim_groups(
    provisioned: Provisioned,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .serve(async |server| server.list(Group, &searched(&body.0)?).await)
        .await
}

fn searched(body: &Value) -> Result<ListRequest, ScimError> {
    let Value::Object(members) = body else {
        let detail = "expected a JSON object";
        return Err(ScimError::bad(ScimType::InvalidSyntax, detail));
    };
    ListRequest::parse(members)
}
