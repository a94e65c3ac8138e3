//! Groups.

use actix_web::{HttpResponse, web};
use scim::schema::ResourceType::Group;

use super::{
    Document, ListQuery, Parameters, ProjectionQuery, Provisioned, Refusals, ScimDocument,
    ScimProblem,
};

/// Creates a group.
#[utoipa::path(
    post,
    path = "/scim/v2/{tenant_id}/Groups",
    tag = "scim",
    operation_id = "create_scim_group",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    request_body(content = ScimDocument, description = "The group", example = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Sailors"})),
    responses((status = 201, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn create_scim_group(
    provisioned: Provisioned,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.create(Group, &parameters, &body).await
}

/// Finds groups.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/Groups",
    tag = "scim",
    operation_id = "list_scim_group",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ListQuery,
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn list_scim_group(
    provisioned: Provisioned,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.list(Group, &parameters).await
}

/// One group.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/Groups/{group_id}",
    tag = "scim",
    operation_id = "get_scim_group",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("group_id" = String, Path, description = "The group"),
        ProjectionQuery,
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn get_scim_group(
    provisioned: Provisioned,
    path: web::Path<(String, String)>,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.get(Group, &path.1, &parameters).await
}

/// Replaces a group.
#[utoipa::path(
    put,
    path = "/scim/v2/{tenant_id}/Groups/{group_id}",
    tag = "scim",
    operation_id = "replace_scim_group",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("group_id" = String, Path, description = "The group"),
    ),
    request_body(content = ScimDocument, description = "The group", example = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Officers", "members": []})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn replace_scim_group(
    provisioned: Provisioned,
    path: web::Path<(String, String)>,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .replace(Group, &path.1, &parameters, &body)
        .await
}

/// Changes a part of a group. The answer is 204, or 200 with the group where the query says which attributes.
#[utoipa::path(
    patch,
    path = "/scim/v2/{tenant_id}/Groups/{group_id}",
    tag = "scim",
    operation_id = "patch_scim_group",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("group_id" = String, Path, description = "The group"),
    ),
    request_body(content = ScimDocument, description = "What to change (RFC 7644, section 3.5.2)", example = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "displayName", "value": "Captains"}]})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), (status = 204, description = "Changed"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn patch_scim_group(
    provisioned: Provisioned,
    path: web::Path<(String, String)>,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.patch(Group, &path.1, &parameters, &body).await
}

/// Deletes a group.
#[utoipa::path(
    delete,
    path = "/scim/v2/{tenant_id}/Groups/{group_id}",
    tag = "scim",
    operation_id = "delete_scim_group",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("group_id" = String, Path, description = "The group"),
    ),
    responses((status = 204, description = "Deleted"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn delete_scim_group(
    provisioned: Provisioned,
    path: web::Path<(String, String)>,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.delete(Group, &path.1, &parameters).await
}
