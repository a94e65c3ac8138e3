//! The pages on the way, as a browser without scripts meets them.

use super::{SERVER, tenant};
use crate::harness::{Answer, App, Browser, Person, Tenant};

/// A browser that opens addresses.
pub(super) fn browser() -> Browser {
    Browser::new().with("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
}

/// What the first field of that name holds.
pub(super) fn field(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value = after.unwrap_or_else(|| panic!("no {name} in {page}"));
    value.split('"').next().unwrap().to_owned()
}

pub(super) fn text(answer: &Answer) -> String {
    let html = "text/html; charset=utf-8";
    assert_eq!(answer.header("content-type"), Some(html), "{answer}");
    String::from_utf8(answer.body.clone()).unwrap()
}

/// Sends the form of `page`, which is at `url`, as the browser does.
pub(super) fn submit(browser: &Browser, url: &str, page: &str, fields: &[(&str, &str)]) -> Answer {
    let token = field(page, "form_token");
    let fields = [fields, &[("form_token", token.as_str())]].concat();
    post_from(browser, url, &SERVER.url, &fields)
}

fn post_from(browser: &Browser, url: &str, origin: &str, fields: &[(&str, &str)]) -> Answer {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", origin),
    ];
    browser.send("POST", url, &headers, form.into_bytes())
}

