use std::time::Duration;

use actix_web::http::StatusCode;

use crate::world::World;

/// The page of a request that asks nothing in particular.
async fn page(world: &World) -> crate::world::Answer {
    let opened = world.open(|_| ()).await;
    let path = format!("/sign-in?auth_req_id={}", opened.auth_req_id);
    world.get(&path, &opened.cookie).await
}

#[actix_web::test]
async fn the_page_says_who_asks_and_how_long() {
    let world = World::with(|tenant, client| {
        tenant.display_name = "Acme".into();
        client.name = "Photo Album".into();
    })
    .await;
    let answer = page(&world).await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    assert!(text.contains("<h1>Sign in to Photo Album</h1>") && text.contains("Acme"));
    assert!(text.contains("data-expires-in=\"600\""));
    for inline in ["<script>", "style=", "<style", " onclick"] {
        assert!(!text.contains(inline), "{inline}");
    }
}

#[actix_web::test]
async fn what_people_can_choose_is_escaped() {
    let world = World::with(|tenant, client| {
        tenant.display_name = "<b>Acme</b>".into();
        client.name = "\"><script>alert(1)</script>".into();
    })
    .await;
    let hint = "ada\" autofocus onfocus=alert(1)";
    let opened = world
        .open(|asked| asked.login_hint = Some(hint.into()))
        .await;
    let path = format!(
        "/sign-in?auth_req_id={}&x=%3C/script%3E%3Cb%3E'",
        opened.auth_req_id
    );
    let answer = world.get(&path, &opened.cookie).await;
    let text = answer.text();
    assert!(
        !text.contains("<b>") && !text.contains("<script>alert") && !text.contains("ada\" auto")
    );
    assert!(text.contains("&#60;b&#62;Acme"), "{text}");
}

#[actix_web::test]
async fn a_request_that_ended_or_is_anothers_shows_the_way_back() {
    let world =
        World::with(|_, client| client.client_uri = Some("https://app.example/start".into())).await;
    let opened = world.open(|_| ()).await;
    let path = format!(
        "/sign-in?auth_req_id={}&tenant_id=acme&client_id=app",
        opened.auth_req_id
    );
    let foreign = world.get(&path, "").await;
    world.clock.advance(Duration::from_mins(10));
    let expired = world.get(&path, &opened.cookie).await;
    let unknown = world
        .get("/sign-in?auth_req_id=x&tenant_id=acme&client_id=app", "")
        .await;
    for answer in [foreign, expired, unknown] {
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(answer.text().contains("This sign-in is over"));
        assert!(answer.text().contains("href=\"https://app.example/start\""));
    }
    let nothing = world
        .get("/sign-in?client_id=javascript:alert(1)&tenant_id=acme", "")
        .await;
    assert!(!nothing.text().contains("href=\"javascript"));
}

#[actix_web::test]
async fn the_page_speaks_the_language_that_the_client_asks_for_until_the_person_chooses() {
    let world = World::new().await;
    let opened = world
        .open(|asked| asked.ui_locales = Some("ja fr-CA".into()))
        .await;
    let path = format!("/sign-in?auth_req_id={}", opened.auth_req_id);
    let cookie = format!("{}; __Host-sv-language=es", opened.cookie);
    let asked = world.get(&path, &cookie).await;
    assert_eq!(asked.header("content-language"), "fr");
    assert!(asked.text().contains("Connexion à"));
    let chosen = world.get(&format!("{path}&lang=de"), &cookie).await;
    assert_eq!(chosen.header("content-language"), "de");
}

#[actix_web::test]
async fn a_name_is_hinted_or_remembered() {
    let world = World::new().await;
    let opened = world.open(|_| ()).await;
    let path = format!("/sign-in?auth_req_id={}", opened.auth_req_id);
    let with = async |name: &str| {
        let cookie = format!("{}; sv-name-acme={name}", opened.cookie);
        world.get(&path, &cookie).await.text().to_owned()
    };
    let is_first = |text: &str| {
        text.contains("class=\"step\" novalidate hidden>\n<label class=\"field\">\n<span>Username")
    };
    let remembered = with("J%C3%BCrgen").await;
    assert!(remembered.contains("value=\"Jürgen\"") && is_first(&remembered));
    for bad in ["%FF", "%00", &"x".repeat(200)] {
        let text = with(bad).await;
        assert!(text.contains("name=\"username\" value=\"\""), "{bad}");
        assert!(!is_first(&text), "{bad}");
    }
    let hinted = world
        .open(|asked| asked.login_hint = Some("bob".into()))
        .await;
    let path = format!("/sign-in?auth_req_id={}", hinted.auth_req_id);
    let cookie = format!("{}; sv-name-acme=ada", hinted.cookie);
    let answer = world.get(&path, &cookie).await;
    assert!(answer.text().contains("value=\"bob\"") && !is_first(answer.text()));
}

#[actix_web::test]
async fn only_what_the_tenant_asks_for_is_offered() {
    let both = page(&World::new().await).await;
    assert!(both.text().contains("pin-panel") && both.text().contains("pattern-panel"));
    let pin = page(&World::with(|tenant, _| tenant.use_pattern = false).await).await;
    assert!(pin.text().contains("pin-panel") && !pin.text().contains("pattern-panel"));
    assert!(!pin.text().contains("role=\"tab\""));
    let neither = |tenant: &mut tenancy::TenantSettings| {
        (tenant.use_pin, tenant.use_pattern) = (false, false);
    };
    let alone = page(&World::with(|tenant, _| neither(tenant)).await).await;
    assert!(!alone.text().contains("secret-step") && alone.text().contains("prove-picture"));
    let hidden = page(&World::with(|tenant, _| tenant.show_pin_when_typing = false).await).await;
    assert!(hidden.text().contains("id=\"pin\" type=\"password\""));
    let email = page(&World::with(|tenant, _| tenant.has_username_and_email = false).await).await;
    assert!(
        email
            .text()
            .contains("<span>E-mail address</span>\n<input id=\"username\"")
    );
}

#[actix_web::test]
async fn an_account_can_be_made_where_tenant_and_client_let_people() {
    for (tenant_lets, client_lets) in [(true, true), (true, false), (false, true)] {
        let world = World::with(|tenant, client| {
            (tenant.register_enable, client.register_enable) = (tenant_lets, client_lets);
        })
        .await;
        let answer = page(&world).await;
        assert_eq!(
            answer.text().contains("Create an account"),
            tenant_lets && client_lets
        );
    }
}

#[actix_web::test]
async fn a_passkey_is_offered_where_the_tenant_has_them() {
    let with = page(&World::with(|tenant, _| tenant.passkey_enabled = true).await).await;
    assert!(with.text().contains("Use a passkey</button>"));
    assert!(with.text().contains("autocomplete=\"username webauthn\""));
    let without = page(&World::new().await).await;
    assert!(!without.text().contains("passkey") && !without.text().contains("webauthn"));
}
