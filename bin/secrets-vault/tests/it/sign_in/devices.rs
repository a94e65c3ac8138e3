//! Devices without a browser, signed in by another one.

use client::{Landing, UserAgent};
use serde_json::Value;
use url::Url;

use super::pages::{browser, field, submit, text};
use super::tenant;
use crate::harness::{Answer, App, Browser, Person, Tenant, in_parallel};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A tenant, an application on a television, and a person who is enrolled.
fn world(id: &str, more: &[&str]) -> (Tenant, App, Person) {
    let (acme, _) = tenant(id, &[]);
    let grants = format!(r#"grant_types=["{GRANT}","refresh_token"]"#);
    let arguments = ["--name", "Living <TV>", "--set", &grants];
    let app = acme.app("tv", &[&arguments[..], more].concat());
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    (acme, app, ada)
}

impl App {
    /// Asks for a device, with its secret if it has one.
    fn ask(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = vec![("client_id", self.client_id.as_str())];
        form.extend(
            self.secret
                .as_deref()
                .map(|secret| ("client_secret", secret)),
        );
        form.extend(fields);
        Browser::new().post_form(&self.endpoint(endpoint), &form)
    }

    fn begin(&self) -> Value {
        let scope = ("scope", "openid email offline_access");
        let answer = self.ask("device_authorization", &[scope]);
        assert_eq!(answer.status, 200, "{answer}");
        answer.json()
    }

    fn poll(&self, device: &Value) -> Answer {
        let code = device["device_code"].as_str().unwrap();
        self.ask("token", &[("grant_type", GRANT), ("device_code", code)])
    }

    /// What a device is told that gets nothing yet.
    fn told(&self, device: &Value) -> String {
        let answer = self.poll(device);
        assert_eq!(answer.status, 400, "{answer}");
        answer.json()["error"].as_str().unwrap().to_owned()
    }
}

/// Types the code of a device; where that leads.
fn type_in(browser: &Browser, device: &Value) -> Url {
    let complete = device["verification_uri_complete"].as_str().unwrap();
    let page = text(&browser.get(complete));
    let code = field(&page, "user_code");
    assert_eq!(code, device["user_code"].as_str().unwrap());
    let typed = code.to_lowercase().replace('-', " ");
    let place = device["verification_uri"].as_str().unwrap();
    let found = submit(browser, place, &page, &[("user_code", &typed)]);
    found.location()
}

/// Signs ada in on the way to a device's question, and gives the question's address.
fn sign_in(app: &App, browser: &Browser, ada: &Person, page: &Url) -> Url {
    let agent = UserAgent::new(app.tenant.server());
    let Ok(Landing::SignIn(read)) = agent.open(page) else {
        panic!("{page} is no sign-in page");
    };
    let hand_over = app.prove_on(&read, browser, ada);
    browser.get(hand_over.as_str()).location()
}

/// Answers the question about a device; where that leads.
fn answer(browser: &Browser, question: &Url, allow: &str) -> Answer {
    let page = text(&browser.get(question.as_str()));
    let session = field(&page, "session");
    let fields = [("allow", allow), ("session", session.as_str())];
    submit(browser, question.as_str(), &page, &fields)
}

#[test]
fn a_person_signs_a_device_in_with_another_browser() {
    let (acme, app, ada) = world("devices", &[]);
    let discovered = Browser::new().get(&app.endpoint(".well-known/openid-configuration"));
    let endpoint = app.endpoint("device_authorization");
    assert_eq!(
        discovered.json()["device_authorization_endpoint"],
        *endpoint
    );
    let device = app.begin();
    assert_eq!(
        device["verification_uri"],
        format!("{}/device/devices", acme.url)
    );
    assert_eq!(
        (&device["expires_in"], &device["interval"]),
        (&600.into(), &5.into())
    );
    assert_eq!(app.told(&device), "authorization_pending");
    assert_eq!(app.told(&device), "slow_down");

    let browser = browser();
    let question = sign_in(&app, &browser, &ada, &type_in(&browser, &device));
    assert_eq!(question.path(), "/consent");
    let page = text(&browser.get(question.as_str()));
    let code = device["user_code"].as_str().unwrap();
    for said in ["Living &#60;TV&#62;", code, "ada@example.org"] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    let done = answer(&browser, &question, "yes").location();
    assert!(text(&browser.get(done.as_str())).contains("Your device is signed in"));

    let tokens = app.poll(&device);
    assert_eq!(tokens.status, 200, "{tokens}");
    assert_eq!(tokens.header("cache-control"), Some("no-store"));
    let tokens = tokens.json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let device_itself = Browser::new().with("authorization", bearer);
    let told = device_itself.get(&app.endpoint("userinfo")).json();
    assert_eq!(told["email"], "ada@example.org");
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(app.refresh(&Browser::new(), refresh_token).status, 200);
    assert_eq!(app.told(&device), "invalid_grant");

    // Who is signed in already is asked at once, and may say no.
    let second = app.begin();
    let question = type_in(&browser, &second);
    assert_eq!(question.path(), "/consent");
    let done = answer(&browser, &question, "no").location();
    assert!(text(&browser.get(done.as_str())).contains("The device was not let in"));
    assert_eq!(app.told(&second), "access_denied");
}

#[test]
fn a_device_code_is_redeemed_once() {
    let (_, app, ada) = world("devices-raced", &["--public"]);
    let browser = browser();
    let device = app.begin();
    let question = sign_in(&app, &browser, &ada, &type_in(&browser, &device));
    answer(&browser, &question, "yes");
    let answers = in_parallel(32, |_| app.poll(&device));
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1, "{answers:?}");
    for answer in lost {
        assert_eq!(answer.json()["error"], "invalid_grant", "{answer}");
    }
    // The others took nothing away from the one that won.
    let tokens = won[0].json();
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(app.refresh(&Browser::new(), refresh_token).status, 200);
}

#[test]
fn a_device_is_its_clients_and_its_tenants() {
    let (acme, app, ada) = world("devices-apart", &[]);
    let (_, elsewhere, _) = world("devices-elsewhere", &[]);
    let grants = format!(r#"grant_types=["{GRANT}"]"#);
    let radio = acme.app("radio", &["--set", &grants]);
    let browser = browser();
    let device = app.begin();
    let question = sign_in(&app, &browser, &ada, &type_in(&browser, &device));
    answer(&browser, &question, "yes");
    for other in [&radio, &elsewhere] {
        assert_eq!(other.told(&device), "invalid_grant");
    }
    let place = elsewhere.begin()["verification_uri"]
        .as_str()
        .unwrap()
        .to_owned();
    let page = text(&browser.get(&place));
    let code = app.begin()["user_code"].as_str().unwrap().to_owned();
    let found = submit(&browser, &place, &page, &[("user_code", &code)]);
    assert_eq!(found.status, 400);
    assert!(text(&found).contains("No device is waiting with this code"));

    let plain = acme.app("plain", &[]);
    let refused = plain.ask("device_authorization", &[("scope", "openid")]);
    assert_eq!(refused.json()["error"], "unauthorized_client");
    let unknown = [("client_secret", "wrong"), ("client_id", "tv")];
    let refused = Browser::new().post_form(&app.endpoint("device_authorization"), &unknown);
    assert_eq!(
        (refused.status, &refused.json()["error"]),
        (401, &"invalid_client".into())
    );
    assert_eq!(app.poll(&device).status, 200);
}