/// A tenant, an application of somebody else's, and ada, whose browser is at its consent page.
fn asked(id: &str) -> (Tenant, App, Browser, String) {
    let (acme, _) = tenant(id, &["display_name=Acme <b>&</b> Co"]);
    let app = acme.strangers_app("stranger", &["--name", "<script>alert(1)</script>"]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = browser();
    let hand_over = app.prove(&browser, &ada);
    let page = browser.get(hand_over.as_str()).location().to_string();
    (acme, app, browser, page)
}

#[test]
fn a_person_allows_an_application_what_it_asks_for() {
    let (_, app, browser, url) = asked("consent-page");
    let answer = browser.get(&url);
    let page = text(&answer);
    for said in [
        "May &#60;script&#62;alert(1)&#60;/script&#62; know who you are?",
        "Acme &#60;b&#62;&#38;&#60;/b&#62; Co",
        "ada@example.org",
        "127.0.0.1:9",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        policy.ends_with("form-action 'self' http://127.0.0.1:9 http:"),
        "{policy}"
    );

    let session = field(&page, "session");
    let yes = [("allow", "yes"), ("session", session.as_str())];
    let token = field(&page, "form_token");
    let signed = [&yes[..], &[("form_token", token.as_str())]].concat();
    let foreign = post_from(&browser, &url, "https://evil.example", &signed);
    assert_eq!(foreign.status, 403);
    assert_eq!(post_from(&browser, &url, &SERVER.url, &yes).status, 403);
    let swapped = [("allow", "yes"), ("session", "another")];
    let again = submit(&browser, &url, &page, &swapped);
    assert_eq!(
        again.location().path(),
        "/consent",
        "somebody else is asked again"
    );

    let back = submit(&browser, &url, &page, &yes);
    assert_eq!(
        app.redeem(&browser, &back.location_value("code")).status,
        200
    );
    let late = submit(&browser, &url, &page, &yes);
    assert_eq!(late.status, 400);
    assert!(text(&late).contains("This sign-in is over"));
}

#[test]
fn a_person_who_does_not_allow_it_goes_back_all_the_same() {
    let (_, _, browser, url) = asked("denied-page");
    let page = text(&browser.get(&url));
    let session = field(&page, "session");
    let back = submit(
        &browser,
        &url,
        &page,
        &[("allow", "no"), ("session", &session)],
    );
    assert_eq!(back.location_value("error"), "access_denied");
    // Another browser has no such page.
    assert_eq!(self::browser().get(&url).status, 400);
}

#[test]
fn who_is_not_signed_in_any_more_signs_in_first() {
    let (acme, _, browser, url) = asked("consent-later");
    let logout = format!("{}/logout", acme.issuer());
    let ask = browser.get(&logout).location().to_string();
    let page = text(&browser.get(&ask));
    submit(&browser, &ask, &page, &[]);
    assert_eq!(browser.get(&url).location().path(), "/sign-in");
}

#[test]
fn signing_out_asks_first_unless_the_application_proves_itself() {
    let (acme, _) = tenant("sign-out-page", &[]);
    let goodbye = "https://app.example/bye?x=1";
    let app = acme.app("leaving", &["--post-logout-redirect-uri", goodbye]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = browser();
    app.code(&browser, &ada);

    let asked = [
        ("client_id", "leaving"),
        ("post_logout_redirect_uri", goodbye),
        ("state", "s t"),
    ];
    let logout = url::Url::parse_with_params(&format!("{}/logout", acme.issuer()), asked).unwrap();
    let page_url = browser.get(logout.as_str()).location().to_string();
    let answer = browser.get(&page_url);
    let page = text(&answer);
    assert!(page.contains("You are signed in as ada"), "{page}");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        policy.ends_with("form-action 'self' https://app.example https:"),
        "{policy}"
    );
    // A program is told what is missing.
    let program = Browser::new().with("cookie", browser.cookies());
    assert_eq!(program.get(logout.as_str()).status, 400);

    // Another site cannot send the form, and nobody is signed out by that.
    let token = field(&page, "form_token");
    let form = [("form_token", token.as_str())];
    let foreign = post_from(&browser, &page_url, "https://evil.example", &form);
    assert_eq!(foreign.status, 403);
    let is_signed_in = || {
        let again = browser.get(app.authorization_url().as_str()).location();
        again.query_pairs().any(|(name, _)| name == "code")
    };
    assert!(is_signed_in());
    let gone = submit(&browser, &page_url, &page, &[]);
    assert_eq!(
        gone.location().as_str(),
        "https://app.example/bye?x=1&state=s+t"
    );
    assert!(!is_signed_in());

    // Nothing to ask any more, and nowhere to go: a page that says so.
    let done = browser.get(&format!("{}/logout", acme.issuer())).location();
    let done = browser.get(done.as_str()).location();
    assert_eq!(done.path(), "/signed-out");
    assert!(text(&browser.get(done.as_str())).contains("You are signed out"));
    let open = [
        ("client_id", "leaving"),
        ("post_logout_redirect_uri", "https://evil.example"),
    ];
    let open = url::Url::parse_with_params(&page_url, open).unwrap();
    let refused = browser.get(open.as_str());
    assert_eq!((refused.status, refused.header("location")), (400, None));
}

#[test]
fn whoever_looks_reads_a_page_and_a_program_reads_a_document() {
    let (acme, app) = tenant("error-pages", &[]);
    let mut unproven = app.authorization_url();
    unproven.query_pairs_mut().append_pair("redirect_uri", "x");
    for (url, status, said) in [
        (unproven.to_string(), 400, "redirect_uri"),
        (format!("{}/authorize", acme.issuer()), 400, "client_id"),
        (
            format!("{}/logout?post_logout_redirect_uri=x", acme.issuer()),
            400,
            "post_logout_redirect_uri",
        ),
        (
            format!("{}/api/auth/sign-in?oid_nonce=x&auth_req_id=y", acme.url),
            422,
            "oid_nonce",
        ),
        (
            format!("{}/no/such/page", acme.url),
            404,
            "There is nothing here",
        ),
        (
            format!("{}/api/oidc/nobody/authorize", acme.url),
            404,
            "nothing here",
        ),
    ] {
        let answer = browser().get(&url);
        assert_eq!(answer.status, status, "{url}");
        assert!(text(&answer).contains(said), "{said} is not at {url}");
        let document = Browser::new().get(&url);
        assert_eq!(document.status, status, "{url}");
        assert!(document.json()["detail"].is_string() || document.json()["detail"].is_array());
    }
}
