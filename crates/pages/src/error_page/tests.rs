use actix_web::http::header::{ACCEPT, RETRY_AFTER};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpResponse, web};

use super::*;
use crate::world::World;

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// Answers as the API does.
async fn refuse(path: web::Path<(u16, String)>) -> HttpResponse {
    let (status, detail) = path.into_inner();
    let status = StatusCode::from_u16(status).unwrap();
    let (media_type, body) = if status == StatusCode::UNPROCESSABLE_ENTITY {
        let fields = serde_json::json!([{"loc": ["query", "a<b"], "msg": detail, "type": "t"}]);
        ("application/json", serde_json::json!({"detail": fields}))
    } else {
        let body = serde_json::json!({"title": "t", "status": status.as_u16(), "detail": detail});
        ("application/problem+json", body)
    };
    HttpResponse::build(status)
        .insert_header((RETRY_AFTER, 7))
        .insert_header(("x-frame-options", "DENY"))
        .content_type(media_type)
        .body(body.to_string())
}

async fn answer(path: &str, accept: &str) -> (StatusCode, HeaderMap, String) {
    let pages = World::new().await.data();
    let app = App::new()
        .app_data(pages)
        .wrap(from_fn(explain))
        .route(
            "/token",
            web::get().to(async || HttpResponse::BadRequest().json(1)),
        )
        .route("/{status}/{detail}", web::get().to(refuse));
    let request = TestRequest::get().uri(path).insert_header((ACCEPT, accept));
    let response = call_service(&init_service(app).await, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = read_body(response).await.to_vec();
    (status, headers, String::from_utf8(body).unwrap())
}

#[actix_web::test]
async fn a_person_reads_what_happened_and_what_to_do() {
    for (path, status, said) in [
        ("/400/redirect_uri", 400, "redirect_uri"),
        ("/400/redirect_uri", 400, "This application made a mistake"),
        ("/401/x", 401, "This sign-in is over"),
        ("/403/confirm", 403, "confirm"),
        ("/404/x", 404, "There is nothing here"),
        ("/422/nonce", 422, "a&#60;b: nonce"),
        ("/429/x", 429, "Too many attempts"),
        ("/503/x", 503, "cannot be reached"),
        ("/400/%3Cscript%3E", 400, "&#60;script&#62;"),
    ] {
        let (answered, headers, page) = answer(path, BROWSER).await;
        assert_eq!(answered.as_u16(), status, "{path}");
        assert!(page.contains(said), "{said} is not in {page}");
        assert_eq!(
            headers.get(CONTENT_TYPE).unwrap(),
            "text/html; charset=utf-8"
        );
        assert_eq!(headers.get(RETRY_AFTER).unwrap(), "7");
        assert_eq!(headers.get("x-frame-options").unwrap(), "DENY");
        assert!(headers.get("content-security-policy").is_some());
    }
    for hidden in ["/404/x", "/503/x", "/401/x"] {
        let page = answer(hidden, BROWSER).await.2;
        assert!(!page.contains("class=\"detail\""), "{page}");
    }
}

#[actix_web::test]
async fn a_program_reads_the_document() {
    for accept in ["*/*", "application/json"] {
        let (_, headers, body) = answer("/400/redirect_uri", accept).await;
        assert_eq!(
            headers.get(CONTENT_TYPE).unwrap(),
            "application/problem+json"
        );
        assert!(body.starts_with('{'), "{body}");
    }
    let (_, _, body) = answer("/token", BROWSER).await;
    assert_eq!(body, "1", "OAuth's own errors stay as they are");
}
