//! Users.

use actix_web::{HttpResponse, web};
use scim::schema::ResourceType::User;

use super::{
    Document, ListQuery, Parameters, ProjectionQuery, Provisioned, Refusals, ScimDocument,
    ScimProblem,
};

/// Creates a user.
#[utoipa::path(
    post,
    path = "/scim/v2/{tenant_id}/Users",
    tag = "scim",
    operation_id = "create_scim_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    request_body(content = ScimDocument, description = "The user", example = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "grace", "emails": [{"value": "grace@example.org", "primary": true}], "active": true})),
    responses((status = 201, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn create_scim_user(
    provisioned: Provisioned,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.create(User, &parameters, &body).await
}

/// Finds users.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/Users",
    tag = "scim",
    operation_id = "list_scim_users",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ListQuery,
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn list_scim_users(
    provisioned: Provisioned,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.list(User, &parameters).await
}

/// One user.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/Users/{user_id}",
    tag = "scim",
    operation_id = "get_scim_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
        ProjectionQuery,
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn get_scim_user(
    provisioned: Provisioned,
    path: web::Path<(String, String)>,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.get(User, &path.1, &parameters).await
}

/// Replaces a user.
#[utoipa::path(
    put,
    path = "/scim/v2/{tenant_id}/Users/{user_id}",
    tag = "scim",
    operation_id = "replace_scim_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    request_body(content = ScimDocument, description = "The user", example = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "grace.hopper", "emails": [{"value": "grace.hopper@example.org", "primary": true}], "active": true})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn replace_scim_user(
    provisioned: Provisioned,
    path: web::Path<(String, String)>,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.replace(User, &path.1, &parameters, &body).await
}

/// Changes a part of a user.
#[utoipa::path(
    patch,
    path = "/scim/v2/{tenant_id}/Users/{user_id}",
    tag = "scim",
    operation_id = "patch_scim_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    request_body(content = ScimDocument, description = "What to change (RFC 7644, section 3.5.2)", example = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "name.givenName", "value": "Grace"}]})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn patch_scim_user(
    provisioned: Provisioned,
    path: web::Path<(String, String)>,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.patch(User, &path.1, &parameters, &body).await
}

/// Deletes a user.
#[utoipa::path(
    delete,
    path = "/scim/v2/{tenant_id}/Users/{user_id}",
    tag = "scim",
    operation_id = "delete_scim_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    responses((status = 204, description = "Deleted"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn delete_scim_user(
    provisioned: Provisioned,
    path: web::Path<(String, String)>,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.delete(User, &path.1, &parameters).await
}
