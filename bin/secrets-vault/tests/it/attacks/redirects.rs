//! A browser goes to no address that was not registered, letter for letter.

use std::sync::LazyLock;

use url::Url;

use crate::harness::{App, Browser, Person, Server, Shared, Tenant};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

const REGISTERED: &str = "https://app.example/cb";

/// What must not pass for it.
fn others() -> Vec<String> {
    let vectors = include_str!("../../../../../crates/tenancy/src/redirect_uri/others.txt");
    let vectors = vectors.lines().filter(|line| !line.starts_with('#'));
    let escapes = [("\\s", " "), ("\\t", "\t"), ("\\n", "\n"), ("\\0", "\0")];
    let unescaped = |vector: &str| {
        escapes
            .iter()
            .fold(vector.to_owned(), |text, (escape, it)| {
                text.replace(escape, it)
            })
    };
    let others: Vec<_> = vectors.map(unescaped).collect();
    assert!(others.len() >= 60, "only {} vectors", others.len());
    others
}

/// A tenant, an application with one address to come back to and one to say goodbye at, and a browser that is
/// signed in: whoever could be sent on would be sent on at once.
fn world(id: &str) -> (Tenant, App, Browser) {
    let acme = SERVER.tenant(id, &[]);
    let more = [
        "--redirect-uri",
        REGISTERED,
        "--post-logout-redirect-uri",
        REGISTERED,
    ];
    let app = acme.app("app", &more);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    app.code(&browser, &ada);
    (acme, app, browser)
}

/// The application's request with that address, which it gives itself or has changed.
fn request(app: &App, redirect_uri: &str, more: &[(&str, &str)]) -> Url {
    let mut url = app.authorization_url();
    let kept: Vec<_> = url
        .query_pairs()
        .into_owned()
        .filter(|(name, _)| name != "redirect_uri")
        .collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair("redirect_uri", redirect_uri)
        .extend_pairs(more);
    url
}

#[test]
fn no_other_address_gets_a_code_or_an_error() {
    let (_, app, browser) = world("redirects");
    let answer = browser.get(request(&app, REGISTERED, &[]).as_str());
    assert!(answer.location().as_str().starts_with(REGISTERED));
    for other in others() {
        for more in [
            &[][..],
            &[("prompt", "none")],
            // What is wrong beside must not lead there either.
            &[("scope", "unheard-of")],
            &[("response_mode", "form_post")],
        ] {
            let answer = browser.get(request(&app, &other, more).as_str());
            let left = (answer.status, answer.header("location"));
            assert_eq!(left, (400, None), "{other:?} {more:?}: {answer}");
        }
        let mut form: Vec<_> = request(&app, &other, &[])
            .query_pairs()
            .into_owned()
            .collect();
        form.push(("client_secret".to_owned(), app.secret.clone().unwrap()));
        let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let pushed = browser.post_form(&app.endpoint("par"), &form);
        assert_eq!(pushed.status, 400, "{other:?}: {pushed}");
        let posted = browser.post_form(&app.endpoint("authorize"), &form);
        let left = (posted.status, posted.header("location"));
        assert_eq!(left, (400, None), "{other:?}: {posted}");
    }
}

#[test]
fn no_other_address_is_led_to_by_a_logout_and_nobody_is_signed_out_by_trying() {
    let (acme, app, browser) = world("goodbyes");
    let code = browser.get(app.authorization_url().as_str());
    let tokens = app.redeem(&browser, &code.location_value("code")).json();
    let hint = tokens["id_token"].as_str().unwrap();
    let logout = format!("{}/logout", acme.issuer());
    // A parameter without a value is one that was left out (RFC 6749, section 3.1).
    for other in others().into_iter().filter(|other| !other.is_empty()) {
        for known in [
            ("client_id", app.client_id.as_str()),
            ("id_token_hint", hint),
        ] {
            let asked = [known, ("post_logout_redirect_uri", &other)];
            let url = Url::parse_with_params(&logout, asked).unwrap();
            for answer in [
                browser.get(url.as_str()),
                browser.post_form(&logout, &asked),
            ] {
                let left = (answer.status, answer.header("location"));
                assert_eq!(left, (400, None), "{other:?}: {answer}");
            }
        }
    }
    browser
        .get(app.authorization_url().as_str())
        .location_value("code");
    let asked = [
        ("id_token_hint", hint),
        ("post_logout_redirect_uri", REGISTERED),
    ];
    let url = Url::parse_with_params(&logout, asked).unwrap();
    assert_eq!(browser.get(url.as_str()).location().as_str(), REGISTERED);
}
