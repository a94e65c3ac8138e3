use actix_web::http::header::{HeaderMap, SET_COOKIE};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpResponse, web};
use url::Url;

use super::*;
use crate::world::World;

/// Answers as the API does.
async fn answer() -> HttpResponse {
    let mut response = HttpResponse::Ok()
        .insert_header((SET_COOKIE, "session=1"))
        .insert_header(("content-security-policy", "default-src 'none'"))
        .json(());
    response.extensions_mut().insert(FormPost {
        action: Url::parse("https://app.example:8443/back?x=\"1").unwrap(),
        fields: vec![
            ("code", "c".to_owned()),
            ("state", "\"><script>".to_owned()),
        ],
    });
    response
}

async fn page() -> (HeaderMap, String) {
    let pages = World::new().await.data();
    let app = App::new()
        .app_data(pages)
        .wrap(from_fn(hand_over))
        .route("/authorize", web::get().to(answer));
    let request = TestRequest::get().uri("/authorize");
    let response = call_service(&init_service(app).await, request.to_request()).await;
    let headers = response.headers().clone();
    let body = read_body(response).await.to_vec();
    (headers, String::from_utf8(body).unwrap())
}

#[actix_web::test]
async fn a_form_goes_to_the_proven_place_with_or_without_scripts() {
    let (headers, page) = page().await;
    let action = "action=\"https://app.example:8443/back?x=%221\"";
    assert!(page.contains(action), "{page}");
    assert!(page.contains("name=\"code\" value=\"c\""));
    assert!(
        page.contains("value=\"&#34;&#62;&#60;script&#62;\""),
        "{page}"
    );
    assert!(page.contains("<button"), "it works without scripts");
    assert!(page.contains("/way-back.js\""));
    let policy = headers.get("content-security-policy").unwrap();
    let policy = policy.to_str().unwrap();
    assert!(policy.ends_with("form-action 'self' https://app.example:8443 https:"));
    assert!(!policy.contains("unsafe-inline") && !page.contains("<script>"));
    assert_eq!(headers.get(REFERRER_POLICY).unwrap(), "strict-origin");
    let cookies = headers.get_all(SET_COOKIE);
    let cookies: Vec<_> = cookies.map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(cookies.contains(&"session=1"), "{cookies:?}");
}

#[actix_web::test]
async fn nothing_on_the_page_leads_elsewhere() {
    let (_, page) = page().await;
    assert_eq!(page.matches("<form").count(), 1);
    assert!(!page.contains("<a "));
}
