//! The profile RP-Initiated Logout OP.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;

use super::Mode;
use super::provider::Provider;
use crate::app::{Answer, Browser};

const GOODBYE: &str = "https://app.example/goodbye";

/// Somebody who is signed in, in a browser, to an application that has an ID token.
struct SignedIn {
    op: Provider,
    browser: Browser<'static>,
    id_token: String,
}

impl SignedIn {
    async fn new() -> Self {
        let op = Provider::new(Mode::Default).await;
        let mut browser = op.browser();
        let tokens = op.redeem(&op.sign_in(&mut browser, &[]).await).await;
        let id_token = tokens.text("id_token");
        Self {
            op,
            browser,
            id_token,
        }
    }

    /// Sends the browser, which wants pages, to the logout endpoint.
    async fn log_out(&mut self, fields: &[(&str, &str)]) -> Answer {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let asked = TestRequest::get()
            .uri(&format!("/api/oidc/acme/logout?{query}"))
            .insert_header(("accept", "text/html"));
        self.browser.send(asked).await
    }

    /// Whether the browser is still signed in, as `prompt=none` tells.
    async fn is_there(&mut self) -> bool {
        let answer = self
            .op
            .visit(&mut self.browser, &[("prompt", "none")])
            .await;
        let values = self.op.values(&answer);
        match values.get("error") {
            Some(error) => {
                assert_eq!(error, "login_required");
                false
            }
            None => true,
        }
    }

    /// The request goes nowhere but to a page, and ends nothing before that page has been answered.
    async fn stays(&mut self, answer: &Answer, page: Option<&str>) {
        match page {
            Some(page) => assert_eq!(answer.location().path(), page, "{answer}"),
            None => assert_eq!(
                (answer.status, answer.header("location")),
                (StatusCode::BAD_REQUEST, None)
            ),
        }
        assert!(self.is_there().await);
    }
}

#[actix_web::test]
async fn rp_initiated_logout() {
    let mut ada = SignedIn::new().await;
    let hint = ada.id_token.clone();
    let state = ("state", "the state+&");
    let answer = ada
        .log_out(&[
            ("id_token_hint", &hint),
            ("post_logout_redirect_uri", GOODBYE),
            state,
        ])
        .await;
    assert!(answer.location().as_str().starts_with(GOODBYE));
    assert_eq!(answer.sent_with("state").as_deref(), Some("the state+&"));
    assert!(!ada.is_there().await);
}

#[actix_web::test]
async fn rp_initiated_logout_no_state() {
    let mut ada = SignedIn::new().await;
    let hint = ada.id_token.clone();
    let answer = ada
        .log_out(&[
            ("id_token_hint", &hint),
            ("post_logout_redirect_uri", GOODBYE),
        ])
        .await;
    assert_eq!(answer.location().as_str(), GOODBYE);
    assert!(!ada.is_there().await);
}

#[actix_web::test]
async fn rp_initiated_logout_bad_post_logout_redirect_uri() {
    let mut ada = SignedIn::new().await;
    let hint = ada.id_token.clone();
    let elsewhere = ("post_logout_redirect_uri", "https://app.example/elsewhere");
    let answer = ada.log_out(&[("id_token_hint", &hint), elsewhere]).await;
    ada.stays(&answer, None).await;
}

#[actix_web::test]
async fn rp_initiated_logout_query_added_to_post_logout_redirect_uri() {
    let mut ada = SignedIn::new().await;
    let hint = ada.id_token.clone();
    let added = (
        "post_logout_redirect_uri",
        "https://app.example/goodbye?foo=bar",
    );
    let answer = ada.log_out(&[("id_token_hint", &hint), added]).await;
    ada.stays(&answer, None).await;
}

#[actix_web::test]
async fn rp_initiated_logout_bad_id_token_hint() {
    let mut ada = SignedIn::new().await;
    let mut parts: Vec<_> = ada.id_token.split('.').map(str::to_owned).collect();
    // A signature of the same length by nobody.
    parts[2] = parts[2].chars().rev().collect();
    let hint = parts.join(".");
    let answer = ada
        .log_out(&[
            ("id_token_hint", &hint),
            ("post_logout_redirect_uri", GOODBYE),
        ])
        .await;
    ada.stays(&answer, None).await;
}

#[actix_web::test]
async fn rp_initiated_logout_modified_id_token_hint() {
    let mut ada = SignedIn::new().await;
    let claims = ada.id_token.split('.').nth(1).unwrap().to_owned();
    // {"alg":"none"}
    let hint = format!("eyJhbGciOiJub25lIn0.{claims}.");
    let answer = ada
        .log_out(&[
            ("id_token_hint", &hint),
            ("post_logout_redirect_uri", GOODBYE),
        ])
        .await;
    ada.stays(&answer, None).await;
}

#[actix_web::test]
async fn rp_initiated_logout_no_id_token_hint() {
    let mut ada = SignedIn::new().await;
    let answer = ada.log_out(&[("post_logout_redirect_uri", GOODBYE)]).await;
    ada.stays(&answer, None).await;
}

#[actix_web::test]
async fn rp_initiated_logout_no_params() {
    let mut ada = SignedIn::new().await;
    let answer = ada.log_out(&[]).await;
    ada.stays(&answer, Some("/sign-out")).await;
}

#[actix_web::test]
async fn rp_initiated_logout_only_state() {
    let mut ada = SignedIn::new().await;
    let answer = ada.log_out(&[("state", "x")]).await;
    ada.stays(&answer, Some("/sign-out")).await;
}

#[actix_web::test]
async fn rp_initiated_logout_no_post_logout_redirect_uri() {
    let mut ada = SignedIn::new().await;
    let hint = ada.id_token.clone();
    let answer = ada.log_out(&[("id_token_hint", &hint)]).await;
    assert_eq!(answer.location().path(), "/signed-out");
    assert!(!ada.is_there().await);
}
