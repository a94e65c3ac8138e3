use std::sync::Arc;

use actix_web::http::StatusCode;
use kernel::Clock as _;
use oidc::{DeviceAuthorization, DeviceAuthorizations as _};
use tenancy::GrantType;
use testkit::{SeededRandom, sample};

use crate::world::World;

async fn waiting(world: &World) -> DeviceAuthorization {
    let now = world.clock.now();
    let random = Arc::new(SeededRandom::new(7));
    let client = sample::client(&"acme".parse().unwrap(), "app", now, &*random);
    let device = sample::device_authorization(&client, now, &*random);
    assert!(world.store.open(&device).await.unwrap());
    device
}

async fn world() -> World {
    World::with(|_, client| {
        client.name = "Living room TV".into();
        client.grant_types = vec![GrantType::DeviceCode];
    })
    .await
}

#[actix_web::test]
async fn the_page_asks_for_the_code_in_the_persons_language() {
    let world = world().await;
    let answer = world.get("/device/acme?lang=de", "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("<h1>Ein Gerät anmelden</h1>"));
    let answer = world.get("/device/acme?user_code=BCDF-GHJK", "").await;
    assert!(answer.text().contains("value=\"BCDF-GHJK\""));
    let answer = world.get("/device/acme?user_code=%22%3E%3Cb%3E", "").await;
    assert!(!answer.text().contains("<b>"));
    let answer = world.get("/device/nobody", "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_code_leads_to_signing_in_and_a_wrong_one_is_said() {
    let world = world().await;
    let device = waiting(&world).await;
    let (token, cookie) = world.get("/device/acme", "").await.form();
    let code = device.user_code.to_string().to_lowercase();
    let fields = [("form_token", token.as_str()), ("user_code", &code)];
    let answer = world.post("/device/acme", &cookie, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(
        answer
            .header("location")
            .starts_with("/sign-in?auth_req_id=")
    );
    let browser = answer.header("set-cookie").split(';').next().unwrap();
    assert!(browser.starts_with("__Host-sv-browser-acme="));
    let sign_in = world.get(answer.header("location"), browser).await;
    assert!(sign_in.text().contains("Sign in to Living room TV"));

    let fields = [("form_token", token.as_str()), ("user_code", "nonsense")];
    let answer = world.post("/device/acme", &cookie, &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        answer
            .text()
            .contains("No device is waiting with this code")
    );
    let answer = world.post("/device/acme", "", &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn guessing_is_stopped() {
    let world = world().await;
    let (token, cookie) = world.get("/device/acme", "").await.form();
    let fields = [("form_token", token.as_str()), ("user_code", "BBBB-BBBB")];
    for _ in 0..5 {
        let answer = world.post("/device/acme", &cookie, &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    let answer = world.post("/device/acme", &cookie, &fields).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

#[actix_web::test]
async fn the_end_says_how_it_ended() {
    let world = world().await;
    let answer = world.get("/device/acme/done?answer=allowed", "").await;
    assert!(answer.text().contains("Your device is signed in"));
    let answer = world.get("/device/acme/done?answer=denied", "").await;
    assert!(answer.text().contains("The device was not let in"));
}
