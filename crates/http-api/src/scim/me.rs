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
    responses((status = 200, description = "Successful Response", body = ScimDocument), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn get_scim_me(
    provisioned: Provisioned,
    parameters: Parameters,
) -> Result<HttpResponse, ScimProblem> {
    let id = provisioned.me()?;
    let (wanted, known) = (
        parameters.projection()?,
        parameters.if_none_match.as_deref(),
    );
    provisioned
        .serve(async |server| server.get(User, &id, &wanted, known).await)
        .await
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
    request_body(content = ScimDocument, description = "The user"),
    responses((status = 200, description = "Successful Response", body = ScimDocument), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn replace_scim_me(
    provisioned: Provisioned,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    let id = provisioned.me()?;
    let (wanted, precondition) = (parameters.projection()?, &parameters.precondition);
    provisioned
        .serve(async |server| {
            server
                .replace(User, &id, &body.0, &wanted, precondition)
                .await
        })
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
    request_body(content = ScimDocument, description = "What to change"),
    responses((status = 200, description = "Successful Response", body = ScimDocument), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn patch_scim_me(
    provisioned: Provisioned,
    parameters: Parameters,
    body: Document,
) -> Result<HttpResponse, ScimProblem> {
    let id = provisioned.me()?;
    let (wanted, precondition) = (parameters.projection()?, &parameters.precondition);
    provisioned
        .serve(async |server| {
            server
                .patch(User, &id, &body.0, &wanted, precondition)
                .await
        })
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
    let id = provisioned.me()?;
    let precondition = &parameters.precondition;
    provisioned
        .serve(async |server| server.delete(User, &id, precondition).await)
        .await
}
