//! `client authorize`: sign in to a request that some other relying party has made.

use super::{SERVER, tenant};
use crate::harness::{Browser, Person, REDIRECT_URI};

#[test]
fn it_says_where_the_browser_would_be_sent_back_to() {
    let (acme, app) = tenant("authorize", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let url = app.authorization_url();
    let authorize = ["client", "authorize", "--url", url.as_str()];
    let printed = SERVER.json(&[&authorize[..], &ada.arguments()].concat());
    let location: url::Url = printed["location"].as_str().unwrap().parse().unwrap();
    assert!(location.as_str().starts_with(REDIRECT_URI), "{location}");
    let value = |name| {
        let pair = location.query_pairs().find(|(key, _)| key == name);
        pair.unwrap_or_else(|| panic!("no {name} in {location}"))
            .1
            .into_owned()
    };
    assert_eq!(value("state"), "the-state");
    assert_eq!(value("iss"), acme.issuer());
    let tokens = app.redeem(&Browser::new(), &value("code"));
    assert_eq!(tokens.status, 200, "{tokens}");
}

#[test]
fn it_leaves_the_last_step_to_the_callers_own_browser() {
    let (acme, app) = tenant("no-follow", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    let (page, _) = app.open_sign_in_page(&browser);
    let cookies = browser.cookies();
    let authorize = ["client", "authorize", "--no-follow", "--url", page.as_str()];
    let cookie = ["--cookie", &cookies];
    let printed = SERVER.json(&[&authorize[..], &cookie, &ada.arguments()].concat());
    let hand_over = printed["url"].as_str().unwrap();
    assert!(
        hand_over.starts_with(&format!("{}/api/auth/sign-in?", acme.url)),
        "{hand_over}"
    );

    assert_eq!(Browser::new().get(hand_over).status, 401);
    let code = browser.get(hand_over).location_value("code");
    assert_eq!(app.redeem(&browser, &code).status, 200);
    // The browser is signed in from now on: the next request is answered at once.
    let next = browser.get(app.authorization_url().as_str());
    assert!(!next.location_value("code").is_empty());
}
