use std::time::Duration;

use actix_web::http::StatusCode;
use identity::passkey::{Addition, Passkeys as _};
use identity::{AuthenticationMethod, Stamp};
use kernel::Clock as _;
use kernel::audit::EventKind;
use serde_json::Value;
use testkit::sample;

use super::*;
use crate::world::{SignedIn, World};

const PROFILE: &str = "/profile/acme/app";

/// Ada, who has signed in and has one passkey: her `Cookie` header.
async fn ada(world: &World, passkey_name: &str) -> String {
    ada_by(world, passkey_name, AuthenticationMethod::Swk).await
}

/// The same, by a method of signing in.
async fn ada_by(world: &World, passkey_name: &str, method: AuthenticationMethod) -> String {
    let (store, now) = (&world.store, world.clock.now());
    let SignedIn {
        account, cookie, ..
    } = world.sign_in_by("Ada", method).await;
    let tenant = account.tenant_id.clone();
    let event = sample::event(&tenant, EventKind::UserCreated, now);
    let passkey = Passkey {
        tenant_id: tenant,
        credential_id: "the-id".into(),
        user_id: account.user_id.clone(),
        name: passkey_name.into(),
        key: Value::Null,
        counter: 0,
        is_device_bound: false,
        created: Stamp::unplaced(now),
        last_use: None,
    };
    let notice = sample::mail(&account, "passkey");
    let added = store.add(&passkey, &notice, &event).await.unwrap();
    assert_eq!(added, Addition::Added);
    cookie
}

#[actix_web::test]
async fn whoever_is_signed_in_sees_their_passkeys_escaped_and_in_their_language() {
    let world = World::with(|tenant, _| tenant.passkey_enabled = true).await;
    let cookie = ada(&world, "<b>Phone</b>").await;
    let answer = world.get(&format!("{PROFILE}?lang=de"), &cookie).await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    assert!(text.contains("Ihre Passkeys") && text.contains("Noch nie verwendet"));
    assert!(!text.contains("<b>Phone") && text.contains("&#60;b&#62;Phone"));
    assert!(text.contains("Passkey hinzufügen</button>"));
    world.clock.advance(Duration::from_mins(5));
    let later = world.get(PROFILE, &cookie).await;
    assert!(!later.text().contains("Add a passkey</button>"));
    assert!(later.text().contains("sign in to the application again"));
}

#[actix_web::test]
async fn where_there_are_none_a_person_can_still_delete_theirs() {
    let world = World::new().await;
    let cookie = ada(&world, "Phone").await;
    let page = world.get(PROFILE, &cookie).await;
    assert!(page.text().contains("Phone") && !page.text().contains("Add a passkey"));
    let (token, key) = page.form();
    let cookie = format!("{cookie}; {key}");
    let fields = [("form_token", &*token), ("id", "the-id")];
    let path = format!("{PROFILE}/passkeys/delete");
    let gone = world.post(&path, &cookie, &fields).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(gone.header("location"), PROFILE);
    let without = world.get(PROFILE, &cookie).await;
    assert!(without.text().contains("Your profile") && !without.text().contains("passkeys"));
    assert_eq!(
        world.post(&path, &cookie, &fields).await.status,
        StatusCode::NOT_FOUND
    );
}

