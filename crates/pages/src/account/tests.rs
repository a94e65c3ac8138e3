use std::time::Duration;

use actix_web::http::StatusCode;

use crate::world::{Opened, SignedIn, World};

/// The chooser of a request, and the cookies of the browser in which somebody is signed in.
fn place(opened: &Opened, ada: &SignedIn) -> (String, String) {
    let path = format!("/account?auth_req_id={}", opened.auth_req_id);
    (path, format!("{}; {}", opened.cookie, ada.cookie))
}

#[actix_web::test]
async fn the_account_that_is_signed_in_and_another_are_offered() {
    let world = World::new().await;
    let ada = world.sign_in("Ada").await;
    let opened = world.open(|asked| asked.authenticate_after = None).await;
    let (path, cookies) = place(&opened, &ada);
    let answer = world.get(&format!("{path}&lang=fr"), &cookies).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("Continuer en tant que Ada"));
    let known = format!("{cookies}; sv-name-acme=grace%3Cb%3E");
    let answer = world.get(&path, &known).await;
    let text = answer.text();
    assert!(text.contains("Continue as Ada") && text.contains("Ada@example.com"));
    assert!(text.contains("grace&#60;b&#62;") && !text.contains("<b>"));
    let known = format!("{cookies}; sv-name-acme=grace");
    let answer = world.get(&path, &known).await;
    assert!(answer.text().contains("<strong>grace</strong>"));

    let other = answer
        .text()
        .split("href=\"")
        .find(|it| it.contains("somebody_else"));
    let other = other
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&#38;", "&");
    let sign_in = world.get(&other, &known).await;
    assert!(
        sign_in
            .text()
            .contains("id=\"username\" name=\"username\" value=\"\"")
    );
}

#[actix_web::test]
async fn who_goes_on_comes_back_to_the_application() {
    let world = World::new().await;
    let ada = world.sign_in("Ada").await;
    let opened = world.open(|asked| asked.authenticate_after = None).await;
    let (path, cookies) = place(&opened, &ada);
    let (token, key) = world.get(&path, &cookies).await.form();
    let cookies = format!("{cookies}; {key}");
    let swapped = [("form_token", token.as_str()), ("session", "another")];
    let answer = world.post(&path, &cookies, &swapped).await;
    assert!(answer.header("location").starts_with("/account?"));
    let session = ada.session.session_id.as_str();
    let chosen = [("form_token", token.as_str()), ("session", session)];
    let answer = world.post(&path, &cookies, &chosen).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let back = answer.header("location");
    assert!(
        back.starts_with("https://app.example/callback?code="),
        "{back}"
    );
    let answer = world.post(&path, &cookies, &chosen).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn who_must_be_asked_is_asked_and_who_is_not_signed_in_signs_in() {
    let world = World::with(|_, client| client.first_party = false).await;
    let ada = world.sign_in("Ada").await;
    let opened = world.open(|asked| asked.authenticate_after = None).await;
    let (path, cookies) = place(&opened, &ada);
    let (token, key) = world.get(&path, &cookies).await.form();
    let session = ada.session.session_id.as_str();
    let chosen = [("form_token", token.as_str()), ("session", session)];
    let answer = world
        .post(&path, &format!("{cookies}; {key}"), &chosen)
        .await;
    assert!(answer.header("location").starts_with("/consent?"));

    world.clock.advance(Duration::from_secs(1));
    let answer = world.get(&path, &opened.cookie).await;
    assert!(answer.header("location").starts_with("/sign-in?"));
    let answer = world.get(&path, &ada.cookie).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}
