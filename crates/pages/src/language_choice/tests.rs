use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, COOKIE};
use actix_web::test::TestRequest;

use crate::world::World;

#[actix_web::test]
async fn a_choice_is_remembered_and_spoken_at_once() {
    let world = World::new().await;
    let (token, key) = world.get("/", "").await.form();
    let back = "/?auth_req_id=x&lang=es";
    let fields = [("form_token", &*token), ("language", "de"), ("back", back)];
    let answer = world.post("/language", &key, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "https://id.example/?auth_req_id=x&lang=de"
    );
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    assert_eq!(cookie, "__Host-sv-language=de");
    let next = world.get("/", cookie).await;
    assert_eq!(next.header("content-language"), "de");
}

#[actix_web::test]
async fn a_form_does_not_lead_to_another_site() {
    let world = World::new().await;
    let (token, cookie) = world.get("/", "").await.form();
    for back in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
    ] {
        let fields = [("form_token", &*token), ("language", "de"), ("back", back)];
        let answer = world.post("/language", &cookie, &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{back}");
    }
}

#[actix_web::test]
async fn the_choice_comes_before_the_browsers_wish_and_the_address_before_both() {
    let world = World::new().await;
    let language = async |path: &str, cookie: &str, accepts: &str| {
        let request = TestRequest::get().uri(path);
        let request = request.insert_header((COOKIE, cookie));
        let answer = world
            .send(request.insert_header((ACCEPT_LANGUAGE, accepts)))
            .await;
        answer.header("content-language").to_owned()
    };
    let chosen = "__Host-sv-language=fr";
    assert_eq!(language("/?lang=de", chosen, "es").await, "de");
    assert_eq!(language("/?lang=xx", chosen, "es").await, "fr");
    assert_eq!(language("/", "", "es").await, "es");
    assert_eq!(language("/", "", "ja").await, "en");
}
