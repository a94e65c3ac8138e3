//! What a tenant's provider says about itself, and the keys that its tokens are checked with.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ETAG, EntityTag, Header as _, IfNoneMatch,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use oidc::Published;
use serde::Serialize;

use crate::Api;
use crate::problem::{Problem, ProblemDocument};

/// Provider metadata (OpenID Connect Discovery 1.0).
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "Provider metadata", body = serde_json::Value),
        (status = 404, description = "There is no such tenant", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[get("/.well-known/openid-configuration")]
pub(crate) async fn openid_configuration(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let tenant = api.tenant_of_path(&tenant).await?;
    let metadata = published(&api.provider.metadata(&tenant.id))?;
    Ok(cacheable(&request, &metadata))
}

/// The same metadata where RFC 8414, section 3.1, looks for it.
#[utoipa::path(
    tag = "oidc",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "Provider metadata", body = serde_json::Value),
        (status = 404, description = "There is no such tenant", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[get("/.well-known/oauth-authorization-server/api/oidc/{tenant_id}")]
pub(crate) async fn authorization_server(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let tenant = api.tenant_of_path(&tenant).await?;
    let metadata = published(&api.provider.metadata(&tenant.id))?;
    Ok(cacheable(&request, &metadata))
}

/// The keys that the tenant's tokens are checked with (RFC 7517).
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "A JWK set", body = serde_json::Value),
        (status = 404, description = "There is no such tenant", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[get("/.well-known/jwks")]
pub(crate) async fn jwks(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let tenant = api.tenant_of_path(&tenant).await?;
    let keyring = api.provider.keyrings.of(&tenant.id).await?;
    Ok(cacheable(&request, keyring.published()))
}

/// `document` as it is sent.
pub(super) fn published(document: &impl Serialize) -> Result<Published, Problem> {
    let written = Published::of(document);
    Ok(written.map_err(|error| kernel::StorageError::Corrupt(error.to_string()))?)
}

/// A public document that anybody may keep for five minutes.
pub(super) fn cacheable(request: &HttpRequest, document: &Published) -> HttpResponse {
    let tag = EntityTag::new_strong(document.fingerprint.to_string());
    let is_known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, tag.to_string()))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    if is_known {
        response.finish()
    } else {
        let body = document.json.to_string();
        response.content_type("application/json").body(body)
    }
}
