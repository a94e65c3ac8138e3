//! Another e-mail address, which must be confirmed.

use client::UserAgent;
use serde_json::{Value, json};

use super::world::{SERVER, World, agent_of, id_of_ada, signed_in};
use crate::harness::Browser;

fn change(world: &World, agent: &UserAgent, user_id: &str, email: &str) -> Result<(), String> {
    let (picture, knowledge) = (world.ada.picture(), world.ada.knowledge());
    let ada = client::Person {
        username: "ada",
        picture: &picture,
        knowledge: &knowledge,
    };
    let rng = &mut client::operating_system_rng();
    let changed = agent.change_email(&world.acme.id, user_id, &ada, email, rng);
    changed.map_err(|error| error.to_string())
}

fn mail_to(world: &World, email: &str) -> Value {
    let mails = SERVER.json(&["admin", "mailbox", "--to", email]);
    let of_tenant = |mail: &&Value| mail["tenant_id"] == *world.acme.id;
    let mails = mails.as_array().unwrap();
    mails.iter().find(of_tenant).cloned().unwrap_or_default()
}

fn confirm(world: &World, code: &str) -> u16 {
    let form = json!({"username": "ada", "code": code});
    let url = world.acme.auth("verify-email");
    Browser::new().post_json(&url, &form).status
}

#[test]
fn a_new_address_is_confirmed_before_the_next_sign_in_and_the_old_one_is_told() {
    let world = World::of("email");
    let user_id = id_of_ada(&world);
    let (browser, _) = signed_in(&world);
    change(
        &world,
        &agent_of(&world, &browser),
        &user_id,
        "new-ada@example.org",
    )
    .unwrap();
    assert_eq!(
        mail_to(&world, "ada@example.org")["kind"],
        "address_changed"
    );
    let mail = mail_to(&world, "new-ada@example.org");
    assert_eq!(mail["kind"], "confirm_address", "{mail}");

    let output = world.acme.try_log_in(&world.app, &world.ada);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("confirm the e-mail address first"), "{said}");
    // What is not confirmed grants nothing.
    for email in ["new-ada@example.org", "ada@example.org"] {
        assert_eq!(world.forget("ada", email).status, 200);
        assert_ne!(mail_to(&world, email)["kind"], "reset", "{email}");
    }
    let code = mail["code"].as_str().unwrap();
    let other = if code == "00000000" {
        "00000001"
    } else {
        "00000000"
    };
    assert_eq!(confirm(&world, other), 401);
    assert_eq!(confirm(&world, code), 200);
    assert_eq!(confirm(&world, code), 401, "it is good once");
    world.acme.log_in(&world.app, &world.ada);
    let tokens = world.acme.log_in(&world.app, &world.ada);
    assert!(tokens["access_token"].is_string());
}

#[test]
fn an_address_is_changed_by_its_own_person_for_itself() {
    let world = World::of("email-bound");
    let user_id = id_of_ada(&world);
    world.acme.enrol(&world.ada.renamed("bob"));
    let (browser, _) = signed_in(&world);
    let agent = agent_of(&world, &browser);
    let said = change(&world, &agent, &user_id, "bob@example.org").unwrap_err();
    assert!(said.contains("in use"), "{said}");
    let said = change(&world, &agent, "somebody-else", "new@example.org").unwrap_err();
    assert!(said.contains("there is no such thing here"), "{said}");
    let said = change(&world, &agent, &user_id, "ada@example.org").unwrap_err();
    assert!(said.contains("already"), "{said}");
    let strange = UserAgent::new(world.acme.server());
    assert!(change(&world, &strange, &user_id, "new@example.org").is_err());

    // Without a proof a session is not enough.
    let url = format!(
        "{}/api/tenants/{}/users/{user_id}/email",
        world.acme.url, world.acme.id
    );
    let form = json!({"challenge_id": "", "challenge_data": "", "email": "new@example.org"});
    let json = [("content-type", "application/json")];
    let answer = browser.send("PUT", &url, &json, form.to_string().into_bytes());
    assert_eq!(answer.status, 422, "{answer}");
    world.acme.log_in(&world.app, &world.ada);
}
