//! Queries, paths and methods.

use serde_json::json;

use super::{assert_field, leaves_nothing, service};
use crate::harness::{App, Browser};

#[test]
fn queries_of_the_sign_in_api() {
    let (server, acme) = service();
    let other = server.tenant("other", &[]);
    let browser = Browser::new();
    let (_, page) = acme.app("app", &[]).open_sign_in_page(&browser);
    let request = &page.auth_req_id;
    leaves_nothing(&server, || {
        for (name, query, field) in [
            ("no tenant", String::new(), "tenant_id"),
            (
                "a foreign tenant",
                "?tenant_id=nowhere".to_owned(),
                "tenant_id",
            ),
            (
                "no name of a tenant",
                "?tenant_id=No%20where".to_owned(),
                "tenant_id",
            ),
            ("NUL", "?tenant_id=acme%00".to_owned(), "tenant_id"),
            ("invalid UTF-8", "?tenant_id=%ff".to_owned(), "tenant_id"),
            (
                "twice",
                "?tenant_id=acme&tenant_id=acme".to_owned(),
                "tenant_id",
            ),
            (
                "two tenants",
                format!("?auth_req_id={request}&tenant_id=other"),
                "tenant_id",
            ),
        ] {
            let url = server.at(&format!("/api/auth/challenge{query}"));
            let form = json!({"username": "ada", "cipherKey": "x"});
            assert_field(
                name,
                &browser.post_json(&url, &form),
                422,
                &["query", field],
            );
        }
        let sign_in = |query: &str| browser.get(&server.at(&format!("/api/auth/sign-in{query}")));
        assert_field("empty", &sign_in(""), 422, &["query", "oid_nonce"]);
        let short = format!("?oid_nonce=x&auth_req_id={request}");
        assert_field("short", &sign_in(&short), 422, &["query", "oid_nonce"]);
        let unknown = format!("?oid_nonce={}&auth_req_id={request}", "A".repeat(43));
        assert_eq!(sign_in(&unknown).status, 401);
        assert_ne!(other.id, page.tenant);
    });
}

#[test]
fn paths_and_methods_that_there_are_not() {
    let (server, _) = service();
    let browser = Browser::new();
    leaves_nothing(&server, || {
        for (method, path, status) in [
            ("GET", "/nothing", 404),
            ("GET", "/api/auth/challenge", 405),
            ("DELETE", "/api/auth/register", 405),
            ("GET", "/api/oidc/token/userinfo", 405),
            ("GET", "/api/oidc/logout/userinfo", 404),
            ("GET", "/api/oidc/token/.well-known/jwks", 404),
            (
                "GET",
                "/api/oidc/nowhere/.well-known/openid-configuration",
                404,
            ),
            ("GET", "/api/oidc/no%20where/.well-known/jwks", 404),
            ("GET", "/api/oidc/nowhere/authorize", 404),
            ("GET", "/api/oidc/acme%2f..%2fmain/authorize", 404),
            ("GET", "/api/oidc/nowhere/userinfo", 404),
        ] {
            let answer = browser.send(method, &server.at(path), &[], Vec::new());
            assert_eq!(answer.status, status, "{method} {path}: {answer}");
            let media_type = answer.header("content-type").unwrap();
            assert_eq!(media_type, "application/problem+json", "{method} {path}");
            let problem = answer.json();
            assert_eq!(problem["status"], status, "{method} {path}");
            assert!(
                !problem["detail"].as_str().unwrap().is_empty(),
                "{method} {path}"
            );
        }
    });
}

