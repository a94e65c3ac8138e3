//! The user for whom the caller acts (RFC 7644, section 3.11).

use actix_web::HttpResponse;
use scim::schema::ResourceType::User;

use super::{Document, Parameters, Provisioned, Refusals, ScimDocument, ScimProblem};

/// The user for whom the caller acts.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/Me",
    tag = "scim",
    operation_id = "get_scim_me",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn get_scim_me(
    provisioned: Provisioned,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.get(User, &provisioned.me()?, &parameters).await
}

/// Replaces that user.
#[utoipa::path(
    put,
    path = "/scim/v2/{tenant_id}/Me",
    tag = "scim",
    operation_id = "replace_scim_me",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    request_body(content = ScimDocument, description = "The user", example = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "grace", "emails": [{"value": "grace@example.org", "primary": true}], "active": true})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn replace_scim_me(
    provisioned: Provisioned,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .replace(User, &provisioned.me()?, &parameters, &body)
        .await
}

/// Changes a part of that user.
#[utoipa::path(
    patch,
    path = "/scim/v2/{tenant_id}/Me",
    tag = "scim",
    operation_id = "patch_scim_me",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    request_body(content = ScimDocument, description = "What to change", example = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "name.givenName", "value": "Grace"}]})),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn patch_scim_me(
    provisioned: Provisioned,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .patch(User, &provisioned.me()?, &parameters, &body)
        .await
}

/// Deletes that user.
#[utoipa::path(
    delete,
    path = "/scim/v2/{tenant_id}/Me",
    tag = "scim",
    operation_id = "delete_scim_me",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    responses((status = 204, description = "Deleted"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn delete_scim_me(
    provisioned: Provisioned,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .delete(User, &provisioned.me()?, &parameters)
        .await
}
