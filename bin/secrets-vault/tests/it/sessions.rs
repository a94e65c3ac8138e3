//! Sessions: one sign-in for every application of a tenant, none beyond it, and what ends with a session.
//!
//! That they end by themselves is shown where time can be set, by the surface in one process.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::Value;

use crate::harness::{Answer, App, Browser, Person, Server, Shared, Tenant};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

/// A tenant in which ada is enrolled.
fn tenant(id: &str) -> (Tenant, Person) {
    let tenant = SERVER.tenant(id, &[]);
    let ada = Person::named("ada").with_pin("482915");
    tenant.enrol(&ada);
    (tenant, ada)
}

impl App {
    /// Asks for a code without a page.
    fn silently(&self, browser: &Browser) -> Answer {
        let mut url = self.authorization_url();
        url.query_pairs_mut().append_pair("prompt", "none");
        browser.get(url.as_str())
    }

    /// The tokens of whoever is signed in in that browser.
    fn silent_tokens(&self, browser: &Browser) -> Value {
        let code = self.silently(browser).location_value("code");
        self.redeem(browser, &code).json()
    }

    #[track_caller]
    fn knows_nobody(&self, browser: &Browser) {
        let error = self.silently(browser).location_value("error");
        assert_eq!(error, "login_required");
    }

    fn userinfo(&self, tokens: &Value) -> u16 {
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let browser = Browser::new().with("authorization", bearer);
        browser.get(&self.endpoint("userinfo")).status
    }

    fn is_refreshed(&self, tokens: &Value) -> bool {
        let token = tokens["refresh_token"].as_str().unwrap();
        self.refresh(&Browser::new(), token).status == 200
    }
}

fn claims(tokens: &Value) -> Value {
    let token = tokens["id_token"].as_str().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL.decode(payload).unwrap()).unwrap()
}

#[test]
fn one_sign_in_serves_every_application_of_its_tenant_and_of_no_other() {
    let (acme, ada) = tenant("sso");
    let (elsewhere, other_ada) = tenant("sso-elsewhere");
    let [first, second] = ["first", "second"].map(|id| acme.app(id, &[]));
    let foreign = elsewhere.app("first", &[]);
    let browser = Browser::new();
    second.knows_nobody(&browser);
    let tokens = first.redeem(&browser, &first.code(&browser, &ada)).json();
    let there = claims(&second.silent_tokens(&browser));
    let here = claims(&tokens);
    for claim in ["iss", "sub", "sid", "auth_time", "amr"] {
        assert_eq!(here[claim], there[claim], "{claim}");
    }
    foreign.knows_nobody(&browser);

    // Both sessions go on beside each other, and one ends without the other.
    let code = foreign.code(&browser, &other_ada);
    let foreign_tokens = foreign.redeem(&browser, &code).json();
    assert_ne!(claims(&foreign_tokens)["sid"], here["sid"]);
    assert_eq!(claims(&first.silent_tokens(&browser))["sid"], here["sid"]);
    let hint = tokens["id_token"].as_str().unwrap();
    let logout = format!("{}?id_token_hint={hint}", first.endpoint("logout"));
    browser.get(&logout);
    first.knows_nobody(&browser);
    second.knows_nobody(&browser);
    let still = claims(&foreign.silent_tokens(&browser));
    assert_eq!(still["sid"], claims(&foreign_tokens)["sid"]);
}

#[test]
fn a_logout_ends_what_its_session_gave_and_nothing_else() {
    let (acme, ada) = tenant("signing-out");
    let bound = acme.app("bound", &["--scope", "openid"]);
    let offline = acme.app("offline", &[]);
    let (browser, another) = (Browser::new(), Browser::new());
    let mine = bound.redeem(&browser, &bound.code(&browser, &ada)).json();
    let kept = offline.silent_tokens(&browser);
    let code = bound.silently(&browser).location_value("code");
    let elsewhere = bound.redeem(&another, &bound.code(&another, &ada)).json();
    assert_ne!(claims(&mine)["sid"], claims(&elsewhere)["sid"]);

    let hint = mine["id_token"].as_str().unwrap();
    let logout = format!("{}?id_token_hint={hint}", bound.endpoint("logout"));
    assert!(browser.get(&logout).status < 400);
    // What was given for the session alone ends with it, as does what was not fetched yet.
    assert_eq!(bound.userinfo(&mine), 401);
    assert!(!bound.is_refreshed(&mine));
    let late = bound.redeem(&browser, &code);
    assert_eq!(late.json()["error"], "invalid_grant");
    // What was given for longer, and another browser's session, go on.
    assert!(offline.is_refreshed(&kept));
    assert_eq!(bound.userinfo(&elsewhere), 200);
    assert!(bound.is_refreshed(&elsewhere));
    bound.silently(&another).location_value("code");
}
