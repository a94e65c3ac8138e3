//! All routes, and what every answer carries.

use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::{Next, from_fn};
use actix_web::rt::time::timeout;
use actix_web::web;
use tracing::info;

use crate::problem::Problem;
use crate::{
    Api, BODY_LIMIT, audit_events, auth, blocks, clients, dpop, health, keys, methods, oidc,
    openapi, passkeys, scim, sessions, sign_in_quality, tenants, users,
};

/// How long a request may take, its body included.
const REQUEST_LIMIT: Duration = Duration::from_secs(30);

/// Adds every route, and answers whatever fits none. The `pages` come under the same limits, headers
/// and log.
pub fn routes(
    api: web::Data<Api>,
    pages: impl FnOnce(&mut web::ServiceConfig),
) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        config
            .app_data(api)
            .app_data(web::PayloadConfig::new(BODY_LIMIT))
            .service(
                web::scope("")
                    // The last of these is the outermost.
                    .wrap(from_fn(methods::head_as_get))
                    .wrap(from_fn(bound))
                    .wrap(from_fn(default_headers))
                    .wrap(from_fn(log))
                    .wrap(from_fn(dpop::give_nonce))
                    // A request is compared with one route after the other: those that are asked most come first.
                    .configure(oidc::routes)
                    .configure(scim::routes)
                    .service(health::live)
                    .service(health::ready)
                    .service(openapi::openapi_json)
                    .configure(auth::routes)
                    .configure(users::routes)
                    .configure(sessions::routes)
                    .configure(blocks::routes)
                    .configure(audit_events::routes)
                    .service(sign_in_quality::get_sign_in_quality)
                    .configure(keys::routes)
                    .configure(tenants::routes)
                    .configure(clients::routes)
                    .configure(passkeys::routes)
                    .configure(pages)
                    .default_service(web::to(methods::nothing)),
            );
    }
}

/// Nothing is cached, framed, sniffed or told to other sites, unless an answer says otherwise.
async fn default_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let api = request.app_data::<web::Data<Api>>();
    let is_secure = api.is_some_and(|api| api.settings.cookies().is_secure);
    let outcome = next.call(request).await;
    amend(outcome, move |headers| {
        let defaults = [
            (CACHE_CONTROL, "no-store"),
            (
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; frame-ancestors 'none'",
            ),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (X_FRAME_OPTIONS, "DENY"),
        ];
        let by_https_only = is_secure.then_some((
            STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        ));
        for (name, value) in defaults.into_iter().chain(by_https_only) {
            if !headers.contains_key(&name) {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
    })
}

/// One line per request. Queries are left out: they may carry a code.
async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let start = Instant::now();
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let outcome = next.call(request).await;
    let status = match &outcome {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    let millis = start.elapsed().as_secs_f64() * 1000.0;
    info!(%method, path, status = status.as_u16(), millis, "request");
    outcome
}

/// Changes the headers of an answer, whether or not a handler gave it.
pub(crate) fn amend<B>(
    outcome: Result<ServiceResponse<B>, actix_web::Error>,
    change: impl Fn(&mut HeaderMap) + 'static,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    match outcome {
        Ok(mut response) => {
            change(response.headers_mut());
            Ok(response)
        }
        // The request is gone, and without it there is no response yet: the error will be made one.
        Err(mut error) => {
            error.add_response_mapper(move |mut answer| {
                change(answer.headers_mut());
                answer
            });
            Err(error)
        }
    }
}

/// Ends a request whose body comes too slowly, or that waits too long for storage.
async fn bound(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    within(REQUEST_LIMIT, next.call(request)).await
}

async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, actix_web::Error>>,
) -> Result<T, actix_web::Error> {
    let status = StatusCode::REQUEST_TIMEOUT;
    let late = |_| Problem::refused(status, "the request took too long; try again");
    timeout(limit, answer).await.map_err(late)?
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use actix_web::dev::Service as _;
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App, HttpResponse};

    use super::*;

    async fn bound_shortly(
        request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
        within(Duration::from_millis(10), next.call(request)).await
    }

    #[actix_web::test]
    async fn what_takes_too_long_is_answered_with_all_headers() {
        let scope = web::scope("")
            .wrap(from_fn(bound_shortly))
            .wrap(from_fn(default_headers))
            .wrap(from_fn(log))
            .wrap(from_fn(dpop::give_nonce))
            .default_service(web::to(pending::<HttpResponse>));
        let service = init_service(App::new().service(scope)).await;
        let request = TestRequest::get().uri("/slow").to_request();
        let error = service.call(request).await.err().unwrap();
        let answer = error.error_response();
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
        for (name, value) in [
            ("content-type", "application/problem+json"),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.headers().get(name).unwrap(), value);
        }
        assert!(answer.headers().contains_key("content-security-policy"));
    }
}
