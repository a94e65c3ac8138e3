//! The keys of a tenant.

use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use identity::api_key::Whose;
use kernel::{Actor, Denied, TenantId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{ApiKeyCreate, ApiKeyCreated, ApiKeyList};
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::{Json, Path, Query, visitor};

/// In which tenant.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct InTenant {
    /// The tenant.
    tenant_id: String,
}

/// In which tenant the key is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct KeyPlace {
    /// The tenant of the key; the caller's own without one.
    tenant_id: Option<String>,
}

impl KeyPlace {
    fn tenant(self, actor: &Actor) -> Result<TenantId, Denied> {
        let named = self.tenant_id.map(|id| id.parse());
        let named = named.transpose().map_err(|_| Denied::NotFound)?;
        named
            .or_else(|| actor.home().cloned())
            .ok_or(Denied::NotFound)
    }
}

/// Makes a key of a tenant. It belongs to the caller; in another tenant than the caller's it is the tenant's own.
/// The key itself is shown this once.
#[utoipa::path(
    tag = "api keys",
    operation_id = "create_user_key",
    request_body(content = ApiKeyCreate, example = json!({"name": "nightly import", "scopes": ["USER"], "tenant_id": "acme"})),
    responses(
        (status = 201, description = "The key", body = ApiKeyCreated),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/api-keys", wrap = "from_fn(authenticated)")]
pub(crate) async fn create_user_key(
    api: web::Data<Api>,
    request: HttpRequest,
    Authenticated(actor): Authenticated,
    Json(form): Json<ApiKeyCreate>,
) -> Result<HttpResponse, Problem> {
    let visitor = visitor(&request, &api.settings.trusted_proxies, None);
    let (keys, whose) = (&api.api_keys, Whose::Tenants);
    let made = keys.create(&actor, whose, form.into(), &visitor).await?;
    Ok(HttpResponse::Created().json(api.made(made)))
}

/// All keys of a tenant.
#[utoipa::path(
    tag = "api keys",
    operation_id = "list_user_keys",
    params(InTenant),
    responses(
        (status = 200, description = "Keys", body = ApiKeyList),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/api-keys", wrap = "from_fn(authenticated)")]
pub(crate) async fn list_user_keys(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Query(place): Query<InTenant>,
) -> Result<HttpResponse, Problem> {
    let tenant: TenantId = place.tenant_id.parse().map_err(|_| Denied::NotFound)?;
    let keys = api.api_keys.list(&actor, Some(&tenant)).await?;
    Ok(api.listed(keys))
}

/// Puts a new key in place of one of a tenant's; it is shown this once, and the old one no longer works.
#[utoipa::path(
    tag = "api keys",
    operation_id = "regenerate_api_key",
    params(("key_id" = String, Path, description = "The key"), KeyPlace),
    responses(
        (status = 200, description = "The key", body = ApiKeyCreated),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/api-keys/{key_id}/regenerate", wrap = "from_fn(authenticated)")]
pub(crate) async fn regenerate_api_key(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(key_id): Path<String>,
    Query(place): Query<KeyPlace>,
) -> Result<web::Json<ApiKeyCreated>, Problem> {
    let (tenant, keys) = (place.tenant(&actor)?, &api.api_keys);
    let renewed = keys
        .regenerate(&actor, Whose::Tenants, &tenant, &key_id)
        .await?;
    Ok(web::Json(api.made(renewed)))
}

/// Revokes a key of a tenant.
#[utoipa::path(
    tag = "api keys",
    operation_id = "revoke_api_key",
    params(("key_id" = String, Path, description = "The key"), KeyPlace),
    responses((status = 204, description = "The key no longer works"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete("/api/api-keys/{key_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn revoke_api_key(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(key_id): Path<String>,
    Query(place): Query<KeyPlace>,
) -> Result<HttpResponse, Problem> {
    let (tenant, keys) = (place.tenant(&actor)?, &api.api_keys);
    keys.revoke(&actor, Whose::Tenants, &tenant, &key_id)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