#[test]
fn a_head_is_that_of_the_whole_answer() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let browser = Browser::new();
    for (url, status) in [
        (app.endpoint(".well-known/openid-configuration"), 200),
        (app.endpoint(".well-known/jwks"), 200),
        (server.at("/health/live"), 200),
        (app.endpoint("userinfo"), 401),
        (app.endpoint("token"), 405),
        (server.at("/nothing"), 404),
    ] {
        let ask = |method| browser.send(method, &url, &[], Vec::new());
        let (head, whole) = (ask("HEAD"), ask("GET"));
        assert_eq!((head.status, whole.status), (status, status), "{url}");
        assert!(head.body.is_empty() && !whole.body.is_empty(), "{url}");
        for name in ["content-length", "content-type", "etag", "allow"] {
            assert_eq!(head.header(name), whole.header(name), "{name} of {url}");
        }
    }
    let refused = browser.send("PUT", &app.endpoint("userinfo"), &[], Vec::new());
    assert_eq!(refused.header("allow"), Some("GET, HEAD, POST"));
}

/// Before client and redirect URI are proven, nobody is sent anywhere.
#[test]
fn authorization_requests_that_prove_nothing() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let browser = Browser::new();
    leaves_nothing(&server, || {
        for (name, url) in [
            ("nothing", app.endpoint("authorize")),
            ("an unknown client", changed(&app, "client_id", "eve")),
            (
                "another tenant's path",
                app.authorization_url().as_str().replace("/acme/", "/main/"),
            ),
            (
                "another redirect URI",
                changed(&app, "redirect_uri", "https://evil.example/back"),
            ),
            (
                "a longer redirect URI",
                changed(&app, "redirect_uri", "http://127.0.0.1:9/back/"),
            ),
            (
                "one with a user",
                changed(&app, "redirect_uri", "http://127.0.0.1:9@evil.example/"),
            ),
            (
                "a script",
                changed(&app, "redirect_uri", "javascript:alert(1)"),
            ),
            (
                "client_id twice",
                format!("{}&client_id=eve", app.authorization_url()),
            ),
            (
                "invalid UTF-8",
                format!("{}&x=%ff", app.authorization_url()),
            ),
            (
                "no sign-in either",
                changed(&app, "redirect_uri", "https://evil.example/") + "&prompt=none",
            ),
        ] {
            let answer = browser.get(&url);
            assert_eq!(answer.status, 400, "{name}: {answer}");
            assert_eq!(answer.header("location"), None, "{name}");
            assert!(answer.header("set-cookie").is_none(), "{name}");
        }
    });
}

/// From then on errors go back to the client.
#[test]
fn authorization_requests_that_cannot_be_served() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let browser = Browser::new();
    leaves_nothing(&server, || {
        for (name, url, error) in [
            (
                "an implicit flow",
                changed(&app, "response_type", "token"),
                "unsupported_response_type",
            ),
            (
                "plain PKCE",
                changed(&app, "code_challenge_method", "plain"),
                "invalid_request",
            ),
            (
                "a short challenge",
                changed(&app, "code_challenge", "abc"),
                "invalid_request",
            ),
            (
                "a foreign scope",
                changed(&app, "scope", "admin"),
                "invalid_scope",
            ),
            (
                "nobody signed in",
                format!("{}&prompt=none", app.authorization_url()),
                "login_required",
            ),
            (
                "scope twice",
                format!("{}&scope=openid", app.authorization_url()),
                "invalid_request",
            ),
            (
                "a request object",
                format!("{}&request=e30.e30.", app.authorization_url()),
                "request_not_supported",
            ),
        ] {
            let answer = browser.get(&url);
            assert_eq!(answer.status, 303, "{name}: {answer}");
            assert_eq!(answer.location_value("error"), error, "{name}: {answer:?}");
            assert_eq!(answer.location_value("state"), "the-state", "{name}");
            assert_eq!(answer.location_value("iss"), acme.issuer(), "{name}");
        }
    });
}

/// The application's authorization URL with another value for one parameter.
fn changed(app: &App, name: &str, value: &str) -> String {
    let mut url = app.authorization_url();
    let pairs: Vec<_> = url
        .query_pairs()
        .map(|(key, old)| {
            let value = if key == name {
                value.to_owned()
            } else {
                old.into_owned()
            };
            (key.into_owned(), value)
        })
        .collect();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    url.into()
}
