//! Links, issuers and cookies come from the configuration, never from a request's headers.

use serde_json::json;

use crate::harness::{Answer, Browser, Home, Server};

/// Headers with which somebody pretends that the service is elsewhere.
const LIES: [(&str, &str); 6] = [
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "gopher"),
    ("x-forwarded-prefix", "/evil"),
    ("x-original-url", "/evil"),
    (
        "forwarded",
        "for=203.0.113.7;host=evil.example;proto=gopher",
    ),
];

fn assert_unmoved(answer: &Answer) {
    let headers = format!("{:?}", answer.headers);
    for text in [headers, answer.to_string()] {
        assert!(!text.contains("evil") && !text.contains("gopher"), "{text}");
    }
}

#[test]
fn a_request_cannot_say_where_the_service_is() {
    let server = Server::start();
    let acme = server.tenant("acme", &[]);
    let app = acme.app("app", &[]);
    let browser = Browser::new();
    let lying = |url: &str| browser.send("GET", url, &LIES, Vec::new());

    let discovery = lying(&app.endpoint(".well-known/openid-configuration"));
    assert_unmoved(&discovery);
    let metadata = discovery.json();
    assert_eq!(metadata["issuer"], acme.issuer());
    for (name, value) in metadata.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let url = value.as_str().unwrap();
            assert!(url.starts_with(&acme.issuer()), "{name}: {url}");
        }
    }
    let redirect = lying(app.authorization_url().as_str());
    assert_unmoved(&redirect);
    assert!(
        redirect
            .location()
            .as_str()
            .starts_with(&server.at("/sign-in?"))
    );

    let headers = [&LIES[..], &[("content-type", "application/json")]].concat();
    let form = json!({"username": "ada", "cipherKey": "x"}).to_string();
    assert_unmoved(&browser.send("POST", &acme.auth("challenge"), &headers, form.into()));
    for path in ["/", "/nothing", "/openapi.json"] {
        assert_unmoved(&lying(&server.at(path)));
    }
}

#[test]
fn invitations_lead_to_the_configured_url() {
    let home = Home::new().with("PUBLIC_URL", "https://login.example.com/vault/");
    home.json(&["admin", "tenant", "create", "acme"]);
    let user = [
        "--tenant",
        "acme",
        "--username",
        "ada",
        "--email",
        "ada@example.org",
    ];
    let created = home.json(&[&["admin", "user", "create"], &user[..]].concat());
    let link = created["invitation"].as_str().unwrap();
    assert!(
        link.starts_with("https://login.example.com/vault/enrol?tenant_id=acme&username=ada#code="),
        "{link}"
    );
}

#[test]
fn behind_https_cookies_are_for_this_host_and_for_https_only() {
    let server = Home::new()
        .with("PUBLIC_URL", "https://login.example.com")
        .start();
    let acme = server.tenant("acme", &[]);
    let app = acme.app("app", &[]);
    let local = |url: &str| {
        url.replace(
            "https://login.example.com",
            &format!("http://{}", server.address),
        )
    };
    let browser = Browser::new();
    let redirect = browser.get(&local(app.authorization_url().as_str()));
    assert!(
        redirect
            .location()
            .as_str()
            .starts_with("https://login.example.com/sign-in?")
    );
    let cookie = redirect.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-sv-browser-acme="), "{cookie}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(attribute), "{attribute} is not in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(redirect.header("strict-transport-security").is_some());
}

#[test]
fn every_answer_says_how_it_may_be_used() {
    let server = Server::start();
    let browser = Browser::new();
    for (method, path) in [
        ("GET", "/health/live"),
        ("GET", "/nothing"),
        ("GET", "/api/oidc/main/userinfo"),
        ("GET", "/api/user/me"),
        ("POST", "/api/auth/change-password"),
        ("PUT", "/api/tenants/main/users/ada/email"),
        ("GET", "/scim/v2/main/Users"),
    ] {
        let answer = browser.send(method, &server.at(path), &[], Vec::new());
        for (name, value) in [
            ("cache-control", "no-store"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert_eq!(answer.header("server"), None, "{path}");
    }
}
