//! The profiles Basic OP and Form Post OP: each module is tried with an answer in the query and in a form.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::Mode;
use super::provider::{Provider, id_token};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const ISSUER: &str = "http://localhost:8080/api/oidc/acme";

/// One test of each module in each mode.
macro_rules! modules {
    ($($module:ident)*) => {
        mod query {
            $(#[actix_web::test] async fn $module() { super::$module(super::Mode::Default).await; })*
        }
        mod form_post {
            $(#[actix_web::test] async fn $module() { super::$module(super::Mode::FormPost).await; })*
        }
    };
}

modules! {
    server server_client_secret_post response_type_missing idtoken_signature
    userinfo_get userinfo_post_header userinfo_post_body ensure_request_without_nonce_succeeds
    scope_profile scope_email scope_all scopes_address_and_phone
    display prompt_login prompt_none_not_logged_in prompt_none_logged_in max_age_1 max_age_10000
    unknown_parameter id_token_hint_of_the_same_person login_hint locales acr_values
    codereuse codereuse_after_30_seconds unregistered_redirect_uri post_request request_objects
    claims_essential refresh_token valid_pkce alternate_happy_flow
}

async fn server(mode: Mode) {
    let op = Provider::new(mode).await;
    let tokens = op.redeem(&op.sign_in(&mut op.browser(), &[]).await).await;
    let claims = id_token(&tokens, 1);
    let now = op.app.now();
    for (name, expected) in [
        ("iss", json!(ISSUER)),
        ("aud", json!("first")),
        ("nonce", json!("the-nonce")),
        ("iat", json!(now)),
        ("auth_time", json!(now)),
    ] {
        assert_eq!(claims[name], expected, "{name}");
    }
    assert!(claims["exp"].as_i64().unwrap() > now && claims["at_hash"].is_string());
    let sub = claims["sub"].as_str().unwrap();
    assert!((1..=255).contains(&sub.len()) && sub.is_ascii());
    assert_eq!(tokens.text("token_type"), "Bearer");
    assert_eq!(tokens.header("cache-control"), Some("no-store"));
    assert_eq!(op.userinfo(&tokens).await.text("sub"), sub);
}

async fn server_client_secret_post(mode: Mode) {
    let op = Provider::new(mode).await;
    let values = op.sign_in(&mut op.browser(), &[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", values["code"].as_str()),
        ("redirect_uri", crate::app::CALLBACK),
        ("client_secret", op.client.secret.as_deref().unwrap()),
    ];
    assert_eq!(op.client.token(&fields).await.status, StatusCode::OK);
}

async fn response_type_missing(mode: Mode) {
    let op = Provider::new(mode).await;
    let answer = op.visit(&mut op.browser(), &[("response_type", "")]).await;
    assert_eq!(op.values(&answer)["error"], "invalid_request");
}

async fn idtoken_signature(mode: Mode) {
    let op = Provider::new(mode).await;
    let tokens = op.redeem(&op.sign_in(&mut op.browser(), &[]).await).await;
    let header = id_token(&tokens, 0);
    assert_eq!(header["alg"], "RS256");
    let keys = op
        .app
        .send(TestRequest::get().uri("/api/oidc/acme/.well-known/jwks"))
        .await;
    let keys = keys.json()["keys"].take();
    let mut named = keys
        .as_array()
        .unwrap()
        .iter()
        .filter(|key| key["kid"] == header["kid"]);
    assert_eq!(named.next().unwrap()["kty"], "RSA");
    assert!(named.next().is_none());
}

async fn userinfo_get(mode: Mode) {
    let op = Provider::new(mode).await;
    let tokens = op.redeem(&op.sign_in(&mut op.browser(), &[]).await).await;
    let told = op.userinfo(&tokens).await;
    assert_eq!(told.header("content-type"), Some("application/json"));
    assert_eq!(told.json()["sub"], id_token(&tokens, 1)["sub"]);
}

async fn userinfo_post_header(mode: Mode) {
    let op = Provider::new(mode).await;
    let tokens = op.redeem(&op.sign_in(&mut op.browser(), &[]).await).await;
    let bearer = format!("Bearer {}", tokens.text("access_token"));
    // Without a body there is no media type.
    let asked = TestRequest::post().uri("/api/oidc/acme/userinfo");
    let told = op
        .app
        .send(asked.insert_header(("authorization", bearer)))
        .await;
    assert_eq!(told.text("sub"), id_token(&tokens, 1)["sub"]);
}

async fn userinfo_post_body(mode: Mode) {
    let op = Provider::new(mode).await;
    let tokens = op.redeem(&op.sign_in(&mut op.browser(), &[]).await).await;
    let form = [("access_token", tokens.text("access_token"))];
    let asked = TestRequest::post().uri("/api/oidc/acme/userinfo");
    let told = op.app.send(asked.set_form(form)).await;
    assert_eq!(told.text("sub"), id_token(&tokens, 1)["sub"]);
}

async fn ensure_request_without_nonce_succeeds(mode: Mode) {
    let op = Provider::new(mode).await;
    let values = op.sign_in(&mut op.browser(), &[("nonce", "")]).await;
    assert_eq!(id_token(&op.redeem(&values).await, 1)["nonce"], Value::Null);
}

/// The claims of the userinfo answer to a request with that scope, beside `sub`.
async fn claims_of(mode: Mode, scope: &str) -> Vec<String> {
    let op = Provider::new(mode).await;
    let values = op.sign_in(&mut op.browser(), &[("scope", scope)]).await;
    let told = op.userinfo(&op.redeem(&values).await).await.json();
    let mut names: Vec<_> = told.as_object().unwrap().keys().cloned().collect();
    names.retain(|name| name != "sub");
    names.sort();
    names
}

async fn scope_profile(mode: Mode) {
    let names = claims_of(mode, "openid profile").await;
    assert!(
        names.contains(&"preferred_username".to_owned()),
        "{names:?}"
    );
    assert!(names.contains(&"updated_at".to_owned()), "{names:?}");
}

async fn scope_email(mode: Mode) {
    let names = claims_of(mode, "openid email").await;
    assert_eq!(names, ["email", "email_verified"]);
}

async fn scope_all(mode: Mode) {
    let names = claims_of(mode, "openid profile email address phone").await;
    for name in ["email", "preferred_username"] {
        assert!(names.contains(&name.to_owned()), "{names:?}");
    }
}

async fn scopes_address_and_phone(mode: Mode) {
    let op = Provider::new(mode).await;
    op.provision(json!([
        { "op": "add", "path": "addresses", "value": [{ "locality": "London", "country": "GB" }] },
        { "op": "add", "path": "phoneNumbers", "value": [{ "value": "+44 20 7946 0000" }] },
    ]))
    .await;
    for (scope, expected) in [
        (
            "openid address",
            json!({ "address": { "locality": "London", "country": "GB" } }),
        ),
        (
            "openid phone",
            json!({ "phone_number": "+44 20 7946 0000", "phone_number_verified": false }),
        ),
    ] {
        let values = op.sign_in(&mut op.browser(), &[("scope", scope)]).await;
        let mut told = op.userinfo(&op.redeem(&values).await).await.json();
        told.as_object_mut().unwrap().remove("sub");
        assert_eq!(told, expected, "{scope}");
        op.wait(1);
    }
}

async fn display(mode: Mode) {
    for display in ["page", "popup"] {
        let op = Provider::new(mode).await;
        op.sign_in(&mut op.browser(), &[("display", display)]).await;
    }
}

async fn prompt_login(mode: Mode) {
    let op = Provider::new(mode).await;
    let mut browser = op.browser();
    let first = id_token(&op.redeem(&op.sign_in(&mut browser, &[]).await).await, 1);
    op.wait(1);
    let again = op.sign_in(&mut browser, &[("prompt", "login")]).await;
    let second = id_token(&op.redeem(&again).await, 1);
    assert_eq!(first["sub"], second["sub"]);
    assert!(second["auth_time"].as_i64() > first["auth_time"].as_i64());
}

async fn prompt_none_not_logged_in(mode: Mode) {
    let op = Provider::new(mode).await;
    let answer = op.visit(&mut op.browser(), &[("prompt", "none")]).await;
    assert_eq!(op.values(&answer)["error"], "login_required");
}

/// Signs in, asks again with `changes`, which must be answered at once, and gives both ID tokens.
async fn at_once(mode: Mode, changes: &[(&'static str, &str)]) -> (Value, Value) {
    let op = Provider::new(mode).await;
    let mut browser = op.browser();
    let first = op
        .redeem(&op.sign_in(&mut browser, &[("max_age", "15000")]).await)
        .await;
    op.wait(5);
    let hint = first.text("id_token");
    let changes: Vec<_> = changes
        .iter()
        .map(|(name, value)| {
            (
                *name,
                if *value == "hint" {
                    hint.as_str()
                } else {
                    value
                },
            )
        })
        .collect();
    let answer = op.visit(&mut browser, &changes).await;
    let second = op.redeem(&op.values(&answer)).await;
    (id_token(&first, 1), id_token(&second, 1))
}

async fn prompt_none_logged_in(mode: Mode) {
    let (first, second) = at_once(mode, &[("prompt", "none")]).await;
    assert_eq!(
        (&first["sub"], &first["auth_time"]),
        (&second["sub"], &second["auth_time"])
    );
}

async fn max_age_10000(mode: Mode) {
    let (first, second) = at_once(mode, &[("max_age", "10000")]).await;
    assert_eq!(
        (&first["sub"], &first["auth_time"]),
        (&second["sub"], &second["auth_time"])
    );
}

async fn id_token_hint_of_the_same_person(mode: Mode) {
    let (first, second) = at_once(mode, &[("prompt", "none"), ("id_token_hint", "hint")]).await;
    assert_eq!(
        (&first["sub"], &first["auth_time"]),
        (&second["sub"], &second["auth_time"])
    );
}

async fn max_age_1(mode: Mode) {
    let op = Provider::new(mode).await;
    let mut browser = op.browser();
    let first = id_token(&op.redeem(&op.sign_in(&mut browser, &[]).await).await, 1);
    op.wait(2);
    let again = op.sign_in(&mut browser, &[("max_age", "1")]).await;
    let second = id_token(&op.redeem(&again).await, 1);
    assert!(second["auth_time"].as_i64() > first["auth_time"].as_i64());
}

async fn unknown_parameter(mode: Mode) {
    let op = Provider::new(mode).await;
    op.sign_in(&mut op.browser(), &[("extra", "foobar")]).await;
}

async fn login_hint(mode: Mode) {
    let op = Provider::new(mode).await;
    for hint in ["buffy@localhost", "ada"] {
        op.sign_in(&mut op.browser(), &[("login_hint", hint)]).await;
    }
}

async fn locales(mode: Mode) {
    let op = Provider::new(mode).await;
    for parameter in ["ui_locales", "claims_locales"] {
        op.sign_in(&mut op.browser(), &[(parameter, "se")]).await;
    }
}

async fn acr_values(mode: Mode) {
    let op = Provider::new(mode).await;
    let wanted = [("acr_values", "keepic keepic-pin")];
    let tokens = op
        .redeem(&op.sign_in(&mut op.browser(), &wanted).await)
        .await;
    let acr = id_token(&tokens, 1)["acr"].take();
    assert!(["keepic", "keepic-pin"].contains(&acr.as_str().unwrap()));
}

async fn codereuse(mode: Mode) {
    let op = Provider::new(mode).await;
    let values = op.sign_in(&mut op.browser(), &[]).await;
    assert_eq!(op.redeem(&values).await.status, StatusCode::OK);
    assert_eq!(op.redeem(&values).await.text("error"), "invalid_grant");
}

async fn codereuse_after_30_seconds(mode: Mode) {
    let op = Provider::new(mode).await;
    let values = op.sign_in(&mut op.browser(), &[]).await;
    let tokens = op.redeem(&values).await;
    op.wait(30);
    assert_eq!(op.redeem(&values).await.text("error"), "invalid_grant");
    let told = op.userinfo(&tokens).await;
    assert_eq!(
        told.status,
        StatusCode::UNAUTHORIZED,
        "what it gave is revoked"
    );
}

async fn unregistered_redirect_uri(mode: Mode) {
    let op = Provider::new(mode).await;
    let elsewhere = [("redirect_uri", "https://app.example/callback/elsewhere")];
    let answer = op.visit(&mut op.browser(), &elsewhere).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::BAD_REQUEST, None)
    );
}

async fn post_request(mode: Mode) {
    let op = Provider::new(mode).await;
    let mut browser = op.browser();
    let form = TestRequest::post().uri("/api/oidc/acme/authorize");
    let sent_on = browser.send(form.set_form(op.request(&[]))).await;
    let location = sent_on.location();
    let path = &location[url::Position::BeforePath..];
    let answer = browser.get(path).await;
    let answer = op.sign_in_after(&mut browser, &answer).await;
    assert_eq!(op.redeem(&op.values(&answer)).await.status, StatusCode::OK);
}

async fn request_objects(mode: Mode) {
    let op = Provider::new(mode).await;
    // {"alg":"none"}.{"redirect_uri":"https://app.example/callback"}.
    let object =
        "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2FwcC5leGFtcGxlL2NhbGxiYWNrIn0.";
    for (parameter, value, error) in [
        ("request", object, "request_not_supported"),
        (
            "request_uri",
            "https://app.example/request.jwt",
            "request_uri_not_supported",
        ),
    ] {
        let answer = op.visit(&mut op.browser(), &[(parameter, value)]).await;
        assert_eq!(op.values(&answer)["error"], error);
    }
    let both = [
        ("request", object),
        ("redirect_uri", "https://app.example/other"),
    ];
    let answer = op.visit(&mut op.browser(), &both).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::BAD_REQUEST, None)
    );
}

async fn claims_essential(mode: Mode) {
    let op = Provider::new(mode).await;
    let claims = "{\r\n\t\"userinfo\": {\"name\": {\"essential\": true}}\n}";
    let values = op.sign_in(&mut op.browser(), &[("claims", claims)]).await;
    assert_eq!(
        op.userinfo(&op.redeem(&values).await).await.status,
        StatusCode::OK
    );
}

async fn refresh_token(mode: Mode) {
    let op = Provider::new(mode).await;
    let scope = [("scope", "openid offline_access")];
    let first = op
        .redeem(&op.sign_in(&mut op.browser(), &scope).await)
        .await;
    let of_first = id_token(&first, 1);
    op.wait(1);
    let stolen = op.refresh(&op.other, &first.text("refresh_token")).await;
    assert_eq!(
        stolen.text("error"),
        "invalid_grant",
        "it is bound to its client"
    );
    let second = op.refresh(&op.client, &first.text("refresh_token")).await;
    let of_second = id_token(&second, 1);
    for same in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(of_first[same], of_second[same], "{same}");
    }
    assert!(of_second["iat"].as_i64() > of_first["iat"].as_i64());
    assert_ne!(first.text("access_token"), second.text("access_token"));
    assert_eq!(op.userinfo(&second).await.status, StatusCode::OK);
}

async fn valid_pkce(mode: Mode) {
    let op = Provider::new(mode).await;
    let pkce = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let values = op.sign_in(&mut op.browser(), &pkce).await;
    assert_eq!(
        op.redeem_with_verifier(&values).await.status,
        StatusCode::OK
    );
}

async fn alternate_happy_flow(mode: Mode) {
    let op = Provider::new(mode).await;
    let mut fields = op.request(&[("scope", "email profile openid")]);
    fields.reverse();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let mut browser = op.browser();
    let answer = browser
        .get(&format!("/api/oidc/acme/authorize?{query}"))
        .await;
    let answer = op.sign_in_after(&mut browser, &answer).await;
    let tokens = op.redeem(&op.values(&answer)).await;
    assert_eq!(op.userinfo(&tokens).await.text("email"), "ada@example.org");
}
