//! What is good once is good once, also when 32 ask at the same moment.
//!
//! That the grace of a refresh token ends is shown where time can be set, with the domain's clock.

use std::sync::LazyLock;

use serde_json::json;
use url::Url;

use crate::harness::{Answer, App, Browser, Person, Server, Shared, Tenant, finish, in_parallel};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

/// The tenant of these tests, its application, and somebody who is enrolled there.
static WORLD: LazyLock<(Tenant, App, Person)> = LazyLock::new(|| {
    let acme = SERVER.tenant("races", &["block_config.user_attempts_limit=1000"]);
    let app = acme.app("app", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    (acme, app, ada)
});

const MANY: usize = 32;

/// Sends the same request 32 times at once, each from a browser of its own with `cookies`.
fn all_at_once(cookies: &str, send: impl Fn(&Browser) -> Answer + Sync) -> Vec<Answer> {
    in_parallel(MANY, |_| send(&Browser::new().with("cookie", cookies)))
}

/// The one answer with `won`, after checking that all others have `lost`.
fn winner(answers: &[Answer], won: u16, lost: u16) -> &Answer {
    let (winners, losers): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.status == won);
    assert_eq!(winners.len(), 1, "{answers:?}");
    assert!(
        losers.iter().all(|answer| answer.status == lost),
        "{losers:?}"
    );
    winners[0]
}

#[test]
fn a_code_is_redeemed_once_and_its_replay_revokes_what_it_gave() {
    let (_, app, ada) = &*WORLD;
    let code = app.code(&Browser::new(), ada);
    let answers = all_at_once("", |browser| app.redeem(browser, &code));
    let tokens = winner(&answers, 200, 400).json();
    for loser in answers.iter().filter(|answer| answer.status == 400) {
        assert_eq!(loser.json()["error"], "invalid_grant");
    }
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let refreshed = app.refresh(&Browser::new(), refresh_token);
    assert_eq!(refreshed.json()["error"], "invalid_grant");
}

#[test]
fn a_challenge_is_answered_once() {
    let (acme, _, ada) = &*WORLD;
    let form = finish(&Browser::new(), acme, ada);
    let answers = all_at_once("", |browser| {
        browser.post_json(&acme.auth("authenticate"), &form)
    });
    winner(&answers, 200, 401);
}

#[test]
fn a_sign_in_nonce_starts_one_session() {
    let (_, app, ada) = &*WORLD;
    let hers = Browser::new();
    let hand_over = app.prove(&hers, ada);
    let answers = all_at_once(&hers.cookies(), |browser| browser.get(hand_over.as_str()));
    let signed_in = winner(&answers, 303, 401);
    assert!(!signed_in.location_value("code").is_empty());
}

#[test]
fn within_its_grace_a_refresh_token_has_one_successor() {
    let (_, app, ada) = &*WORLD;
    let browser = Browser::new();
    let code = app.code(&browser, ada);
    let tokens = app.redeem(&browser, &code).json();
    let first = tokens["refresh_token"].as_str().unwrap();
    let answers = all_at_once("", |browser| app.refresh(browser, first));
    let successors: Vec<_> = answers
        .iter()
        .map(|answer| {
            assert_eq!(answer.status, 200, "{answer}");
            answer.json()["refresh_token"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_ne!(successors[0], first);
    assert!(
        successors
            .iter()
            .all(|successor| *successor == successors[0])
    );
    // And that one goes on.
    let next = app.refresh(&browser, &successors[0]).json();
    // Since its successor is in use, whoever presents the first is a thief: the family ends.
    for token in [first, next["refresh_token"].as_str().unwrap()] {
        assert_eq!(
            app.refresh(&browser, token).json()["error"],
            "invalid_grant"
        );
    }
}

#[test]
fn a_request_that_was_sent_ahead_is_answered_once() {
    let (_, app, ada) = &*WORLD;
    let hers = Browser::new();
    app.code(&hers, ada);
    let mut form: Vec<_> = app.authorization_url().query_pairs().into_owned().collect();
    form.push(("client_secret".to_owned(), app.secret.clone().unwrap()));
    let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let pushed = hers.post_form(&app.endpoint("par"), &form).json();
    let request = [
        ("client_id", app.client_id.as_str()),
        ("request_uri", pushed["request_uri"].as_str().unwrap()),
    ];
    let url = Url::parse_with_params(&app.endpoint("authorize"), request).unwrap();
    let answers = all_at_once(&hers.cookies(), |browser| browser.get(url.as_str()));
    let answered = winner(&answers, 303, 400);
    let tokens = app.redeem(&hers, &answered.location_value("code"));
    assert_eq!(tokens.status, 200, "{tokens}");
}

#[test]
fn a_mailed_code_makes_one_account() {
    let (acme, ..) = &*WORLD;
    let bob = Person::named("bob").with_pin("482915");
    acme.register(&bob);
    let form = json!({"username": "bob", "code": acme.mailed_code(&bob)});
    let answers = all_at_once("", |browser| {
        browser.post_json(&acme.auth("verify-email"), &form)
    });
    winner(&answers, 200, 401);
}

#[test]
fn one_name_goes_to_one_of_those_who_confirm_it_at_once() {
    let (acme, ..) = &*WORLD;
    let rivals: Vec<_> = ["one", "two", "three"]
        .map(|mailbox| {
            let email = format!("{mailbox}@example.org");
            let person = Person::named("carol").with_pin("482915");
            let server = [
                "--server", &acme.url, "--tenant", &acme.id, "--email", &email,
            ];
            SERVER.json(&[&["client", "enrol"], &server[..], &person.arguments()].concat());
            let mails = SERVER.json(&["admin", "mailbox", "--to", &email]);
            mails[0]["code"].as_str().unwrap().to_owned()
        })
        .into();
    let answers = in_parallel(rivals.len(), |index| {
        let form = json!({"username": "carol", "code": rivals[index]});
        Browser::new().post_json(&acme.auth("verify-email"), &form)
    });
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{answers:?}"
    );
    assert!(
        statuses
            .iter()
            .all(|status| matches!(status, 200 | 409 | 401)),
        "{answers:?}"
    );
}
