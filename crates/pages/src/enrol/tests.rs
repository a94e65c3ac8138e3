use actix_web::http::StatusCode;

use crate::world::World;

#[actix_web::test]
async fn people_register_for_an_application_where_they_may() {
    for is_open in [true, false] {
        let world = World::with(|tenant, client| {
            (tenant.register_enable, client.register_enable) = (true, is_open);
        })
        .await;
        let opened = world
            .open(|asked| asked.ui_locales = Some("de".into()))
            .await;
        let path = format!("/enrol?auth_req_id={}", opened.auth_req_id);
        let answer = world.get(&path, &opened.cookie).await;
        if is_open {
            assert_eq!(answer.status, StatusCode::OK);
            assert!(answer.text().contains("<h1>Konto anlegen</h1>"));
            assert!(answer.text().contains("data-open=\"true\""));
            let back = format!(
                "/sign-in?auth_req_id={}&#38;tenant_id=acme",
                opened.auth_req_id
            );
            assert!(answer.text().contains(&back), "{}", answer.text());
        } else {
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert!(answer.text().contains("Einladung"));
        }
    }
}

#[actix_web::test]
async fn a_request_that_ended_is_said_here_too() {
    let answer = World::new().await.get("/enrol?auth_req_id=x", "").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("This sign-in is over"));
}

#[actix_web::test]
async fn an_invitation_names_its_account_and_asks_for_no_other() {
    let world = World::new().await;
    let answer = world
        .get("/enrol?tenant_id=acme&username=ada@example.org", "")
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("invited as ada@example.org"));
    assert!(!answer.text().contains("id=\"email\""));
    let set_up = world.get("/enrol?tenant_id=acme", "").await;
    assert!(set_up.text().contains("id=\"email\"") && !set_up.text().contains("data-open"));
    let strange = world
        .get("/enrol?tenant_id=acme&username=%3Cb%3E", "")
        .await;
    assert!(!strange.text().contains("<b>") && !strange.text().contains("data-invited"));
}

#[actix_web::test]
async fn a_new_pin_has_the_size_that_the_tenant_asks_for() {
    let world = World::with(|tenant, _| (tenant.pin_size, tenant.patter_size) = (4, 4)).await;
    let answer = world.get("/enrol?tenant_id=acme", "").await;
    assert!(answer.text().contains("minlength=\"4\" maxlength=\"4\""));
    assert!(
        answer.text().contains("data-side=\"4\"") && !answer.text().contains("data-side=\"3\"")
    );
}

#[actix_web::test]
async fn a_link_without_a_tenant_is_incomplete() {
    let world = World::new().await;
    for path in ["/enrol", "/enrol?tenant_id=nobody", "/enrol?tenant_id=%00"] {
        let answer = world.get(path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("This link is incomplete"), "{path}");
    }
}

#[actix_web::test]
async fn a_reset_names_its_account_and_leads_back_to_the_application() {
    let world = World::new().await;
    let path = "/reset?tenant_id=acme&client_id=app&username=ada";
    let answer = world.get(&format!("{path}&lang=fr"), "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("data-invited"));
    assert!(answer.text().contains("<h1>Choisir une autre image</h1>"));
    assert!(answer.text().contains("en tant que ada"));
    for half in ["/reset?tenant_id=acme", "/reset?username=ada"] {
        let answer = world.get(half, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{half}");
    }
}

#[actix_web::test]
async fn a_used_reset_link_leads_to_where_another_is_asked_for() {
    let world = World::new().await;
    let reset = "/reset?tenant_id=acme&client_id=app&username=ada";
    let answer = world.get(reset, "").await;
    let way = "href=\"/forgot?tenant_id=acme&#38;client_id=app\"";
    assert!(answer.text().contains(way), "{}", answer.text());
    assert!(answer.text().contains("Ask for a new link"));
    let invitation = world.get("/enrol?tenant_id=acme&username=ada", "").await;
    assert!(!invitation.text().contains("/forgot"));
}

#[actix_web::test]
async fn whoever_waits_for_the_code_can_return_it_after_the_request_has_ended() {
    let world = World::new().await;
    let ended = "/enrol?auth_req_id=x&tenant_id=acme&client_id=app";
    let answer = world.get(ended, "").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = world.get(&format!("{ended}&awaits=code"), "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("id=\"code-step\""));
    assert!(!answer.text().contains("data-auth-req-id"));
    let nowhere = world.get("/enrol?auth_req_id=x&awaits=code", "").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_reset_asks_for_a_second_thing_where_the_tenant_does() {
    let world = World::with(|tenant, _| tenant.reset_needs_second = true).await;
    let reset = "/reset?tenant_id=acme&username=ada&lang=de";
    let answer = world.get(reset, "").await;
    assert!(answer.text().contains("Wiederherstellungscode</span>"));
    assert!(!answer.text().contains("second-passkey\""));
    let invitation = world.get("/enrol?tenant_id=acme&username=ada", "").await;
    assert!(!invitation.text().contains("id=\"second-step\""));

    let world = World::with(|tenant, _| {
        (tenant.reset_needs_second, tenant.passkey_enabled) = (true, true);
    })
    .await;
    let answer = world.get(reset, "").await;
    assert!(answer.text().contains("id=\"second-passkey\""));
    let world = World::new().await;
    let answer = world.get(reset, "").await;
    assert!(!answer.text().contains("id=\"second-step\""));
}
