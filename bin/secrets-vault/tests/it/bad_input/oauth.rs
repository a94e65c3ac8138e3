//! Forms of the token endpoint, and access tokens.

use super::{assert_oauth, leaves_nothing, service};
use crate::harness::{App, Browser, REDIRECT_URI};

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
fn token_requests_that_cannot_be() {
    let (server, acme) = service();
    let app = acme.app("app", &[]);
    let browser = Browser::new();
    let good = form(&app);
    let token = app.endpoint("token");
    let secret = app.secret.as_deref().unwrap();
    leaves_nothing(&server, || {
        for (name, media_type, body, status, code) in [
            ("empty", FORM, vec![], 400, "invalid_request"),
            (
                "JSON",
                "application/json",
                b"{}".to_vec(),
                400,
                "invalid_request",
            ),
            (
                "65 KiB",
                FORM,
                vec![b'a'; 65 * 1024],
                400,
                "invalid_request",
            ),
            (
                "invalid UTF-8",
                FORM,
                format!("{good}&x=%ff").into(),
                400,
                "invalid_request",
            ),
            (
                "raw bytes",
                FORM,
                b"code=\xff\xfe".to_vec(),
                400,
                "invalid_request",
            ),
            (
                "a grant type twice",
                FORM,
                format!("{good}&grant_type=refresh_token").into(),
                400,
                "invalid_request",
            ),
            (
                "a code twice",
                FORM,
                format!("{good}&code=x").into(),
                400,
                "invalid_request",
            ),
            (
                "no grant type",
                FORM,
                good.replace("grant_type", "grant").into(),
                400,
                "invalid_request",
            ),
            (
                "another grant type",
                FORM,
                good.replace("authorization_code", "password").into(),
                400,
                "unsupported_grant_type",
            ),
            (
                "no code",
                FORM,
                good.replace("&code=", "&cod=").into(),
                400,
                "invalid_request",
            ),
            (
                "an unknown code",
                FORM,
                good.clone().into(),
                400,
                "invalid_grant",
            ),
            (
                "NUL in the code",
                FORM,
                good.replace("code=A", "code=%00").into(),
                400,
                "invalid_request",
            ),
            (
                "a wrong secret",
                FORM,
                good.replace(secret, &"A".repeat(43)).into(),
                401,
                "invalid_client",
            ),
            (
                "no secret",
                FORM,
                good.replace("client_secret", "secret").into(),
                401,
                "invalid_client",
            ),
            (
                "an unknown client",
                FORM,
                good.replace("client_id=app", "client_id=eve").into(),
                401,
                "invalid_client",
            ),
            (
                "NUL in the client",
                FORM,
                good.replace("client_id=app", "client_id=app%00").into(),
                400,
                "invalid_request",
            ),
        ] {
            assert_oauth(name, &browser.post(&token, media_type, body), status, code);
        }
        let both = [("content-type", FORM), ("authorization", "Basic YXBwOng=")];
        let answer = browser.send("POST", &token, &both, good.clone().into());
        assert_oauth("two methods at once", &answer, 400, "invalid_request");
        let nowhere = token.replace("/acme/", "/nowhere/");
        assert_oauth(
            "no tenant",
            &browser.post(&nowhere, FORM, good.clone()),
            404,
            "invalid_request",
        );
        let main = token.replace("/acme/", "/main/");
        assert_oauth(
            "another tenant",
            &browser.post(&main, FORM, good.clone()),
            401,
            "invalid_client",
        );
        let unnamed = browser.post(&server.at("/api/oidc/token"), FORM, good.clone());
        assert_oauth("no tenant named", &unnamed, 400, "invalid_request");
        let query = format!("{token}?{good}");
        assert_oauth(
            "a secret in the query",
            &browser.post(&query, FORM, ""),
            400,
            "invalid_request",
        );
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
            (401, Some("Bearer"))
        );
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
