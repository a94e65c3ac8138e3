//! Authorization requests that are sent ahead, by the application or by a form from another site.

use super::tenant;
use crate::harness::{Answer, App, Browser, Person};

/// The fields of the application's usual request.
fn fields(app: &App) -> Vec<(String, String)> {
    app.authorization_url().query_pairs().into_owned().collect()
}

fn push(app: &App, browser: &Browser, change: Option<(&str, &str)>) -> Answer {
    let mut fields = fields(app);
    fields.push(("client_secret".to_owned(), app.secret.clone().unwrap()));
    if let Some((name, value)) = change {
        fields.retain(|(known, _)| known != name);
        fields.push((name.to_owned(), value.to_owned()));
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    browser.post_form(&app.endpoint("par"), &fields)
}

/// Where the browser goes with a request that was sent ahead.
fn with(app: &App, request_uri: &str) -> String {
    let query = [
        ("client_id", app.client_id.as_str()),
        ("request_uri", request_uri),
    ];
    url::Url::parse_with_params(&app.endpoint("authorize"), query)
        .unwrap()
        .into()
}

#[test]
fn an_application_that_must_send_ahead_does_so_once_for_each_sign_in() {
    let (acme, other) = tenant("pushed", &[]);
    let app = acme.app("careful", &["--set", "require_par=true"]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    other.code(&browser, &ada);

    let plain = browser.get(app.authorization_url().as_str());
    assert_eq!(plain.location_value("error"), "invalid_request");

    let pushed = push(&app, &browser, None);
    assert_eq!(pushed.status, 201, "{pushed}");
    assert_eq!(pushed.json()["expires_in"], 90);
    assert_eq!(pushed.header("cache-control"), Some("no-store"));
    let request_uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
    assert_eq!(browser.get(&with(&other, &request_uri)).status, 400);
    let answer = browser.get(&with(&app, &request_uri));
    assert_eq!(answer.location_value("state"), "the-state");
    assert_eq!(
        app.redeem(&browser, &answer.location_value("code")).status,
        200
    );
    assert_eq!(browser.get(&with(&app, &request_uri)).status, 400);

    for (change, status, error) in [
        (("client_secret", "wrong"), 401, "invalid_client"),
        (
            ("redirect_uri", "https://evil.example/"),
            400,
            "invalid_request",
        ),
        (("scope", "unheard-of"), 400, "invalid_scope"),
    ] {
        let refused = push(&app, &browser, Some(change));
        assert_eq!(refused.status, status, "{refused}");
        assert_eq!(refused.json()["error"], error);
    }
    let elsewhere = browser.get(&format!(
        "{}&request_uri=https%3A%2F%2Fa.example",
        other.authorization_url()
    ));
    assert_eq!(
        elsewhere.location_value("error"),
        "request_uri_not_supported"
    );
}

#[test]
fn a_form_from_another_site_comes_again_by_get_with_its_cookies() {
    let (acme, app) = tenant("posted", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    app.code(&browser, &ada);
    let fields = fields(&app);
    let fields: Vec<_> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    // A browser sends no cookies marked Lax with such a form.
    let posted = Browser::new().post_form(&app.endpoint("authorize"), &fields);
    assert_eq!(posted.status, 303, "{posted}");
    let location = posted.location();
    assert!(!location.as_str().contains("the-state"), "{location}");
    let answer = browser.get(location.as_str());
    assert_eq!(answer.location_value("state"), "the-state");
    assert_eq!(
        app.redeem(&browser, &answer.location_value("code")).status,
        200
    );

    let unknown = Browser::new().post_form(&app.endpoint("authorize"), &[("client_id", "nobody")]);
    assert_eq!(unknown.status, 400);
    assert!(unknown.header("location").is_none());
}
