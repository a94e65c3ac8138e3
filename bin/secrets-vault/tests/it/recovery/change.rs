//! Another picture in place of the one that is proved.

use client::{Change, Changed, UserAgent};
use serde_json::{Value, json};
use zkp_protocol::Purpose;

use super::world::{SERVER, World, agent_of, id_of_ada, reset_form, signed_in};
use crate::harness::{Answer, Browser, Person, challenged, photograph};

/// Ada as she signs in afterwards.
fn new_ada() -> Person {
    Person::named("ada")
        .with_photo(photograph(1))
        .with_pin("739164")
}

fn change(world: &World, agent: &UserAgent, user_id: &str, to: &Person) -> Result<Changed, String> {
    let (old_picture, old_knowledge) = (world.ada.picture(), world.ada.knowledge());
    let (picture, knowledge) = (to.picture(), to.knowledge());
    let change = Change {
        tenant: &world.acme.id,
        user_id,
        old: client::Person {
            username: "ada",
            picture: &old_picture,
            knowledge: &old_knowledge,
        },
        picture: &picture,
        knowledge: &knowledge,
        accepts_weakness: false,
    };
    let changed = agent.change(&change, &mut client::operating_system_rng());
    changed.map_err(|error| error.to_string())
}

/// A form by which Ada changes her picture, made as `browser`.
fn change_form(world: &World, browser: &Browser, user_id: &str) -> Value {
    let (acme, to) = (&world.acme, new_ada());
    let rng = &mut client::operating_system_rng();
    let old = challenged(browser, acme, &world.ada, Purpose::Change)
        .recover(&world.ada.picture())
        .unwrap();
    let features = keepic::Features::of(&to.picture());
    let commitment = challenged(browser, acme, &to, Purpose::Enrol)
        .enrol_in_place_of(&old, user_id, &features, rng)
        .unwrap();
    json!({"encrypted_commitment": commitment, "proto_version": "1"})
}

fn send(world: &World, browser: &Browser, form: &Value) -> Answer {
    browser.post_json(&world.acme.auth("change-password"), form)
}

fn is_signed_in(world: &World, browser: &Browser) -> bool {
    let page = browser.get(world.app.authorization_url().as_str());
    page.location().path() != "/sign-in"
}

#[test]
fn another_picture_takes_the_place_of_the_proved_one_and_other_devices_are_signed_out() {
    let world = World::of("change");
    let user_id = id_of_ada(&world);
    let ((own, refresh_token), (other, _)) = (signed_in(&world), signed_in(&world));
    let changed = change(&world, &agent_of(&world, &own), &user_id, &new_ada());
    assert!(!changed.unwrap().is_similar);
    assert!(is_signed_in(&world, &own));
    assert!(!is_signed_in(&world, &other));
    let refreshed = world.app.refresh(&own, &refresh_token).json();
    assert_eq!(refreshed["error"], "invalid_grant");
    assert!(
        !world
            .acme
            .try_log_in(&world.app, &world.ada)
            .status
            .success()
    );
    world.acme.log_in(&world.app, &new_ada());
    let notice = world.acme.mail(&world.ada);
    assert_eq!(notice["kind"], "picture_replaced", "{notice}");
    assert_eq!(notice["is_by_mail"], false);
}

#[test]
fn the_command_line_changes_it_and_warns_of_a_picture_that_is_the_same() {
    let world = World::of("change-command");
    let at = ["--server", &world.acme.url, "--tenant", &world.acme.id];
    let secret = world.app.secret.as_deref().unwrap();
    let app = ["--client-id", "app", "--client-secret", secret];
    let back = ["--redirect-uri", "http://127.0.0.1:9/back"];
    let photo = world.ada.photo.to_str().unwrap();
    let new = ["--new-photo", photo, "--new-pin", "739164"];
    let who = world.ada.arguments();
    let words = [&["client", "change"], &at[..], &app, &back, &who, &new].concat();
    let output = SERVER.run(&words);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("much like the old one"), "{said}");
    world.acme.log_in(&world.app, &world.ada.with_pin("739164"));
}

#[test]
fn a_change_is_for_whoever_proved_it_once_and_for_nothing_else() {
    let world = World::of("change-bound");
    let user_id = id_of_ada(&world);
    world.acme.enrol(&world.ada.renamed("bob"));
    let (own, _) = signed_in(&world);
    let bob = Browser::new();
    let code = world.app.code(&bob, &world.ada.renamed("bob"));
    world.app.redeem(&bob, &code);

    let refused = |browser: &Browser, form: &Value, why: &str| {
        let answer = send(&world, browser, form);
        assert_eq!(answer.status, 401, "{why}: {answer}");
    };
    refused(
        &bob,
        &change_form(&world, &own, &user_id),
        "another's session",
    );
    refused(
        &Browser::new(),
        &change_form(&world, &own, &user_id),
        "no session",
    );
    let of_somebody_else = change_form(&world, &own, "somebody-else");
    refused(&own, &of_somebody_else, "another user in the proof");
    // A commitment of a reset has no old proof.
    let mut form = reset_form(&world.acme, "ada", &"A".repeat(43));
    form.as_object_mut().unwrap().remove("code");
    refused(&own, &form, "no old proof");
    let form = change_form(&world, &own, &user_id);
    assert_eq!(send(&world, &own, &form).status, 200);
    refused(&own, &form, "once more");
}

#[test]
fn a_begin_to_change_needs_the_session_of_that_very_name() {
    let world = World::of("change-begin");
    let (own, _) = signed_in(&world);
    for purpose in [Purpose::Change, Purpose::Email] {
        let knowledge = world.ada.knowledge();
        let begin = crate::harness::Begin::new(purpose, &knowledge);
        assert_eq!(begin.send(&own, &world.acme, "ada").status, 200);
        assert_eq!(begin.send(&own, &world.acme, "bob").status, 401);
        assert_eq!(begin.send(&Browser::new(), &world.acme, "ada").status, 401);
    }
}

#[test]
fn an_access_token_of_the_persons_own_does_as_well_and_a_key_does_not() {
    let world = World::of("change-token");
    let user_id = id_of_ada(&world);
    world.acme.app(
        "profile",
        &["--public", "--scope", "openid", "--scope", "account"],
    );
    let tokens = world
        .acme
        .log_in_for("profile", &world.ada, &["openid", "account"]);
    let token = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let browser = Browser::new().with("authorization", token);
    let form = change_form(&world, &browser, &user_id);
    let answer = send(&world, &browser, &form);
    assert_eq!(answer.status, 200, "{answer}");
    world.acme.log_in(&world.app, &new_ada());
}