#[actix_web::test]
async fn a_form_changes_what_it_is_about_and_only_ours_does() {
    let world = World::with(|tenant, _| tenant.passkey_enabled = true).await;
    let cookie = ada(&world, "Phone").await;
    let (token, key) = world.get(PROFILE, &cookie).await.form();
    let cookie = format!("{cookie}; {key}");
    let named = |name: &'static str| {
        [
            ("form_token", token.clone()),
            ("id", "the-id".into()),
            ("name", name.into()),
        ]
    };
    let send = async |path: &str, fields: &[(&str, String)]| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        let path = format!("{PROFILE}/passkeys{path}");
        world.post(&path, &cookie, &fields).await.status
    };
    assert_eq!(send("/rename", &named("Key")).await, StatusCode::SEE_OTHER);
    assert_eq!(send("/rename", &named(" ")).await, StatusCode::BAD_REQUEST);
    assert!(
        world
            .get(PROFILE, &cookie)
            .await
            .text()
            .contains("value=\"Key\"")
    );
    for path in ["", "/new", "/rename", "/delete"] {
        assert_eq!(
            send(path, &named("x")[1..]).await,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    // No passkey can belong to the service of these tests.
    assert_eq!(send("/new", &named("x")[..1]).await, StatusCode::NOT_FOUND);
    world.clock.advance(Duration::from_mins(5));
    assert_eq!(
        send("/new", &named("x")[..1]).await,
        StatusCode::UNAUTHORIZED
    );
}

#[actix_web::test]
async fn nobody_sees_a_profile_without_signing_in() {
    let world =
        World::with(|_, client| client.client_uri = Some("https://app.example/start".into())).await;
    let answer = world.get(PROFILE, "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text().contains("Sign in first"));
    assert!(answer.text().contains("href=\"https://app.example/start\""));
    for path in ["/profile/acme/other", "/profile/nobody/app"] {
        assert_eq!(
            world.get(path, "").await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[actix_web::test]
async fn another_picture_and_another_address_begin_on_the_profile() {
    let world = World::new().await;
    let cookie = ada(&world, "Phone").await;
    let profile = world.get(PROFILE, &cookie).await;
    for (page, title) in [
        ("picture", "Choose another picture"),
        ("email", "Change your e-mail address"),
    ] {
        let path = format!("{PROFILE}/{page}");
        assert!(profile.text().contains(&format!("href=\"{path}\"")));
        let answer = world.get(&path, &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert!(answer.text().contains(&format!("<h1>{title}</h1>")));
        assert!(answer.text().contains("data-user-id="), "{page}");
        assert!(answer.text().contains("id=\"old-pin\""), "{page}");
        let stranger = world.get(&path, "").await;
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "{page}");
    }
}

#[actix_web::test]
async fn whoever_used_a_passkey_just_now_need_not_show_the_old_picture() {
    let world = World::new().await;
    let path = format!("{PROFILE}/picture");
    let cookie = ada_by(&world, "Phone", AuthenticationMethod::Fido).await;
    let answer = world.get(&path, &cookie).await;
    assert!(answer.text().contains("data-proved"));
    world.clock.advance(Duration::from_mins(5));
    let later = world.get(&path, &cookie).await;
    assert!(!later.text().contains("data-proved"));
}

const CODES: &str = "/profile/acme/app/recovery-codes";

#[actix_web::test]
async fn recovery_codes_are_shown_once_to_whoever_has_just_signed_in() {
    let world = World::with(|tenant, _| tenant.reset_needs_second = true).await;
    let cookie = ada(&world, "Phone").await;
    let profile = world.get(PROFILE, &cookie).await;
    assert!(profile.text().contains(&format!("href=\"{CODES}\"")));
    let page = world.get(&format!("{CODES}?lang=fr"), &cookie).await;
    assert!(page.text().contains("Vous n’avez pas encore de codes"));
    let (token, key) = page.form();
    let with_key = format!("{cookie}; {key}");
    let refused = world.post(CODES, &with_key, &[]).await;
    assert_eq!(
        refused.status,
        StatusCode::FORBIDDEN,
        "a form of another site"
    );

    let drawn = world
        .post(CODES, &with_key, &[("form_token", &token)])
        .await;
    assert_eq!(drawn.text().matches("<li>").count(), 10, "{}", drawn.text());
    let again = world.get(CODES, &cookie).await;
    assert!(again.text().contains("Codes that you have left: 10."));
    assert!(!again.text().contains("<li>"));

    world.clock.advance(Duration::from_mins(5));
    let later = world.get(CODES, &cookie).await;
    assert!(later.text().contains("come back here within five minutes"));
    let late = world
        .post(CODES, &with_key, &[("form_token", &token)])
        .await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.get(CODES, "").await.status, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn where_no_codes_are_asked_for_the_profile_does_not_speak_of_them() {
    let world = World::new().await;
    let cookie = ada(&world, "Phone").await;
    assert!(!world.get(PROFILE, &cookie).await.text().contains(CODES));
}
