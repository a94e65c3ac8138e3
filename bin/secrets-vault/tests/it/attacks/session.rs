//! A cookie that somebody knew before, or keeps afterwards, signs nobody in.

use std::sync::LazyLock;

use crate::harness::{App, Browser, Person, Server, Shared};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

/// Whether the browser is signed in.
fn is_signed_in(app: &App, browser: &Browser) -> bool {
    let mut url = app.authorization_url();
    url.query_pairs_mut().append_pair("prompt", "none");
    let location = browser.get(url.as_str()).location();
    let has = |name: &str| location.query_pairs().any(|(known, _)| known == name);
    assert!(has("code") || has("error"), "{location}");
    has("code")
}

/// Another browser with the cookies that this one has now.
fn copy(browser: &Browser) -> Browser {
    Browser::new().with("cookie", browser.cookies())
}

#[test]
fn every_sign_in_has_a_cookie_of_its_own_and_the_one_before_is_worth_nothing() {
    let acme = SERVER.tenant("fixation", &[]);
    let app = acme.app("app", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);

    // Somebody plants the cookies of a page that they have opened, and waits for the person.
    let hers = Browser::new();
    app.open_sign_in_page(&hers);
    let planted = copy(&hers);
    app.code(&hers, &ada);
    assert!(is_signed_in(&app, &hers));
    assert!(!is_signed_in(&app, &planted));

    // Whoever has copied a session loses it when its person signs in again.
    let stolen = copy(&hers);
    assert!(is_signed_in(&app, &stolen));
    let mut again = app.authorization_url();
    again.query_pairs_mut().append_pair("prompt", "login");
    let page = hers.get(again.as_str()).location();
    let agent = client::UserAgent::new(acme.server());
    let Ok(client::Landing::SignIn(page)) = agent.open(&page) else {
        panic!("{page} is no sign-in page");
    };
    let hand_over = app.prove_on(&page, &hers, &ada);
    hers.get(hand_over.as_str()).location_value("code");
    assert!(is_signed_in(&app, &hers));
    assert!(!is_signed_in(&app, &stolen));

    // And when they sign out.
    let stolen = copy(&hers);
    let code = hers.get(app.authorization_url().as_str());
    let tokens = app.redeem(&hers, &code.location_value("code")).json();
    let hint = tokens["id_token"].as_str().unwrap();
    hers.get(&format!("{}?id_token_hint={hint}", app.endpoint("logout")));
    assert!(!is_signed_in(&app, &stolen));
    assert!(!is_signed_in(&app, &hers));
}

#[test]
fn a_cookie_is_its_tenants_under_every_name() {
    let [acme, other] = ["cookies", "cookies-other"].map(|id| SERVER.tenant(id, &[]));
    let [app, foreign] = [&acme, &other].map(|tenant| tenant.app("app", &[]));
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let hers = Browser::new();
    app.code(&hers, &ada);
    assert!(is_signed_in(&app, &copy(&hers)));
    let renamed = hers.cookies().replace("cookies", "cookies-other");
    for cookies in [hers.cookies(), renamed] {
        let browser = Browser::new().with("cookie", cookies);
        assert!(!is_signed_in(&foreign, &browser));
    }
}
