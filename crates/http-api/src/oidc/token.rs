//! The token endpoint, under its three paths.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, post, web};
use oidc::{ClientRequest, Parameters, TokenError, tenant_named_in};
use serde::{Deserialize, Serialize};
use tenancy::Tenant;
use tracing::error;
use utoipa::ToSchema;

use super::cors;
use super::form::OAuthForm;
use crate::problem::{HTTPValidationError, RETRY_AFTER_OUTAGE};
use crate::request::visitor;
use crate::{Api, dpop};

/// What a client sends. Fields that a grant type does not need are left out.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form; the use case reads it")]
pub(crate) struct TokenForm {
    /// Who asks. May be left out with HTTP Basic.
    client_id: String,
    /// `authorization_code`, `refresh_token`, `client_credentials` or `urn:ietf:params:oauth:grant-type:device_code`.
    grant_type: String,
    /// The client's secret, unless it is public or uses HTTP Basic.
    client_secret: Option<String>,
    /// The same as in the authorization request.
    redirect_uri: Option<String>,
    /// The authorization code.
    code: Option<String>,
    /// The device code (RFC 8628).
    device_code: Option<String>,
    /// The refresh token.
    refresh_token: Option<String>,
    /// PKCE (RFC 7636).
    code_verifier: Option<String>,
    /// What the token may be used for: no more than was granted.
    scope: Option<String>,
    /// A resource server that the token is for (RFC 8707). Can be given more than once.
    resource: Option<String>,
    /// A JWT with which a client that has keys authenticates (RFC 7523).
    client_assertion: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
}

/// What a client sends to the path without a tenant.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form; the use case reads it")]
pub(crate) struct TokenFormWithTenant {
    /// Who asks. May be left out with HTTP Basic.
    client_id: String,
    /// `authorization_code`, `refresh_token`, `client_credentials` or `urn:ietf:params:oauth:grant-type:device_code`.
    grant_type: String,
    /// The tenant.
    tenant_id: String,
    /// The client's secret, unless it is public or uses HTTP Basic.
    client_secret: Option<String>,
    /// The same as in the authorization request.
    redirect_uri: Option<String>,
    /// The authorization code.
    code: Option<String>,
    /// The device code (RFC 8628).
    device_code: Option<String>,
    /// The refresh token.
    refresh_token: Option<String>,
    /// PKCE (RFC 7636).
    code_verifier: Option<String>,
    /// What the token may be used for: no more than was granted.
    scope: Option<String>,
    /// A resource server that the token is for (RFC 8707). Can be given more than once.
    resource: Option<String>,
    /// A JWT with which a client that has keys authenticates (RFC 7523).
    client_assertion: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
}

/// Tokens (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3).
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenResponse {
    /// A JWT (RFC 9068), or opaque where the client is registered so.
    access_token: String,
    /// Opaque; good once. Not for a client that asks for itself.
    refresh_token: Option<String>,
    /// Who signed in, with scope `openid`.
    id_token: Option<String>,
    /// `Bearer`; `DPoP` if a proof came along (RFC 9449).
    #[schema(default = "Bearer")]
    token_type: String,
    /// Seconds until the access token expires.
    expires_in: u32,
    /// What the access token may be used for; left out if that is nothing.
    scope: Option<String>,
}

/// An OAuth error (RFC 6749, section 5.2).
#[derive(Serialize, ToSchema)]
pub(crate) struct OAuthError {
    /// The protocol's code.
    pub(crate) error: &'static str,
    /// A sentence for the client's developer.
    pub(crate) error_description: String,
}

/// Exchanges a code, a device code or a refresh token; the tenant is a field of the form.
#[utoipa::path(
    tag = "oidc",
    operation_id = "token_exchange",
    request_body(content = TokenFormWithTenant, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Tokens", body = TokenResponse),
        (status = 400, description = "The request or the grant was refused", body = OAuthError),
        (status = 401, description = "The client did not authenticate", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = OAuthError),
        (status = 422, description = "Not used: OAuth has its own errors", body = HTTPValidationError),
    )
)]
#[post("/api/oidc/token")]
pub(crate) async fn token_exchange(
    api: web::Data<Api>,
    request: HttpRequest,
    OAuthForm(form): OAuthForm,
) -> HttpResponse {
    let parameters = match form {
        Ok(parameters) => parameters,
        Err(error) => return refuse(&error),
    };
    match tenant_named_in(&parameters) {
        Ok(tenant) => exchange(&api, &request, tenant.as_str(), &parameters).await,
        Err(error) => refuse(&error),
    }
}

