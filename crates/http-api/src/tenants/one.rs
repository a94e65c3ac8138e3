//! One tenant: read, change, close, open again, delete.

use actix_web::middleware::from_fn;
use actix_web::{delete, get, patch, post, put, web};
use kernel::TenantId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{TenantPatch, TenantUpdate, TenantView, fields};
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, ProblemDocument, Refusals};
use crate::request::{Json, Path, Query};

/// A tenant, open or closed.
#[utoipa::path(
    tag = "tenants",
    operation_id = "read_tenant",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "The tenant", body = TenantView),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/tenants/{tenant_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn read_tenant(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
) -> Result<web::Json<TenantView>, Problem> {
    let record = api.registrar.read_tenant(&actor, &tenant).await?;
    Ok(web::Json(record.into()))
}

/// Changes a tenant's settings. What is left out stays as it is.
#[utoipa::path(
    tag = "tenants",
    operation_id = "update_tenant",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body = TenantUpdate,
    responses(
        (status = 200, description = "Changed", body = serde_json::Value, example = json!(null)),
        (status = 409, description = "Others change it all the time", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[put("/api/tenants/{tenant_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn update_tenant(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Json(form): Json<TenantUpdate>,
) -> Result<web::Json<()>, Problem> {
    let given = fields(&form)?;
    api.registrar.update_tenant(&actor, &tenant, &given).await?;
    Ok(web::Json(()))
}

/// Changes some of a tenant's settings, and shows the tenant.
#[utoipa::path(
    tag = "tenants",
    operation_id = "patch_tenant",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body = TenantPatch,
    responses(
        (status = 200, description = "Changed", body = TenantView),
        (status = 409, description = "Others change it all the time", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[patch("/api/tenants/{tenant_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn patch_tenant(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Json(form): Json<TenantPatch>,
) -> Result<web::Json<TenantView>, Problem> {
    let given = fields(&form)?;
    let record = api.registrar.update_tenant(&actor, &tenant, &given).await?;
    Ok(web::Json(record.into()))
}

/// Which step of a deletion.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Confirmation {
    /// The tenant's id once more, to delete a closed tenant for good.
    confirm: Option<String>,
}

/// Deletes a tenant in two steps. The first closes it: nobody can sign in there, its tokens and keys do not work,
/// and nothing is lost. The second, with `confirm`, deletes a closed tenant with everything in it but its audit log.
#[utoipa::path(
    tag = "tenants",
    operation_id = "delete_tenant",
    params(("tenant_id" = String, Path, description = "The tenant"), Confirmation),
    responses(
        (status = 200, description = "Closed, or deleted", body = serde_json::Value, example = json!(null)),
        (status = 409, description = "It is closed already, or open still", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete("/api/tenants/{tenant_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn delete_tenant(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Query(confirmation): Query<Confirmation>,
) -> Result<web::Json<()>, Problem> {
    match confirmation.confirm {
        None => api.registrar.close_tenant(&actor, &tenant).await?,
        Some(id) if id == tenant.as_str() => api.registrar.delete_tenant(&actor, &tenant).await?,
        Some(_) => return Err(Problem::query("confirm", "expected the tenant's id")),
    }
    Ok(web::Json(()))
}

/// Opens a closed tenant again.
#[utoipa::path(
    tag = "tenants",
    operation_id = "reopen_tenant",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "Open", body = serde_json::Value, example = json!(null)),
        (status = 409, description = "It is open already", body = ProblemDocument, content_type = "application/problem+json"),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/tenants/{tenant_id}/reopen", wrap = "from_fn(authenticated)")]
pub(crate) async fn reopen_tenant(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
) -> Result<web::Json<()>, Problem> {
    api.registrar.reopen_tenant(&actor, &tenant).await?;
    Ok(web::Json(()))
}
