//! Authorization requests that clients send ahead (RFC 9126).

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::form::OAuthForm;
use super::token::{OAuthError, with_client};
use crate::Api;

/// What the browser brings in place of the parameters.
#[derive(Serialize, ToSchema)]
pub(crate) struct PushedRequest {
    /// Names the request, once.
    request_uri: String,
    /// Seconds until it is no longer accepted.
    expires_in: u32,
}

/// Takes the parameters of an authorization request from the client itself, which authenticates as at the
/// token endpoint.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = serde_json::Value, content_type = "application/x-www-form-urlencoded", description = "The parameters of the authorization endpoint, and what the client authenticates with"),
    responses(
        (status = 201, description = "The request is kept", body = PushedRequest),
        (status = 400, description = "The request was refused", body = OAuthError),
        (status = 401, description = "The client did not authenticate", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = OAuthError),
        (status = 413, description = "The parameters are too long together", body = OAuthError),
    )
)]
#[post("/par")]
pub(crate) async fn push_authorization_request(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> HttpResponse {
    with_client(&api, &request, &tenant, form.as_ref(), async |asked| {
        Ok(HttpResponse::Created().json(api.provider.push(&asked).await?))
    })
    .await
}
