//! All tenants: list and create.

use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{TenantForm, TenantList};
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, ProblemDocument, Refusals};
use crate::request::{Json, Query, number};

/// Most tenants or clients that one answer lists.
pub(crate) const LIST_LIMIT: u32 = 1_000;

/// Which part of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// How many to leave out.
    #[serde(default, deserialize_with = "number")]
    #[param(value_type = i64, required = false, default = 0, minimum = 0)]
    skip: Option<u32>,
    /// How many at most, up to 1000.
    #[serde(default, deserialize_with = "number")]
    #[param(value_type = i64, required = false, default = 1000, minimum = 0, maximum = 1000)]
    limit: Option<u32>,
}

/// The limit that a request asks for, if it can be served.
pub(crate) fn limit(asked: Option<u32>, usual: u32) -> Result<u32, Problem> {
    match asked.unwrap_or(usual) {
        limit @ ..=LIST_LIMIT => Ok(limit),
        _ => Err(Problem::query("limit", "expected at most 1000")),
    }
}

/// The tenants that the caller may read: all of them, or their own.
#[utoipa::path(
    tag = "tenants",
    operation_id = "list_tenants",
    params(Part),
    responses(
        (status = 200, description = "Tenants", body = TenantList),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/tenants", wrap = "from_fn(authenticated)")]
pub(crate) async fn list_tenants(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Query(part): Query<Part>,
) -> Result<web::Json<TenantList>, Problem> {
    let (skip, limit) = (part.skip.unwrap_or(0), limit(part.limit, LIST_LIMIT)?);
    let tenants = api.registrar.list_tenants(&actor, skip, limit).await?;
    let tenants = tenants.into_iter().map(Into::into).collect();
    Ok(web::Json(TenantList { tenants }))
}

/// Creates a tenant, with signing keys of its own.
#[utoipa::path(
    tag = "tenants",
    operation_id = "create_tenant",
    request_body = TenantForm,
    responses(
        (status = 201, description = "Created", body = serde_json::Value, example = json!(null)),
        (status = 409, description = "The id is in use", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/tenants", wrap = "from_fn(authenticated)")]
pub(crate) async fn create_tenant(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Json(form): Json<TenantForm>,
) -> Result<HttpResponse, Problem> {
    let (id, settings) = form.read()?;
    let tenant = api.registrar.create_tenant(&actor, id, settings).await?;
    api.provider.keyrings.of(&tenant.id).await?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(()))
}
