//! No other site sends our forms.

use std::sync::LazyLock;

use crate::harness::{Browser, Person, Server, Shared};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

const HTML: (&str, &str) = ("accept", "text/html");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The value of the hidden field that every form of ours has.
fn form_token(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page);
    let (_, rest) = page.split_once("name=\"form_token\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn every_form_is_refused_from_another_site_without_its_token_and_with_anothers() {
    let acme = SERVER.tenant("forms", &[]);
    let app = acme.app("app", &["--scope", "openid", "--scope", "account"]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let hers = Browser::new();
    app.code(&hers, &ada);
    let page = format!("{}/forgot?tenant_id=forms&client_id=app", acme.url);
    let get = |browser: &Browser| browser.send("GET", &page, &[HTML], Vec::new()).body;
    let own = form_token(&get(&hers));
    let strangers = form_token(&get(&Browser::new()));
    let origin = acme.url.as_str();
    for path in [
        "/account?tenant_id=forms&auth_req_id=x",
        "/consent?tenant_id=forms&auth_req_id=x",
        "/device/forms",
        "/forgot?tenant_id=forms&client_id=app",
        "/language",
        "/profile/forms/app/passkeys",
        "/profile/forms/app/passkeys/delete",
        "/profile/forms/app/passkeys/new",
        "/profile/forms/app/passkeys/rename",
        "/sign-out?tenant_id=forms",
    ] {
        for (from, token) in [
            (Some("https://evil.example"), Some(&own)),
            (Some("null"), Some(&own)),
            (Some("http://127.0.0.1"), Some(&own)),
            (None, Some(&own)),
            (Some(origin), Some(&strangers)),
            (Some(origin), None),
        ] {
            let mut headers = vec![HTML, FORM];
            headers.extend(from.map(|from| ("origin", from)));
            let mut body = "email=eve%40evil.example&allow=yes".to_owned();
            if let Some(token) = token {
                body.push_str("&form_token=");
                body.push_str(token);
            }
            let answer = hers.send(
                "POST",
                &format!("{}{path}", acme.url),
                &headers,
                body.into(),
            );
            assert_eq!(answer.status, 403, "{path} from {from:?}: {answer}");
            assert_eq!(answer.header("location"), None);
        }
    }
    // The token was good: it is the origin that was not.
    let headers = [HTML, FORM, ("origin", origin)];
    let body = format!("language=de&back=%2F&form_token={own}");
    let chosen = hers.send(
        "POST",
        &format!("{}/language", acme.url),
        &headers,
        body.into(),
    );
    assert_eq!(chosen.status, 303, "{chosen}");
}

#[test]
fn what_a_page_of_another_site_may_send_unasked_is_no_request_of_ours() {
    let acme = SERVER.tenant("simple", &[]);
    let app = acme.app("app", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let hers = Browser::new();
    app.code(&hers, &ada);
    let json = r#"{"username":"ada","auth_req_id":"x","allow":true}"#;
    for name in [
        "consent",
        "change-password",
        "challenge",
        "authenticate",
        "register",
    ] {
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ] {
            let headers = [
                ("content-type", media_type),
                ("origin", "https://evil.example"),
            ];
            let answer = hers.send("POST", &acme.auth(name), &headers, json.into());
            assert!(
                matches!(answer.status, 400 | 401 | 403 | 415 | 422),
                "{name} as {media_type}: {answer}"
            );
            let allowed = answer.header("access-control-allow-origin");
            assert_eq!(allowed, None, "{name}");
        }
    }
}
