//! Snapshots of what clients are answered: whoever changes one sees what they changed.
//!
//! `INSTA_UPDATE=always cargo test -p http-api --test it answers` writes them anew.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use insta::{assert_snapshot, with_settings};
use tenancy::AccessTokenFormat;

use crate::app::{Answer, TestApp};

fn json(uri: &str, body: &'static str) -> TestRequest {
    let request = TestRequest::post().uri(uri);
    request
        .insert_header(("content-type", "application/json"))
        .set_payload(body)
}

/// Shows one answer, without what differs from run to run.
fn show(name: &str, answer: &Answer) {
    with_settings!({
        filters => vec![
            (r#""(x|n|kid)": "[A-Za-z0-9_-]+""#, r#""$1": "…""#),
            (r#""x5c": \[[^\]]*\]"#, r#""x5c": ["…"]"#),
        ],
        omit_expression => true,
    }, { assert_snapshot!(name, answer) });
}

#[actix_web::test]
async fn wrong_fields_are_listed() {
    let app = TestApp::new();
    app.tenant("acme").await;
    let challenge = "/api/auth/challenge?tenant_id=acme";
    for (name, request) in [
        (
            "a_field_is_missing",
            json(challenge, r#"{"username":"ada"}"#),
        ),
        (
            "a_field_has_the_wrong_type",
            json(challenge, r#"{"username":1,"cipherKey":"x"}"#),
        ),
        (
            "a_field_is_malformed",
            json(challenge, r#"{"username":"ada","cipherKey":"x"}"#),
        ),
        ("a_body_is_no_json", json(challenge, "{")),
        (
            "a_parameter_is_missing",
            json(
                "/api/auth/challenge",
                r#"{"username":"ada","cipherKey":"x"}"#,
            ),
        ),
        (
            "a_tenant_is_unknown",
            json(
                "/api/auth/challenge?tenant_id=none",
                r#"{"username":"ada","cipherKey":"x"}"#,
            ),
        ),
    ] {
        show(name, &app.send(request).await);
    }
}

#[actix_web::test]
async fn problems_say_what_to_do() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let client = acme.client("app").await;
    let mut browser = app.browser();
    show("nothing_is_there", &browser.get("/nothing").await);
    show(
        "a_tenant_of_a_path_is_unknown",
        &browser.get("/api/oidc/none/.well-known/jwks").await,
    );
    let page = browser.open(&client).await;
    show(
        "a_nonce_was_never_issued",
        &browser.hand_over(&page, &"A".repeat(43)).await,
    );
}

#[actix_web::test]
async fn oauth_errors_name_the_parameter() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let client = acme.client("app").await;
    show("a_grant_type_is_missing", &client.token(&[]).await);
    show(
        "a_grant_type_is_unknown",
        &client.token(&[("grant_type", "password")]).await,
    );
    show(
        "a_code_was_never_issued",
        &client.exchange(&"A".repeat(43)).await,
    );
    show("an_access_token_is_none", &client.userinfo("none").await);
    let uri = acme.endpoint("token");
    let unknown = TestRequest::post()
        .uri(&uri)
        .set_form([("client_id", "none"), ("grant_type", "refresh_token")]);
    show("a_client_is_unknown", &app.send(unknown).await);
}

#[actix_web::test]
async fn the_provider_describes_itself() {
    let app = TestApp::new();
    app.tenant("acme").await;
    let mut browser = app.browser();
    for (name, document) in [("discovery", "openid-configuration"), ("jwks", "jwks")] {
        let uri = format!("/api/oidc/acme/.well-known/{document}");
        show(name, &browser.get(&uri).await);
    }
}

#[actix_web::test]
async fn tokens_come_with_their_terms() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let code = app.browser().sign_in(&client, &ada).await;
    let tokens = client.exchange(&code).await;
    with_settings!({
        filters => vec![(r#""(access_token|id_token|refresh_token)": "[^"]+""#, r#""$1": "…""#)],
        omit_expression => true,
    }, { assert_snapshot!("tokens", tokens) });
    let userinfo = client.userinfo(&tokens.text("access_token")).await;
    with_settings!({
        filters => vec![(r#""sub": "[^"]+""#, r#""sub": "…""#)],
        omit_expression => true,
    }, { assert_snapshot!("userinfo", userinfo) });
}

#[actix_web::test]
async fn whoever_is_turned_away_gets_the_headers_of_every_answer() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let service = acme.provisioning_client("sync", AccessTokenFormat::Jwt);
    let bearer = format!("Bearer {}", service.await.key);
    let forbidden = TestRequest::get().uri("/api/tenants/acme/users");
    for (asked, status) in [
        (TestRequest::get().uri("/api/user/me"), 401),
        (TestRequest::post().uri("/api/auth/change-password"), 401),
        (
            TestRequest::put().uri("/api/tenants/acme/users/ada/email"),
            401,
        ),
        (forbidden.insert_header(("authorization", bearer)), 403),
    ] {
        let answer = app.send(asked.insert_header(("dpop", "x"))).await;
        assert_eq!(answer.status, status, "{answer}");
        for (name, value) in [
            ("cache-control", "no-store"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{answer}");
        }
        assert!(answer.header("dpop-nonce").is_some(), "{answer}");
    }
}

#[actix_web::test]
async fn who_knows_a_public_document_already_is_told_so() {
    let app = TestApp::new();
    app.tenant("acme").await;
    for document in ["openid-configuration", "jwks"] {
        let uri = format!("/api/oidc/acme/.well-known/{document}");
        let first = app.send(TestRequest::get().uri(&uri)).await;
        let tag = first.header("etag").unwrap().to_owned();
        assert_eq!(first.header("cache-control"), Some("public, max-age=300"));
        let again = TestRequest::get()
            .uri(&uri)
            .insert_header(("if-none-match", tag.clone()));
        let again = app.send(again).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        assert_eq!(again.header("etag"), Some(tag.as_str()));
    }
}
