//! What the service can do and how its resources look (RFC 7644, section 4).

use actix_web::{HttpResponse, web};

use super::{Provisioned, Refusals, ScimDocument, ScimProblem, Unfiltered};

/// What this service can do.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/ServiceProviderConfig",
    tag = "scim",
    operation_id = "scim_config",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn scim_config(
    provisioned: Provisioned,
    _: Unfiltered,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .serve(async |server| Ok(server.service_provider_config()))
        .await
}

/// Every schema.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/Schemas",
    tag = "scim",
    operation_id = "scim_schemas",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn scim_schemas(
    provisioned: Provisioned,
    _: Unfiltered,
) -> Result<HttpResponse, ScimProblem> {
    provisioned.serve(async |server| server.schemas(None)).await
}

/// One schema.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/Schemas/{id}",
    tag = "scim",
    operation_id = "scim_schema",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("id" = String, Path, description = "Its id"),
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn scim_schema(
    provisioned: Provisioned,
    _: Unfiltered,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .serve(async |server| server.schemas(Some(&path.1)))
        .await
}

/// Every resource type.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/ResourceTypes",
    tag = "scim",
    operation_id = "scim_resource_types",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn scim_resource_types(
    provisioned: Provisioned,
    _: Unfiltered,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .serve(async |server| server.resource_types(None))
        .await
}

/// One resource type.
#[utoipa::path(
    get,
    path = "/scim/v2/{tenant_id}/ResourceTypes/{id}",
    tag = "scim",
    operation_id = "scim_resource_type",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("id" = String, Path, description = "Its id"),
    ),
    responses((status = 200, description = "Successful Response", body = ScimDocument, content_type = "application/scim+json"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
pub(crate) async fn scim_resource_type(
    provisioned: Provisioned,
    _: Unfiltered,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ScimProblem> {
    provisioned
        .serve(async |server| server.resource_types(Some(&path.1)))
        .await
}
