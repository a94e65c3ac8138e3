//! How an application gets its answer: in the query, in the fragment, in a form.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::Value;
use url::Url;

use super::tenant;
use crate::harness::{Answer, App, Browser, Person, REDIRECT_URI};

const EVERYTHING: &str = r#"response_types=["code","id_token","code id_token"]"#;

/// The application's request, changed; an empty value takes a parameter away.
fn request(app: &App, changes: &[(&str, &str)]) -> Url {
    let mut url = app.authorization_url();
    let kept = url.query_pairs().into_owned();
    let kept = kept.filter(|(name, _)| changes.iter().all(|(changed, _)| name != changed));
    let kept: Vec<_> = kept.collect();
    let new = changes.iter().filter(|(_, value)| !value.is_empty());
    url.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .extend_pairs(new);
    url
}

/// The fields of the form on a page that goes back to the application.
fn form(page: &Answer) -> BTreeMap<String, String> {
    assert_eq!(page.status, 200, "{page}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:9 http:"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe-inline"));
    let html = String::from_utf8(page.body.clone()).unwrap();
    assert!(
        html.contains(&format!("action=\"{REDIRECT_URI}\"")),
        "{html}"
    );
    let fields = html.split("<input type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            (name.to_owned(), rest.split('"').next().unwrap().to_owned())
        })
        .collect()
}

fn claims(id_token: &str) -> Value {
    let payload = id_token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL.decode(payload).unwrap()).unwrap()
}

#[test]
fn an_answer_comes_as_the_application_wants_it() {
    let (acme, _) = tenant("response-modes", &[]);
    let app = acme.app("hybrid", &["--set", EVERYTHING]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    let code = app.code(&browser, &ada);
    assert_eq!(app.redeem(&browser, &code).status, 200);

    let get = |changes| browser.get(request(&app, changes).as_str());
    let fragment = get(&[("response_mode", "fragment")]).location();
    assert!(fragment.query().is_none() && fragment.fragment().unwrap().contains("code="));

    let posted = form(&get(&[("response_mode", "form_post")]));
    assert_eq!(posted["state"], "the-state");
    assert_eq!(posted["iss"], acme.issuer());
    assert_eq!(app.redeem(&browser, &posted["code"]).status, 200);

    let hybrid = get(&[
        ("response_type", "code id_token"),
        ("response_mode", "form_post"),
    ]);
    let hybrid = form(&hybrid);
    let said = claims(&hybrid["id_token"]);
    assert_eq!(
        (&said["nonce"], &said["aud"]),
        (&"the-nonce".into(), &"hybrid".into())
    );
    assert!(said["c_hash"].is_string() && said.get("email").is_none());
    assert_eq!(app.redeem(&browser, &hybrid["code"]).status, 200);

    let alone = get(&[("response_type", "id_token")]);
    let said = claims(&alone.location_value("id_token"));
    assert_eq!(said["email"], ada.email());
    assert!(alone.location().query().is_none());
}

#[test]
fn errors_come_the_same_way_and_what_is_not_allowed_is_said() {
    let (_, app) = tenant("response-errors", &[]);
    let browser = Browser::new();
    let get = |changes| browser.get(request(&app, changes).as_str());
    let silent = form(&get(&[("response_mode", "form_post"), ("prompt", "none")]));
    assert_eq!(silent["error"], "login_required");
    assert_eq!(silent["state"], "the-state");
    let unregistered = get(&[("response_type", "id_token")]);
    assert_eq!(unregistered.location_value("error"), "unauthorized_client");
    assert!(
        unregistered.location().query().is_none(),
        "it expects a fragment"
    );
}

#[test]
fn whoever_signs_in_first_is_sent_back_by_a_form_too() {
    let (acme, app) = tenant("response-sign-in", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    let page = browser.get(request(&app, &[("response_mode", "form_post")]).as_str());
    let agent = client::UserAgent::new(acme.server());
    let Ok(client::Landing::SignIn(read)) = agent.open(&page.location()) else {
        panic!("no sign-in page")
    };
    let hand_over = app.prove_on(&read, &browser, &ada);
    let posted = form(&browser.get(hand_over.as_str()));
    assert_eq!(app.redeem(&browser, &posted["code"]).status, 200);
    let next = browser.get(app.authorization_url().as_str());
    assert!(
        !next.location_value("code").is_empty(),
        "the session's cookie came along"
    );
}
