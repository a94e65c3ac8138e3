//! Pages of other origins: what they may ask, and which of them may read the answer (the CORS protocol of
//! the Fetch standard).
//!
//! Public documents are for everybody. The token, userinfo and revocation endpoints let those pages read an
//! answer that lie where the client wants its browsers back. No cookie counts at any of them.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use actix_web::{HttpRequest, HttpResponse, routes};

/// Says what pages may ask. A preflight names no client, so it is answered to all of them alike; whether
/// the page may read the answer is said with the answer.
#[routes]
#[options("/.well-known/oauth-authorization-server/api/oidc/{tenant_id}")]
#[options("/api/oidc/token")]
#[options("/api/oidc/token/{tenant_id}")]
pub(crate) async fn preflight() -> HttpResponse {
    allowance()
}

/// The same below the issuer.
#[routes]
#[options("/.well-known/openid-configuration")]
#[options("/.well-known/jwks")]
#[options("/token")]
#[options("/userinfo")]
#[options("/revoke")]
pub(crate) async fn preflight_of_tenant() -> HttpResponse {
    allowance()
}

fn allowance() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"))
        .insert_header((
            ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, DPoP",
        ))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "7200"))
        .finish()
}

/// The origin of the page that asks, if one does.
pub(super) fn origin(request: &HttpRequest) -> Option<&str> {
    request.headers().get(ORIGIN)?.to_str().ok()
}

/// Lets pages of `origin` read the answer.
pub(super) fn share(headers: &mut HeaderMap, origin: &str) {
    // It came as a header value.
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(VARY, HeaderValue::from_static("Origin"));
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("WWW-Authenticate, DPoP-Nonce"),
        );
    }
}
