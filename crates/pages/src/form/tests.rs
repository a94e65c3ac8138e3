use actix_web::http::StatusCode;
use actix_web::http::header::{COOKIE, ORIGIN};
use actix_web::test::TestRequest;

use crate::world::{ORIGIN_OF_TESTS, World};

#[actix_web::test]
async fn a_form_of_our_own_page_is_read() {
    let world = World::new().await;
    let (token, cookie) = world.get("/", "").await.form();
    let fields = [("form_token", &*token), ("language", "de"), ("back", "/")];
    let answer = world.post("/language", &cookie, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn a_form_of_anybody_else_is_refused() {
    let world = World::new().await;
    let (token, cookie) = world.get("/", "").await.form();
    let (foreign_token, foreign_cookie) = world.get("/", "").await.form();
    assert_ne!(token, foreign_token);
    let send = async |token: &str, cookie: &str, origin: Option<&str>| {
        let fields = [("form_token", token), ("language", "de"), ("back", "/")];
        let mut form = TestRequest::post().uri("/language").set_form(fields);
        form = form.insert_header((COOKIE, cookie));
        if let Some(origin) = origin {
            form = form.insert_header((ORIGIN, origin));
        }
        let answer = world.send(form).await;
        let is_refused = answer.status == StatusCode::FORBIDDEN;
        assert_eq!(is_refused, answer.header("location").is_empty());
        assert_eq!(
            is_refused,
            answer.header("content-type").starts_with("text/html")
        );
        is_refused
    };
    let own = Some(ORIGIN_OF_TESTS);
    assert!(!send(&token, &cookie, own).await);
    assert!(send(&foreign_token, &cookie, own).await);
    assert!(send(&token, &foreign_cookie, own).await);
    assert!(send(&token, "", own).await && send("", &cookie, own).await);
    for origin in [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some("http://id.example"),
    ] {
        assert!(send(&token, &cookie, origin).await, "{origin:?}");
    }
}

#[actix_web::test]
async fn a_form_that_cannot_be_read_is_refused() {
    let world = World::new().await;
    let (token, cookie) = world.get("/", "").await.form();
    let token = ("form_token", &*token);
    for fields in [
        &[token][..],
        &[token, ("language", "de"), ("language", "fr"), ("back", "/")],
        &[token, ("language", "de\0"), ("back", "/")],
        &[token, ("language", "xx"), ("back", "/")],
    ] {
        let answer = world.post("/language", &cookie, fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{fields:?}");
    }
}

#[actix_web::test]
async fn a_browser_keeps_its_key_and_every_page_has_a_token_of_its_own() {
    let world = World::new().await;
    let (token, cookie) = world.get("/", "").await.form();
    let again = world.get("/", &cookie).await;
    assert_eq!(again.header("set-cookie"), "");
    assert!(!again.text().contains(&token), "no token is shown twice");
    let fields = [("form_token", &*token), ("language", "de"), ("back", "/")];
    let answer = world.post("/language", &cookie, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}
