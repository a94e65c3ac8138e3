//! What a passkey is good for.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};
use testkit::{Lies, SoftToken};
use zkp_protocol::Purpose;

use super::world::World;
use crate::harness::{Begin, Browser, in_parallel};

/// The claims of a token, which other tests verify.
fn claims(token: &Value) -> Value {
    let claims = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL.decode(claims).unwrap()).unwrap()
}

#[test]
fn a_passkey_is_added_signs_in_is_renamed_and_deleted() {
    let world = World::new("passkeys-life", &[]);
    let mut token = world.adas_token();
    let mail = world.tenant.mail(&world.ada);
    assert_eq!(
        (&mail["kind"], &mail["name"]),
        (&json!("passkey_added"), &json!("Phone"))
    );
    let passkeys = world.list();
    assert_eq!(passkeys[0]["name"], "Phone");
    assert_eq!(passkeys[0].get("last_use"), None);

    // With her name, and as whoever the passkey says.
    for username in ["Ada", ""] {
        let browser = Browser::new();
        let (page, _) = world.app.open_sign_in_page(&browser);
        let auth_req_id = World::request_of(&page);
        let form = world.signed(&mut token, username);
        let verify = world.at("/auth/verify?auth_req_id=") + &auth_req_id;
        let proved = browser.post_json(&verify, &form);
        assert_eq!(
            (proved.status, &proved.json()["need_verify"]),
            (200, &json!(false))
        );
        let nonce = proved.json()["nonce"].as_str().unwrap().to_owned();
        let hand_over = format!(
            "{}/api/auth/sign-in?oid_nonce={nonce}&auth_req_id={auth_req_id}",
            world.tenant.url
        );
        let code = browser.get(&hand_over).location_value("code");
        let tokens = world.app.redeem(&browser, &code).json();
        assert_eq!(
            claims(&tokens["id_token"])["amr"],
            json!(["fido", "user", "hwk"])
        );
    }
    assert!(world.list()[0]["last_use"]["date"].is_string());

    let own = world.at("/") + &token.id();
    let renamed = json!({"name": "  Old phone "}).to_string();
    let json = [("content-type", "application/json")];
    assert_eq!(
        world.hers.send("PUT", &own, &json, renamed.into()).status,
        200
    );
    assert_eq!(world.list()[0]["name"], "Old phone");
    assert_eq!(world.hers.send("DELETE", &own, &[], Vec::new()).status, 200);
    assert_eq!(world.list(), json!([]));
    assert!(!world.signs_in(&mut token, "ada"));
    assert_eq!(world.hers.send("DELETE", &own, &[], Vec::new()).status, 404);
}

#[test]
fn a_passkey_that_is_elsewhere_too_is_no_hardware() {
    let world = World::new("passkeys-synchronized", &[]);
    let mut token = SoftToken::new().lying(Lies {
        is_synchronized: true,
        ..Lies::default()
    });
    assert_eq!(world.add(&mut token).status, 200);
    let browser = Browser::new();
    let (page, _) = world.app.open_sign_in_page(&browser);
    let auth_req_id = World::request_of(&page);
    let verify = world.at("/auth/verify?auth_req_id=") + &auth_req_id;
    let proved = browser.post_json(&verify, &world.signed(&mut token, "ada"));
    let nonce = proved.json()["nonce"].as_str().unwrap().to_owned();
    let hand_over = format!(
        "{}/api/auth/sign-in?oid_nonce={nonce}&auth_req_id={auth_req_id}",
        world.tenant.url
    );
    let code = browser.get(&hand_over).location_value("code");
    let tokens = world.app.redeem(&browser, &code).json();
    assert_eq!(claims(&tokens["id_token"])["amr"], json!(["fido", "user"]));
}

#[test]
fn a_blocked_account_can_still_use_a_passkey() {
    let world = World::new("passkeys-blocked", &["block_config.user_attempts_limit=2"]);
    let mut token = world.adas_token();
    let begin = || {
        let begin = Begin::new(Purpose::Login, &world.ada.knowledge());
        begin.send(&Browser::new(), &world.tenant, "ada").status
    };
    let statuses: Vec<_> = (0..4).map(|_| begin()).collect();
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    assert!(world.signs_in(&mut token, "ada"));
    assert_eq!(begin(), 429);
}

#[test]
fn of_32_answers_to_one_ceremony_one_signs_in() {
    let world = World::new("passkeys-raced", &[]);
    let mut token = world.adas_token();
    for counter in [0, 7] {
        token.counter = counter;
        let form = world.signed(&mut token, "ada");
        let answers = in_parallel(32, |_| world.verify(&form).status);
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1);
        assert_eq!(answers.iter().filter(|status| **status == 401).count(), 31);
    }
    // One counter is good for one sign-in, whatever the number of ceremonies.
    token.counter = 8;
    let forms: Vec<_> = (0..32).map(|_| world.signed(&mut token, "ada")).collect();
    let answers = in_parallel(32, |index| world.verify(&forms[index]).status);
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1);
}

#[test]
fn the_options_do_not_tell_whether_a_name_exists() {
    let world = World::new("passkeys-alike", &[]);
    world.adas_token();
    let asked = |username: &str| {
        let answer = world.options(username);
        let mut options = answer.json();
        assert!(options["challenge"].take().is_string());
        (answer.status, options)
    };
    let known = asked("ada");
    assert_eq!(known.0, 200);
    assert_eq!(known.1["allowCredentials"], json!([]));
    for name in ["nobody", "ADA", ""] {
        assert_eq!(asked(name), known, "{name}");
    }
}
