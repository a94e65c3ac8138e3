//! The second factor of Microsoft Entra ID: metadata, keys and authorization endpoint of their own.

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use super::authorize::{Flow, visit, visit_by_form};
use super::discovery::{cacheable, published};
use super::form::OAuthForm;
use crate::Api;
use crate::problem::{Problem, ProblemDocument};

/// What Entra ID reads first.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    operation_id = "microsoft_metadata",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "Provider metadata", body = serde_json::Value),
        (status = 404, description = "There is no such tenant", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[get("/microsoft-mfa/.well-known/openid-configuration")]
pub(crate) async fn metadata(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let tenant = api.tenant_of_path(&tenant).await?;
    let metadata = published(&api.provider.microsoft_metadata(&tenant.id))?;
    Ok(cacheable(&request, &metadata))
}

/// The keys that Entra ID checks answers with.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    operation_id = "microsoft_keys",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "A JWK set", body = serde_json::Value),
        (status = 404, description = "There is no such tenant", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[get("/microsoft-mfa/.well-known/jwks")]
pub(crate) async fn keys(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let tenant = api.tenant_of_path(&tenant).await?;
    let keys = published(&api.provider.microsoft_keys(&tenant.id).await?)?;
    Ok(cacheable(&request, &keys))
}

/// Takes up what Entra ID has posted, and sends the browser to the sign-in page.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("client_id" = Option<String>, Query, description = "The client that stands for the tenant of Entra ID"),
        ("request_uri" = Option<String>, Query, description = "What was posted"),
    ),
    responses(
        (status = 200, description = "A page whose form tells Entra ID what is wrong", body = String, content_type = "text/html"),
        (status = 303, description = "On to the sign-in page", headers(("Location" = String))),
        (status = 400, description = "Client or redirect URI are not proven", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[get("/microsoft-mfa/authorize")]
pub(crate) async fn authorize_microsoft(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    visit(&api, &request, &tenant, Flow::Microsoft).await
}

/// Where Entra ID sends the browser, with a form.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = serde_json::Value, content_type = "application/x-www-form-urlencoded", description = "What Microsoft's provider reference lists"),
    responses(
        (status = 303, description = "On to the same request by GET", headers(("Location" = String))),
        (status = 400, description = "Client or redirect URI are not proven", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[post("/microsoft-mfa/authorize")]
pub(crate) async fn authorize_microsoft_post(
    api: web::Data<Api>,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> Result<HttpResponse, Problem> {
    visit_by_form(&api, &tenant, form, Flow::Microsoft).await
}
