//! Which methods a path has: HEAD wherever there is GET; and what is said to whoever asks by another one (RFC 9110,
//! section 15.5.6).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use actix_web::body::MessageBody;
use actix_web::dev::{ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::openapi::DOCUMENT;
use crate::problem::Problem;

static PATHS: LazyLock<Vec<(ResourceDef, Vec<&'static str>)>> = LazyLock::new(|| {
    // It is ours: if it could not be read, no test would pass.
    let described: Described = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let with_methods = |(path, item): (String, PathItem)| (ResourceDef::new(path), of(&item));
    described.paths.into_iter().map(with_methods).collect()
});

/// What there is to do at each path.
#[derive(Default, Deserialize)]
struct Described {
    paths: BTreeMap<String, PathItem>,
}

#[derive(Deserialize)]
struct PathItem {
    delete: Option<IgnoredAny>,
    get: Option<IgnoredAny>,
    patch: Option<IgnoredAny>,
    post: Option<IgnoredAny>,
    put: Option<IgnoredAny>,
}

/// The answer to what no route has taken: 405 with `Allow` if another method would be served, or else 404.
pub(crate) async fn nothing(request: HttpRequest) -> HttpResponse {
    let others = allowed(request.path());
    // A path that only looks like one of a tenant has that method in the description, and nothing behind it.
    if others.is_none_or(|methods| methods.contains(&request.method().as_str())) {
        let detail = "there is nothing here";
        return Problem::refused(StatusCode::NOT_FOUND, detail).error_response();
    }
    let detail = "this cannot be done here";
    let answer = Problem::refused(StatusCode::METHOD_NOT_ALLOWED, detail).error_response();
    with_allow(answer, &request)
}

/// What a request has that was sent by HEAD, and is answered as GET.
pub(crate) struct SentByHead;

/// Answers HEAD as GET, of which the web server sends the head alone (RFC 9110, section 9.3.2).
pub(crate) async fn head_as_get(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(SentByHead);
    }
    next.call(request).await
}

/// The answer with `Allow`, if there is something else to do at its path.
pub(crate) fn with_allow(mut answer: HttpResponse, request: &HttpRequest) -> HttpResponse {
    let allowed = allowed(request.path()).map(|methods| HeaderValue::from_str(&methods.join(", ")));
    if let Some(Ok(allowed)) = allowed {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
}

/// Of several descriptions that fit, the one with the fewest parts left open is meant, and of several such, the one that
/// says more at its beginning: it is first in their order.
fn allowed(path: &str) -> Option<&'static [&'static str]> {
    let of_path = PATHS.iter().filter(|(pattern, _)| pattern.is_match(path));
    let open_parts = |pattern: &ResourceDef| pattern.pattern().map(|it| it.matches('{').count());
    let closest = of_path.min_by_key(|(pattern, _)| open_parts(pattern));
    closest.map(|(_, methods)| methods.as_slice())
}

fn of(item: &PathItem) -> Vec<&'static str> {
    let methods = [
        ("DELETE", &item.delete),
        ("GET", &item.get),
        // As GET, without the body.
        ("HEAD", &item.get),
        ("PATCH", &item.patch),
        ("POST", &item.post),
        ("PUT", &item.put),
    ];
    let served = methods.into_iter().filter(|(_, served)| served.is_some());
    served.map(|(method, _)| method).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_those_of_the_closest_description() {
        let user = allowed("/api/tenants/acme/users/ada");
        assert_eq!(user, Some(["DELETE", "GET", "HEAD", "PUT"].as_slice()));
        let batch = allowed("/api/tenants/acme/users/batch");
        assert_eq!(batch, Some(["POST"].as_slice()));
        let token = allowed("/api/oidc/token/userinfo");
        assert_eq!(token, Some(["POST"].as_slice()));
        assert_eq!(allowed("/api/tenants/acme/users/ada/more"), None);
        assert_eq!(allowed("/"), None);
    }
}
