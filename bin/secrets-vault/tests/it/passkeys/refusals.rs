//! What no passkey does.

use serde_json::{Value, json};
use testkit::{Lies, SoftToken};

use super::world::World;
use crate::harness::Answer;

const REFUSED: &str = "the passkey was refused; begin again with new options";

#[track_caller]
fn refused(answer: &Answer) {
    assert_eq!(
        (answer.status, &answer.json()["detail"]),
        (401, &json!(REFUSED))
    );
}

/// Everything that makes an answer worthless, by name.
fn lies(other_act: &'static str) -> [(&'static str, Lies); 5] {
    let honest = Lies::default;
    [
        (
            "presence",
            Lies {
                without_presence: true,
                ..honest()
            },
        ),
        (
            "verification",
            Lies {
                without_verification: true,
                ..honest()
            },
        ),
        (
            "origin",
            Lies {
                origin: Some("http://localhost:1"),
                ..honest()
            },
        ),
        (
            "domain",
            Lies {
                domain: Some("localhost.example"),
                ..honest()
            },
        ),
        (
            "act",
            Lies {
                act: Some(other_act),
                ..honest()
            },
        ),
    ]
}

#[test]
fn each_lie_alone_is_refused() {
    let world = World::new("passkeys-lies", &[]);
    let mut token = world.adas_token();
    let wrong_key = (
        "key",
        Lies {
            has_wrong_key: true,
            ..Lies::default()
        },
    );
    for (name, lies) in lies("webauthn.create").into_iter().chain([wrong_key]) {
        assert!(!world.signs_in(&mut token.lying(lies), "ada"), "{name}");
    }
    assert!(world.signs_in(&mut token, "ada"));
    for (name, lies) in lies("webauthn.get") {
        let added = world.add(&mut SoftToken::new().lying(lies));
        assert_eq!(added.status, 400, "{name}: {added}");
    }
    assert_eq!(world.list().as_array().unwrap().len(), 1);
}

#[test]
fn a_challenge_is_answered_once_and_where_it_was_asked() {
    let world = World::new("passkeys-ceremony", &[]);
    let other = World::new("passkeys-elsewhere", &[]);
    let mut token = world.adas_token();
    let form = world.signed(&mut token, "ada");
    assert_eq!(world.verify(&form).status, 200);
    refused(&world.verify(&form));

    // Another tenant's challenge, and one for another name.
    let foreign = other.options("ada").json();
    refused(&world.verify(&world.answered(&mut token, "ada", &foreign)));
    for (asked, answered) in [("bob", "ada"), ("ada", ""), ("", "ada")] {
        let options = world.options(asked).json();
        refused(&world.verify(&world.answered(&mut token, answered, &options)));
    }

    // A registration's challenge.
    let options = world
        .hers
        .post_json(&world.at("/register/options"), &json!({}));
    let mut options = options.json();
    options["rpId"] = options["rp"]["id"].take();
    refused(&world.verify(&world.answered(&mut token, "ada", &options)));

    // One that was never asked, or is none.
    for challenge in ["A".repeat(43), "x".into(), String::new()] {
        let options = json!({"rpId": "localhost", "challenge": challenge});
        refused(&world.verify(&world.answered(&mut token, "ada", &options)));
    }
    assert!(world.signs_in(&mut token, "ada"));
}

#[test]
fn a_passkey_is_good_for_its_own_account() {
    let world = World::new("passkeys-foreign", &[]);
    let other = World::new("passkeys-foreign-other", &[]);
    let mut token = world.adas_token();
    let mut others = other.adas_token();
    let handle = token.user_handle.clone();
    assert_ne!(handle, others.user_handle);

    // Unknown here, though it belongs to the same domain.
    for username in ["ada", ""] {
        let form = world.signed(&mut others, username);
        refused(&world.verify(&form));
    }
    // Under another name, with another handle, and as nobody in particular.
    assert!(!world.signs_in(&mut token, "bob"));
    token.user_handle = others.user_handle.clone();
    assert!(!world.signs_in(&mut token, "ada"));
    assert!(!world.signs_in(&mut token, ""));
    token.user_handle = None;
    assert!(!world.signs_in(&mut token, ""));
    // Who it is must be said once.
    assert!(world.signs_in(&mut token, "ada"));
    token.user_handle = handle;
    assert!(world.signs_in(&mut token, ""));
}

