use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, COOKIE};
use actix_web::test::TestRequest;
use kernel::Language;

use crate::world::World;

/// The language in which a page is answered.
async fn language_of(world: &World, path: &str, cookie: &str, accepts: &str) -> String {
    let request = TestRequest::get().uri(path);
    let request = request.insert_header((COOKIE, cookie));
    let answer = world.send(request.insert_header((ACCEPT_LANGUAGE, accepts)));
    answer.await.header("content-language").to_owned()
}

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
    let chosen = "__Host-sv-language=fr";
    for (path, cookie, accepts, spoken) in [
        ("/?lang=de", chosen, "es", "de"),
        ("/?lang=xx", chosen, "es", "fr"),
        ("/", "", "es", "es"),
        ("/", "", "ja", "en"),
    ] {
        let language = language_of(&world, path, cookie, accepts).await;
        assert_eq!(language, spoken, "{path}, {cookie}, {accepts}");
    }
}

#[actix_web::test]
async fn a_page_of_a_tenant_speaks_its_language_to_those_of_whom_no_other_is_known() {
    let world = World::with(|tenant, _| tenant.default_language = Language::German).await;
    let opened = world.open(|_| ()).await;
    let sign_in = format!("/sign-in?auth_req_id={}", opened.auth_req_id);
    for (path, cookie) in [
        ("/forgot?tenant_id=acme", ""),
        ("/signed-out?tenant_id=acme", ""),
        ("/device/acme", ""),
        ("/profile/acme/app", ""),
        (&*sign_in, &*opened.cookie),
    ] {
        for (accepts, spoken) in [("ja", "de"), ("", "de"), ("ja, fr;q=0.1", "fr")] {
            let language = language_of(&world, path, cookie, accepts).await;
            assert_eq!(language, spoken, "{path}, {accepts}");
        }
    }
    assert_eq!(language_of(&world, "/", "", "ja").await, "en");
}
