//! Whether an application may have what it asks for.

use serde_json::{Value, json};
use url::Url;

use super::{SERVER, tenant};
use crate::harness::{App, Browser, Person, Tenant};

/// A tenant, an application of somebody else's, and a person who is enrolled.
fn world(id: &str) -> (Tenant, App, Person) {
    let (acme, _) = tenant(id, &[]);
    let app = acme.strangers_app("stranger", &["--name", "Stranger <&> Sons"]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    (acme, app, ada)
}

/// The same request with another parameter.
fn with(app: &App, name: &str, value: &str) -> Url {
    let mut url = app.authorization_url();
    let others: Vec<_> = url
        .query_pairs()
        .filter(|(key, _)| key != name)
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair(name, value);
    url
}

/// The question behind a consent page.
fn question(tenant: &Tenant, page: &Url) -> String {
    assert_eq!(page.path(), "/consent");
    let pairs = page.query_pairs();
    let id = pairs.into_iter().find(|(name, _)| name == "auth_req_id");
    let id = id.unwrap().1.into_owned();
    format!("{}/api/auth/consent?auth_req_id={id}", tenant.url)
}

fn answer(browser: &Browser, question: &str, allow: bool) -> Url {
    let answer = browser.post_json(question, &json!({"allow": allow}));
    assert_eq!(answer.status, 200, "{answer}");
    answer.json()["location"].as_str().unwrap().parse().unwrap()
}

fn value(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    let pair = pairs.find(|(key, _)| key == name)?;
    Some(pair.1.into_owned())
}

#[test]
fn a_strangers_application_asks_once_for_what_it_wants() {
    let (acme, app, ada) = world("consent");
    let browser = Browser::new();
    let hand_over = app.prove(&browser, &ada);
    let question = question(&acme, &browser.get(hand_over.as_str()).location());
    let asked: Value = browser.get(&question).json();
    assert_eq!(asked["client_name"], "Stranger <&> Sons");
    assert_eq!(asked["username"], "ada");
    assert_eq!(asked["scope"], "openid profile email offline_access");
    // Another browser, and one that is not signed in, are not asked.
    assert_eq!(Browser::new().get(&question).status, 401);
    let forged = Browser::new().post_json(&question, &json!({"allow": true}));
    assert_eq!(forged.status, 401);
    // Another site can send a form, and no JSON.
    let forged = browser.post_form(&question, &[("allow", "true")]);
    assert_eq!(forged.status, 422);

    let back = answer(&browser, &question, true);
    let code = value(&back, "code").unwrap();
    assert_eq!(value(&back, "state").as_deref(), Some("the-state"));
    assert_eq!(app.redeem(&browser, &code).status, 200);
    assert_eq!(browser.get(&question).status, 401, "it is answered once");

    let again = browser.get(app.authorization_url().as_str());
    assert!(!again.location_value("code").is_empty());
    let wants_to_ask = browser.get(with(&app, "prompt", "consent").as_str());
    assert_eq!(wants_to_ask.location().path(), "/consent");
}

#[test]
fn without_a_page_and_after_a_no_the_application_is_told() {
    let (acme, app, ada) = world("no-consent");
    let browser = Browser::new();
    let hand_over = app.prove(&browser, &ada);
    let question = question(&acme, &browser.get(hand_over.as_str()).location());
    let silent = browser.get(with(&app, "prompt", "none").as_str());
    assert_eq!(silent.location_value("error"), "consent_required");

    let back = answer(&browser, &question, false);
    assert_eq!(value(&back, "error").as_deref(), Some("access_denied"));
    assert_eq!(value(&back, "state").as_deref(), Some("the-state"));
    let late = browser.post_json(&question, &json!({"allow": true}));
    assert_eq!(late.status, 401, "a refused request is over");
    let next_time = browser.get(app.authorization_url().as_str());
    assert_eq!(next_time.location().path(), "/consent");
}

#[test]
fn the_command_line_signs_in_to_it_and_asks_before_another_program_gets_anything() {
    let (acme, app, ada) = world("consent-cli");
    assert!(acme.log_in(&app, &ada)["id_token"].is_string());

    let url = with(&app, "prompt", "consent");
    let sign_in = |more: &[&str]| {
        let arguments = [&["client", "authorize", "--url", url.as_str()], more].concat();
        SERVER.run(&[&arguments[..], &ada.arguments()].concat())
    };
    let silent = sign_in(&[]);
    assert_eq!(silent.status.code(), Some(1));
    let said = String::from_utf8_lossy(&silent.stderr).into_owned();
    assert!(
        said.contains("Stranger <&> Sons asks ada for: openid"),
        "{said}"
    );
    let allowed: Value = serde_json::from_slice(&sign_in(&["--allow"]).stdout).unwrap();
    let location = allowed["location"].as_str().unwrap().parse().unwrap();
    assert!(value(&location, "code").is_some());
}
