//! The logout endpoint, under the tenant's path and under the published one, which names no tenant.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use oidc::{LogoutOutcome, LogoutRequest, Parameters};
use serde::Deserialize;
use tenancy::Tenant;
use utoipa::{IntoParams, ToSchema};
use visitor::wants_page;

use super::authorize::see_other;
use super::form::{self, OAuthForm};
use crate::Api;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{CookieKind, visitor};

/// What a client asks of a logout.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; the use case reads it")]
pub(crate) struct LogoutQuery {
    /// An ID token of the session that ends; without one the person is asked.
    #[param(required = true, nullable = true)]
    id_token_hint: Option<String>,
    /// Returned as it is.
    state: Option<String>,
    /// Where the browser goes afterwards; exactly as registered.
    post_logout_redirect_uri: Option<String>,
    /// The client that asks.
    client_id: Option<String>,
}

/// The same as a form.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form; the use case reads it")]
pub(crate) struct LogoutForm {
    /// An ID token of the session that ends.
    id_token_hint: String,
    /// Returned as it is.
    state: Option<String>,
    /// Where the browser goes afterwards; exactly as registered.
    post_logout_redirect_uri: Option<String>,
    /// The client that asks.
    client_id: Option<String>,
}

/// Signs the person out; the tenant is that of the hint, or the one in which the browser is signed in.
#[utoipa::path(
    tag = "oidc",
    operation_id = "oidc_logout_redirect",
    params(LogoutQuery),
    responses(
        (status = 200, description = "Signed out", body = serde_json::Value, example = json!(null)),
        (status = 303, description = "Signed out, and on to the client; or on to a page that asks a browser, or tells it", headers(("Location" = String))),
        (status = 400, description = "The request was refused", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[get("/api/oidc/logout")]
pub(crate) async fn oidc_logout_redirect(
    api: web::Data<Api>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let parameters = form::query(&request).map_err(|error| Problem::bad_request(&error))?;
    logout(&api, &request, None, parameters).await
}

/// The same by POST.
#[utoipa::path(
    tag = "oidc",
    operation_id = "oidc_logout",
    request_body(content = LogoutForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Signed out", body = serde_json::Value, example = json!(null)),
        (status = 303, description = "Signed out, and on to the client; or on to a page that asks a browser, or tells it", headers(("Location" = String))),
        (status = 400, description = "The request was refused", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[post("/api/oidc/logout")]
pub(crate) async fn oidc_logout(
    api: web::Data<Api>,
    request: HttpRequest,
    OAuthForm(form): OAuthForm,
) -> Result<HttpResponse, Problem> {
    let form = form.map_err(|error| form::unreadable_form(&error))?;
    logout(&api, &request, None, form).await
}

/// Signs the person out (OpenID Connect RP-Initiated Logout 1.0).
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    operation_id = "end_session",
    params(("tenant_id" = String, Path, description = "The tenant"), LogoutQuery),
    responses(
        (status = 200, description = "Signed out", body = serde_json::Value, example = json!(null)),
        (status = 303, description = "Signed out, and on to the client; or on to a page that asks a browser, or tells it", headers(("Location" = String))),
        (status = 400, description = "The request was refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[get("/logout")]
pub(crate) async fn end_session(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let parameters = form::query(&request).map_err(|error| Problem::bad_request(&error))?;
    logout(&api, &request, Some(&tenant), parameters).await
}

/// The same by POST.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    operation_id = "end_session_post",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = LogoutForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Signed out", body = serde_json::Value, example = json!(null)),
        (status = 303, description = "Signed out, and on to the client; or on to a page that asks a browser, or tells it", headers(("Location" = String))),
        (status = 400, description = "The request was refused", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[post("/logout")]
pub(crate) async fn end_session_post(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> Result<HttpResponse, Problem> {
    let form = form.map_err(|error| form::unreadable_form(&error))?;
    logout(&api, &request, Some(&tenant), form).await
}

async fn logout(
    api: &Api,
    request: &HttpRequest,
    tenant: Option<&str>,
    parameters: Parameters,
) -> Result<HttpResponse, Problem> {
    let tenant = match tenant {
        Some(tenant) => api.tenant_of_path(tenant).await?,
        None => tenant_of(api, request, &parameters).await?,
    };
    let cookies = api.settings.cookies();
    let session = match cookies.read(request, CookieKind::Session, &tenant.id) {
        Some(cookie) => api.sign_in.live_session(&tenant, &cookie).await?,
        None => None,
    };
    let logout = LogoutRequest {
        tenant: &tenant,
        parameters: &parameters,
        session: session.as_ref(),
        is_confirmed: false,
        address: Some(visitor(request, &api.settings.trusted_proxies, None).address),
    };
    match api.provider.logout(&logout).await? {
        LogoutOutcome::ShowError(error) => Err(Problem::bad_request(&error)),
        LogoutOutcome::ConfirmFirst { .. } if wants_page(request) => {
            let asked = parameters.pairs().iter();
            let asked = asked.map(|(name, value)| (name.as_str(), value.as_str()));
            let page = api.tenant_page("sign-out", &tenant.id, asked)?;
            Ok(see_other(page.as_str(), &[]))
        }
        LogoutOutcome::ConfirmFirst { .. } => Err(Problem::bad_request(
            "this request does not prove which sign-in it is about; send the ID token of that sign-in as id_token_hint",
        )),
        LogoutOutcome::LoggedOut { redirect } => {
            let gone = cookies.remove(CookieKind::Session, &tenant.id);
            Ok(match redirect {
                Some(location) => see_other(location.as_str(), &[gone]),
                None if wants_page(request) => {
                    let page = api.tenant_page("signed-out", &tenant.id, [])?;
                    see_other(page.as_str(), &[gone])
                }
                None => HttpResponse::Ok().cookie(gone).json(()),
            })
        }
    }
}

/// The tenant whose ID token is the hint, else the one in which the browser is signed in.
async fn tenant_of(
    api: &Api,
    request: &HttpRequest,
    parameters: &Parameters,
) -> Result<Arc<Tenant>, Problem> {
    let hinted = api.provider.tenant_of_hint(parameters);
    let signed_in = api.settings.cookies().session_tenants(request);
    match (hinted, signed_in.as_slice()) {
        (Some(tenant), _) => api.tenant_of_path(tenant.as_str()).await,
        (None, [tenant]) => api.tenant_of_path(tenant.as_str()).await,
        (None, _) => Err(Problem::query(
            "id_token_hint",
            "expected an ID token of the session that ends",
        )),
    }
}
