//! Forms of the token endpoint, and access tokens.

use super::{assert_oauth, leaves_nothing, service};
use crate::harness::{App, Browser, CHALLENGE, REDIRECT_URI};

const FORM: &str = "application/x-www-form-urlencoded";

/// The form of a good request, but for its code.
fn form(app: &App) -> String {
    let secret = app.secret.as_deref().unwrap();
    let code = "A".repeat(43);
    format!(
        "grant_type=authorization_code&client_id={}&client_secret={secret}&code={code}&redirect_uri={REDIRECT_URI}",
        app.client_id
    )
}

#[test]
fn forms_that_cannot_be_read() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let (browser, good) = (Browser::new(), form(&app));
    leaves_nothing(&server, || {
        for (name, media_type, body, status) in [
            ("empty", FORM, vec![], 400),
            ("JSON", "application/json", b"{}".to_vec(), 400),
            ("65 KiB", FORM, vec![b'a'; 65 * 1024], 413),
            ("invalid UTF-8", FORM, format!("{good}&x=%ff").into(), 400),
            ("raw bytes", FORM, b"code=\xff\xfe".to_vec(), 400),
        ] {
            for endpoint in [
                "token",
                "par",
                "introspect",
                "revoke",
                "device_authorization",
            ] {
                let answer = browser.post(&app.endpoint(endpoint), media_type, body.clone());
                let name = format!("{name} at {endpoint}");
                assert_oauth(&name, &answer, status, "invalid_request");
            }
        }
    });
}

#[test]
fn grants_that_cannot_be() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let (browser, good) = (Browser::new(), form(&app));
    leaves_nothing(&server, || {
        for (name, body, code) in [
            (
                "a grant type twice",
                format!("{good}&grant_type=x"),
                "invalid_request",
            ),
            ("a code twice", format!("{good}&code=x"), "invalid_request"),
            (
                "no grant type",
                good.replace("grant_type", "grant"),
                "invalid_request",
            ),
            (
                "a password",
                good.replace("authorization_code", "password"),
                "unsupported_grant_type",
            ),
            (
                "no code",
                good.replace("&code=", "&cod="),
                "invalid_request",
            ),
            ("an unknown code", good.clone(), "invalid_grant"),
            (
                "half a code",
                good.replace("code=AAAA", "code="),
                "invalid_grant",
            ),
            (
                "NUL in the code",
                good.replace("code=A", "code=%00"),
                "invalid_request",
            ),
        ] {
            let answer = browser.post(&app.endpoint("token"), FORM, body);
            assert_oauth(name, &answer, 400, code);
        }
    });
}

#[test]
fn clients_that_do_not_authenticate() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let (browser, good) = (Browser::new(), form(&app));
    let token = app.endpoint("token");
    let secret = app.secret.as_deref().unwrap();
    leaves_nothing(&server, || {
        for (name, body) in [
            ("a wrong secret", good.replace(secret, &"A".repeat(43))),
            ("no secret", good.replace("client_secret", "secret")),
            (
                "an unknown client",
                good.replace("client_id=app", "client_id=eve"),
            ),
        ] {
            assert_oauth(
                name,
                &browser.post(&token, FORM, body),
                401,
                "invalid_client",
            );
        }
        let nul = good.replace("client_id=app", "client_id=app%00");
        assert_oauth(
            "NUL",
            &browser.post(&token, FORM, nul),
            400,
            "invalid_request",
        );
        let main = token.replace("/acme/", "/main/");
        let answer = browser.post(&main, FORM, good.clone());
        assert_oauth("another tenant", &answer, 401, "invalid_client");
        let both = [("content-type", FORM), ("authorization", "Basic YXBwOng=")];
        let answer = browser.send("POST", &token, &both, good.clone().into());
        assert_oauth("two methods at once", &answer, 400, "invalid_request");
        let query = format!("{token}?{good}");
        let answer = browser.post(&query, FORM, "");
        assert_oauth("a secret in the query", &answer, 400, "invalid_request");
    });
}

#[test]
fn token_requests_in_no_tenant() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let (browser, good) = (Browser::new(), form(&app));
    leaves_nothing(&server, || {
        let nowhere = server.at("/api/oidc/nowhere/token");
        let answer = browser.post(&nowhere, FORM, good.clone());
        assert_oauth("no such tenant", &answer, 404, "invalid_request");
        let answer = browser.post(&server.at("/api/oidc/token"), FORM, good.clone());
        assert_oauth("no tenant named", &answer, 400, "invalid_request");
        let impossible = format!("{good}&tenant_id=NO!");
        let answer = browser.post(&server.at("/api/oidc/token"), FORM, impossible);
        assert_oauth("no name of a tenant", &answer, 400, "invalid_request");
    });
}

#[test]
fn access_tokens_that_are_none() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let browser = Browser::new();
    let userinfo = app.endpoint("userinfo");
    leaves_nothing(&server, || {
        let without = browser.get(&userinfo);
        assert_eq!(
            (without.status, without.header("www-authenticate")),
            (401, Some(CHALLENGE))
        );
        for (name, media_type, form) in [
            ("no UTF-8", FORM, "access_token=x&x=%ff"),
            (
                "white space",
                "application/x-www-form-urlencoded ; charset=utf-8",
                "access_token=x&access_token=x",
            ),
        ] {
            let answer = browser.post(&userinfo, media_type, form);
            assert_oauth(name, &answer, 400, "invalid_request");
        }
        for token in [
            "x",
            "a.b.c",
            // {"alg":"none"}.{"sub":"ada"}.
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
            // {"alg":"HS256"}.{"sub":"ada"}.x
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.eA",
            &"A".repeat(7_000),
        ] {
            let authorization = format!("Bearer {token}");
            let headers = [("authorization", authorization.as_str())];
            let answer = browser.send("GET", &userinfo, &headers, Vec::new());
            assert_oauth(token, &answer, 401, "invalid_token");
            let challenge = answer.header("www-authenticate").unwrap();
            assert!(
                challenge.starts_with("Bearer error=\"invalid_token\""),
                "{challenge}"
            );
        }
    });
}