/// Exchanges a code, a device code or a refresh token.
#[utoipa::path(
    tag = "oidc",
    operation_id = "token_exchange_tenant",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Tokens", body = TokenResponse),
        (status = 400, description = "The request or the grant was refused", body = OAuthError),
        (status = 401, description = "The client did not authenticate", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = OAuthError),
        (status = 422, description = "Not used: OAuth has its own errors", body = HTTPValidationError),
    )
)]
#[post("/api/oidc/token/{tenant_id}")]
pub(crate) async fn token_exchange_tenant(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> HttpResponse {
    match form {
        Ok(parameters) => exchange(&api, &request, &tenant, &parameters).await,
        Err(error) => refuse(&error),
    }
}

/// Exchanges a code, a device code or a refresh token, under the path that discovery names.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    operation_id = "token_exchange_standard",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Tokens", body = TokenResponse),
        (status = 400, description = "The request or the grant was refused", body = OAuthError),
        (status = 401, description = "The client did not authenticate", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = OAuthError),
        (status = 422, description = "Not used: OAuth has its own errors", body = HTTPValidationError),
    )
)]
#[post("/token")]
pub(crate) async fn token_exchange_standard(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> HttpResponse {
    match form {
        Ok(parameters) => exchange(&api, &request, &tenant, &parameters).await,
        Err(error) => refuse(&error),
    }
}

async fn exchange(
    api: &Api,
    request: &HttpRequest,
    tenant: &str,
    parameters: &Parameters,
) -> HttpResponse {
    let response = with_client(api, request, tenant, Ok(parameters), async |asked| {
        let tokens = api.provider.exchange(&asked).await?;
        Ok(HttpResponse::Ok()
            .insert_header((PRAGMA, "no-cache"))
            .json(tokens))
    });
    for_pages(api, request, tenant, Ok(parameters), response.await).await
}

/// Answers what a client asks by itself, with its tenant and everything that it authenticates with.
pub(super) async fn with_client(
    api: &Api,
    request: &HttpRequest,
    tenant: &str,
    parameters: Result<&Parameters, &TokenError>,
    answer: impl AsyncFnOnce(ClientRequest<'_>) -> Result<HttpResponse, TokenError>,
) -> HttpResponse {
    let invalid = |problem: &str| refuse(&TokenError::InvalidRequest(problem.to_owned()));
    let tenant = match find(api, tenant).await {
        Ok(Some(tenant)) => tenant,
        Ok(None) => {
            let body = OAuthError {
                error: "invalid_request",
                error_description: "there is no such tenant".to_owned(),
            };
            return HttpResponse::NotFound().json(body);
        }
        Err(error) => return refuse(&error),
    };
    let parameters = match parameters {
        Ok(parameters) => parameters,
        Err(error) => return refuse(error),
    };
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let authorization = headers.next().map(|value| value.to_str()).transpose();
    let Ok(authorization) = authorization else {
        return invalid("Authorization: expected ASCII text");
    };
    if headers.next().is_some() {
        return invalid("Authorization: expected only once");
    }
    let proof = dpop::proof_of(request);
    let asked = ClientRequest {
        tenant: &tenant,
        parameters,
        authorization,
        proof: proof
            .as_deref()
            .map(|text| dpop::with_request(text, request)),
        address: Some(visitor(request, &api.settings.trusted_proxies, None).address),
    };
    answer(asked).await.unwrap_or_else(|error| refuse(&error))
}

/// The answer, for pages of the client that the form names to read.
pub(super) async fn for_pages(
    api: &Api,
    request: &HttpRequest,
    tenant: &str,
    parameters: Result<&Parameters, &TokenError>,
    mut response: HttpResponse,
) -> HttpResponse {
    if let Some(origin) = cors::origin(request)
        && let Ok(parameters) = parameters
        && is_page(api, tenant, parameters, origin).await
    {
        cors::share(response.headers_mut(), origin);
    }
    response
}

/// Whether pages of `origin` are those of the client that the form names. Without storage nobody reads that
/// there is no storage.
async fn is_page(api: &Api, tenant: &str, parameters: &Parameters, origin: &str) -> bool {
    let (Ok(tenant), Ok(Some(client))) = (tenant.parse(), parameters.get("client_id")) else {
        return false;
    };
    let found = api.provider.is_page_of(&tenant, client, origin).await;
    found.unwrap_or(false)
}

async fn find(api: &Api, tenant: &str) -> Result<Option<Arc<Tenant>>, TokenError> {
    match tenant.parse() {
        Ok(id) => Ok(api.tenants.find(&id).await?),
        Err(_) => Ok(None),
    }
}

fn refuse(error: &TokenError) -> HttpResponse {
    let mut response = status(error.status());
    response.insert_header((PRAGMA, "no-cache"));
    match error {
        TokenError::InvalidClient { .. } => {
            response.insert_header((WWW_AUTHENTICATE, "Basic realm=\"token\""));
        }
        TokenError::Unavailable(reason) => {
            error!(%reason, "storage did not answer");
            response.insert_header((RETRY_AFTER, RETRY_AFTER_OUTAGE));
        }
        _ => {}
    }
    response.json(error.body())
}

pub(super) fn status(code: u16) -> HttpResponseBuilder {
    HttpResponse::build(StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
}
