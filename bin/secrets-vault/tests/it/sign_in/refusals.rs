//! Who is not signed in.

use client::{Landing, UserAgent};
use keepic::Knowledge;
use serde_json::Value;

use super::{SERVER, tenant};
use crate::harness::{Browser, Person, finish, photograph};

const NO_MATCH: &str = "picture or PIN does not match";

#[test]
fn another_photograph_a_wrong_pin_and_an_unknown_name_are_refused_in_the_same_words() {
    let (acme, app) = tenant("refusals", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let mut said = Vec::new();
    for person in [
        ada.with_photo(photograph(1)),
        ada.with_pin("482916"),
        ada.with_pin("4829"),
        Person::named("ada"),
        Person::named("ada").with_pattern("0,4,8,5,1"),
        ada.renamed("eve"),
    ] {
        let output = acme.try_log_in(&app, &person);
        assert_eq!(output.status.code(), Some(1), "{person:?}");
        assert!(output.stdout.is_empty(), "{person:?}");
        said.push(String::from_utf8(output.stderr).unwrap());
    }
    assert!(said[0].contains(NO_MATCH), "{}", said[0]);
    assert!(said.iter().all(|words| *words == said[0]), "{said:?}");
}

#[test]
fn a_registration_that_was_not_confirmed_signs_nobody_in() {
    let (acme, app) = tenant("unconfirmed", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.register(&ada);
    let output = acme.try_log_in(&app, &ada);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(NO_MATCH), "{said}");
}

#[test]
fn a_weak_pin_is_refused_before_anything_is_sent() {
    let said = SERVER.failure(
        &[
            &[
                "client",
                "enrol",
                "--server",
                "http://localhost:9",
                "--tenant",
                "acme",
            ][..],
            &["--email", "ada@example.org"],
            &Person::named("ada").with_pin("123456").arguments(),
        ]
        .concat(),
    );
    assert!(said.contains("PIN"), "{said}");
    assert!(!said.contains("cannot be reached"), "{said}");
}

#[test]
fn a_challenge_is_answered_once_and_only_by_whom_it_was_for() {
    let (acme, _) = tenant("replays", &[]);
    let (other, _) = tenant("replays-elsewhere", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    let finish = || finish(&browser, &acme, &ada);
    let answer = |form: &Value| browser.post_json(&acme.auth("authenticate"), form);

    let good = finish();
    assert_eq!(answer(&good).status, 200);
    let replayed = answer(&good);
    assert_eq!(replayed.status, 401);

    // Each has the same answer, and spends the challenge.
    let mut foreign = finish();
    foreign["username"] = "Ada".into();
    let mut mixed_up = finish();
    mixed_up["challenge_data"] = finish()["challenge_data"].take();
    let elsewhere = finish();
    let refused = [
        answer(&foreign),
        answer(&mixed_up),
        browser.post_json(&other.auth("authenticate"), &elsewhere),
    ];
    for refused in refused {
        assert_eq!(
            (refused.status, &refused.body),
            (401, &replayed.body),
            "{refused}"
        );
    }
    foreign["username"] = "ada".into();
    assert_eq!(
        answer(&foreign).status,
        401,
        "a challenge that was answered wrongly is spent"
    );
    assert_eq!(answer(&elsewhere).status, 401, "in another tenant too");
}

#[test]
fn a_proof_for_one_browsers_request_is_of_no_use_to_another_browser() {
    let (acme, app) = tenant("hand-over", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let (hers, theirs) = (Browser::new(), Browser::new());
    let hand_over = app.prove(&hers, &ada);
    app.open_sign_in_page(&theirs);
    assert_eq!(theirs.get(hand_over.as_str()).status, 401);
    assert_eq!(Browser::new().get(hand_over.as_str()).status, 401);
    let signed_in = hers.get(hand_over.as_str());
    assert_eq!(signed_in.status, 303);
    assert_eq!(signed_in.header("cache-control"), Some("no-store"));
    assert_eq!(signed_in.header("referrer-policy"), Some("no-referrer"));
}

#[test]
fn a_sign_in_page_of_another_browser_gives_no_challenge() {
    let (acme, app) = tenant("binding", &[]);
    let (url, page) = app.open_sign_in_page(&Browser::new());
    let agent = UserAgent::new(acme.server());
    assert_eq!(agent.open(&url).unwrap(), Landing::SignIn(page.clone()));
    let person = client::Person {
        username: "ada",
        picture: &keepic::specimen::opaque(1, 320, 240).unwrap(),
        knowledge: &Knowledge {
            pin: None,
            pattern: None,
        },
    };
    let error = agent
        .prove(&page, &person, &mut client::operating_system_rng())
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("start again from the application"),
        "{error}"
    );
}