#[test]
fn a_counter_that_goes_back_is_refused() {
    let world = World::new("passkeys-counter", &[]);
    let mut token = world.adas_token();
    token.counter = 7;
    assert!(world.signs_in(&mut token, "ada"));
    for counter in [7, 6, 0] {
        token.counter = counter;
        assert!(!world.signs_in(&mut token, "ada"), "{counter}");
    }
    token.counter = 8;
    assert!(world.signs_in(&mut token, "ada"));
}

#[test]
fn refused_answers_are_charged_to_their_address() {
    let limit = "block_config.ip_attempts_limit=3";
    let world = World::new("passkeys-charged", &[limit]);
    let token = world.adas_token();
    let lies = || Lies {
        without_verification: true,
        ..Lies::default()
    };
    let statuses: Vec<_> = (0..4).map(|_| world.options("ada").status).collect();
    assert_eq!(statuses, [200; 4], "what is not answered costs nothing");
    for _ in 0..3 {
        assert!(!world.signs_in(&mut token.lying(lies()), "ada"));
    }
    let blocked = world.options("ada");
    assert_eq!(blocked.status, 429);
    assert!(blocked.header("retry-after").is_some());
}

#[test]
fn where_the_tenant_has_switched_them_off_there_are_none() {
    let world = World::without_passkeys("passkeys-off");
    assert_eq!(world.options("ada").status, 403);
    let options = json!({"rpId": "localhost", "challenge": "A".repeat(43)});
    let form = world.answered(&mut SoftToken::new(), "ada", &options);
    assert_eq!(world.verify(&form).status, 403);
    let asked = world
        .hers
        .post_json(&world.at("/register/options"), &json!({}));
    assert_eq!(asked.status, 403);
    assert_eq!(world.list(), json!([]));
}

#[test]
fn a_key_adds_no_passkey() {
    let world = World::new("passkeys-keys", &[]);
    let token = world.adas_token();
    let writer = world.key_of_adas("USER");
    let options = writer.post_json(&world.at("/register/options"), &json!({}));
    assert_eq!(options.status, 403, "{options}");
    let reader = world.key_of_adas("USER:READ");
    let own = world.at("/") + &token.id();
    assert_eq!(reader.get(&world.at("")).status, 200);
    assert_eq!(reader.send("DELETE", &own, &[], Vec::new()).status, 403);
    assert_eq!(world.list().as_array().unwrap().len(), 1);
}

#[test]
fn what_is_malformed_is_named() {
    let world = World::new("passkeys-malformed", &[]);
    let token = &mut world.adas_token();
    let url = world.at("/auth/options?tenant_id=") + &world.tenant.id;
    let elsewhere = json!({"username": "ada", "tenant_id": "another"});
    let answer = crate::harness::Browser::new().post_json(&url, &elsewhere);
    assert_eq!(
        answer.json()["detail"][0]["loc"],
        json!(["body", "tenant_id"])
    );
    assert_eq!(world.options(&"x".repeat(129)).status, 422);
    let options = world
        .hers
        .post_json(&world.at("/register/options"), &json!({}))
        .json();
    let mut form = SoftToken::new().register(&world.tenant.url, &options);
    for name in ["", " ", "a\nb", &"x".repeat(65)] {
        form["name"] = name.into();
        let answer = world.hers.post_json(&world.at("/register/verify"), &form);
        assert_eq!(
            answer.json()["detail"][0]["loc"],
            json!(["body", "name"]),
            "{name:?}"
        );
    }
    // Nothing of that has spent the ceremony.
    form["name"] = Value::Null;
    assert_eq!(
        world
            .hers
            .post_json(&world.at("/register/verify"), &form)
            .status,
        200
    );
    // A passkey that is known is not added again.
    assert_eq!(world.add(token).status, 400);
}
