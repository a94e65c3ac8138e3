//! Introspection (RFC 7662) and revocation (RFC 7009).

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::form::OAuthForm;
use super::token::{OAuthError, for_pages, with_client};
use crate::Api;

/// A token, and who asks about it.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form; the use case reads it")]
pub(crate) struct TokenReference {
    /// An access token or a refresh token.
    token: String,
    /// Not needed: the token says what it is.
    token_type_hint: Option<String>,
    /// Who asks. May be left out with HTTP Basic or an assertion.
    client_id: Option<String>,
    /// The client's secret, unless it uses HTTP Basic or an assertion.
    client_secret: Option<String>,
    /// A JWT with which a client that has keys authenticates (RFC 7523).
    client_assertion: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
}

/// Says what a token means, to a confidential client to which it was issued or for which it is.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = TokenReference, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "`active`, and if so what the token says", body = serde_json::Value),
        (status = 400, description = "The request was refused", body = OAuthError),
        (status = 401, description = "The client did not authenticate", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = OAuthError),
    )
)]
#[post("/introspect")]
pub(crate) async fn introspect(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> HttpResponse {
    with_client(&api, &request, &tenant, form.as_ref(), async |asked| {
        Ok(HttpResponse::Ok().json(api.provider.introspect(&asked).await?))
    })
    .await
}

/// Ends a token of the client that asks; with a refresh token, everything that came of its grant.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = TokenReference, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The token has ended, or was none"),
        (status = 400, description = "The request was refused", body = OAuthError),
        (status = 401, description = "The client did not authenticate", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = OAuthError),
    )
)]
#[post("/revoke")]
pub(crate) async fn revoke(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> HttpResponse {
    let response = with_client(&api, &request, &tenant, form.as_ref(), async |asked| {
        api.provider.revoke(&asked).await?;
        Ok(HttpResponse::Ok().finish())
    });
    for_pages(&api, &request, &tenant, form.as_ref(), response.await).await
}
