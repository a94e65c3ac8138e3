//! One's own keys.

use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use identity::api_key::Whose;
use kernel::Permission;

use super::{ApiKeyCreate, ApiKeyCreated, ApiKeyList};
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::{Json, Path, visitor};

/// Makes a key of the caller's own; the key itself is shown this once.
#[utoipa::path(
    tag = "api keys",
    operation_id = "create_own_key",
    request_body(content = ApiKeyCreate, example = json!({"name": "nightly import", "scopes": ["USER"], "tenant_id": "acme"})),
    responses(
        (status = 201, description = "The key", body = ApiKeyCreated),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/user/api-keys", wrap = "from_fn(authenticated)")]
pub(crate) async fn create_own_key(
    api: web::Data<Api>,
    request: HttpRequest,
    Authenticated(actor): Authenticated,
    Json(form): Json<ApiKeyCreate>,
) -> Result<HttpResponse, Problem> {
    let visitor = visitor(&request, &api.settings.trusted_proxies, None);
    let keys = &api.api_keys;
    let made = keys
        .create(&actor, Whose::Own, form.into(), &visitor)
        .await?;
    Ok(HttpResponse::Created().json(api.made(made)))
}

/// The caller's own keys.
#[utoipa::path(
    tag = "api keys",
    operation_id = "list_own_keys",
    responses((status = 200, description = "Keys", body = ApiKeyList), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/user/api-keys", wrap = "from_fn(authenticated)")]
pub(crate) async fn list_own_keys(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
) -> Result<HttpResponse, Problem> {
    let keys = api.api_keys.list(&actor, None).await?;
    Ok(api.listed(keys))
}

/// Puts a new key in place of one of the caller's; it is shown this once, and the old one no longer works.
#[utoipa::path(
    tag = "api keys",
    operation_id = "regenerate_own_key",
    params(("key_id" = String, Path, description = "The key")),
    responses(
        (status = 200, description = "The key", body = ApiKeyCreated),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post(
    "/api/user/api-keys/{key_id}/regenerate",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn regenerate_own_key(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(key_id): Path<String>,
) -> Result<web::Json<ApiKeyCreated>, Problem> {
    let (tenant, _) = actor.require_own(Permission::ManageApiKeys)?;
    let keys = &api.api_keys;
    let renewed = keys.regenerate(&actor, Whose::Own, tenant, &key_id).await?;
    Ok(web::Json(api.made(renewed)))
}

/// Revokes one of the caller's keys.
#[utoipa::path(
    tag = "api keys",
    operation_id = "revoke_own_key",
    params(("key_id" = String, Path, description = "The key")),
    responses((status = 204, description = "The key no longer works"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete("/api/user/api-keys/{key_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn revoke_own_key(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(key_id): Path<String>,
) -> Result<HttpResponse, Problem> {
    let (tenant, _) = actor.require_own(Permission::ManageApiKeys)?;
    let keys = &api.api_keys;
    keys.revoke(&actor, Whose::Own, tenant, &key_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
