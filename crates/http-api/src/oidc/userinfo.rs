//! The userinfo endpoint.

use actix_web::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use oidc::{TokenScheme, UserInfo, UserInfoError};

use super::cors;
use super::form::{FORM, OAuthForm};
use super::token::{OAuthError, status};
use crate::problem::{Problem, ProblemDocument, RETRY_AFTER_OUTAGE};
use crate::request::is_of_type;
use crate::{Api, dpop};

/// What an access token lets its client know (OpenID Connect Core 1.0, section 5.3).
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "Claims", body = serde_json::Value),
        (status = 400, description = "The request is malformed", body = OAuthError),
        (status = 401, description = "The token is missing or not valid", body = OAuthError),
        (status = 403, description = "The token was granted without openid", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("HTTPBearer" = []))
)]
#[get("/userinfo")]
pub(crate) async fn userinfo(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    answer(&api, &request, &tenant, in_header(&request)).await
}

/// The same by POST; the token may also be the form's `access_token` (RFC 6750, section 2.2).
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    responses(
        (status = 200, description = "Claims", body = serde_json::Value),
        (status = 400, description = "The request is malformed", body = OAuthError),
        (status = 401, description = "The token is missing or not valid", body = OAuthError),
        (status = 403, description = "The token was granted without openid", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("HTTPBearer" = []))
)]
#[post("/userinfo")]
pub(crate) async fn userinfo_post(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> Result<HttpResponse, Problem> {
    let in_form = match &form {
        Ok(form) => form.access_token().map_err(|error| error.to_string()),
        Err(error) if is_of_type(&request, &[FORM]) => Err(error.to_string()),
        Err(_) => Ok(None),
    };
    let in_form = in_form.map(|token| token.map(|token| (TokenScheme::Bearer, token)));
    match (in_header(&request), in_form) {
        (_, Err(problem)) => Ok(invalid_request(&problem)),
        (Some(_), Ok(Some(_))) => Ok(invalid_request(
            "access_token: expected either the Authorization header or the form",
        )),
        (token, Ok(in_form)) => answer(&api, &request, &tenant, token.or(in_form)).await,
    }
}

fn in_header(request: &HttpRequest) -> Option<(TokenScheme, &str)> {
    dpop::access_token(request.headers().get(AUTHORIZATION)?.to_str().ok()?)
}

fn invalid_request(description: &str) -> HttpResponse {
    refuse(TokenScheme::Bearer, 400, "invalid_request", description)
}

async fn answer(
    api: &Api,
    request: &HttpRequest,
    tenant: &str,
    shown: Option<(TokenScheme, &str)>,
) -> Result<HttpResponse, Problem> {
    let tenant = api.tenant_of_path(tenant).await?;
    if request.headers().get_all(AUTHORIZATION).count() > 1 {
        return Ok(invalid_request("Authorization: expected only once"));
    }
    let Some(shown) = shown else {
        return Ok(HttpResponse::Unauthorized()
            .insert_header((WWW_AUTHENTICATE, dpop::open_challenge()))
            .json(OAuthError {
                error: "invalid_token",
                error_description: "send an access token in the header Authorization: Bearer"
                    .to_owned(),
            }));
    };
    let (scheme, token) = shown;
    let proof = dpop::proof_of(request);
    let presented = dpop::presented(shown, proof.as_ref(), request);
    let mut response = match api.provider.userinfo(&tenant, &presented).await {
        Ok(UserInfo::Json(claims)) => HttpResponse::Ok().json(claims),
        Ok(UserInfo::Signed(jwt)) => HttpResponse::Ok()
            .content_type("application/jwt")
            .body(jwt.reveal().to_owned()),
        Err(UserInfoError::Unavailable(storage)) => return Err(storage.into()),
        Err(error) => {
            let scheme = match &error {
                UserInfoError::Token(error) => dpop::scheme_after(error, scheme),
                _ => scheme,
            };
            refuse(scheme, error.status(), error.code(), &error.to_string())
        }
    };
    if let Some(origin) = cors::origin(request)
        && api
            .provider
            .is_page_with_token(&tenant.id, token, origin)
            .await?
    {
        cors::share(response.headers_mut(), origin);
    }
    Ok(response)
}

fn refuse(scheme: TokenScheme, code: u16, error: &'static str, description: &str) -> HttpResponse {
    let mut response = status(code);
    if code == 503 {
        response.insert_header((RETRY_AFTER, RETRY_AFTER_OUTAGE));
    }
    let challenge = dpop::challenge(scheme, error, description);
    response
        .insert_header((WWW_AUTHENTICATE, challenge))
        .json(OAuthError {
            error,
            error_description: description.to_owned(),
        })
}
