//! The second factor of Microsoft Entra ID, against a stand-in for it.

mod stand_in;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use client::{Landing, SignInPage, UserAgent};
use serde_json::{Value, json};

use crate::harness::{Answer, App, Browser, Home, Person, Server, Tenant};
use stand_in::{BACK, Entra, check, form};

struct World {
    entra: Entra,
    acme: Tenant,
    app: App,
    ada: Person,
    /// Stopped when the tests end.
    _server: crate::harness::Shared,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let entra = Entra::start();
    let server: Server = Home::new().with("OUTBOUND__ALLOWED", "127.0.0.0/8").start();
    let acme = server.tenant("acme", &["keepic_counts_as_possession=true"]);
    let flow = json!({"type": "microsoft-mfa", "issuer": entra.issuer});
    let app = acme.app("entra", &["--set", &format!("flow={flow}")]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    World {
        entra,
        acme,
        app,
        ada,
        _server: server.into(),
    }
});

/// Entra's form in a browser, which comes again by GET.
fn visit(browser: &Browser, form: &[(String, String)]) -> Answer {
    let fields: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let url = WORLD.app.endpoint("microsoft-mfa/authorize");
    // A browser sends no cookies marked Lax with a form from another site.
    let posted = Browser::new().post_form(&url, &fields);
    if posted.status == 303 {
        browser.get(posted.location().as_str())
    } else {
        posted
    }
}

fn page(answer: &Answer) -> SignInPage {
    let agent = UserAgent::new(WORLD.acme.server());
    match agent.open(&answer.location()) {
        Ok(Landing::SignIn(page)) => page,
        _ => panic!("no sign-in page: {answer}"),
    }
}

/// The fields of the form that goes back to Entra ID.
fn form_back(answer: &Answer) -> BTreeMap<String, String> {
    let html = String::from_utf8(answer.body.clone()).unwrap();
    assert!(html.contains(&format!("action=\"{BACK}\"")), "{answer}");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        policy.ends_with("form-action 'self' https://login.microsoftonline.com https:"),
        "{policy}"
    );
    let fields = html.split("<input type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            (name.to_owned(), rest.split('"').next().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn entra_is_told_what_the_person_has_proved() {
    let World {
        entra, app, ada, ..
    } = &*WORLD;
    for _first_and_again in 0..2 {
        let browser = Browser::new();
        let hint = entra.hint(&ada.email(), None);
        let page = page(&visit(&browser, &form(&hint, &[])));
        let hand_over = app.prove_on(&page, &browser, ada);
        let answer = form_back(&browser.get(hand_over.as_str()));
        let names: Vec<_> = answer.keys().map(String::as_str).collect();
        assert_eq!(names, ["id_token", "state"]);
        let claims = check(app, &answer, &format!("sub-{}", ada.email()));
        assert_eq!(claims["amr"], json!(["swk"]));
        assert_eq!(
            browser.get(hand_over.as_str()).status,
            401,
            "it is answered once"
        );
    }
}

#[test]
fn somebody_else_than_entra_means_is_refused() {
    let World {
        entra, app, ada, ..
    } = &*WORLD;
    let browser = Browser::new();
    let hint = entra.hint("bob@example.org", None);
    let page = page(&visit(&browser, &form(&hint, &[])));
    let hand_over = app.prove_on(&page, &browser, ada);
    let answer = form_back(&browser.get(hand_over.as_str()));
    assert_eq!(answer["error"], "access_denied");
    assert!(!answer.contains_key("id_token"));
}

#[test]
fn each_deviation_is_refused() {
    let World { entra, ada, .. } = &*WORLD;
    let email = ada.email();
    let mut hints = vec![Entra::start().hint(&email, None), "x.y.z".to_owned()];
    for change in [
        ("iss", json!("https://login.microsoftonline.com/other/v2.0")),
        ("aud", json!("another")),
        ("tid", json!("another")),
        ("oid", Value::Null),
        ("tid", Value::Null),
        ("sub", Value::Null),
    ] {
        hints.push(entra.hint(&email, Some(change)));
    }
    for hint in hints {
        let answer = form_back(&visit(&Browser::new(), &form(&hint, &[])));
        assert_eq!(answer["error"], "access_denied", "{hint}");
        assert_eq!(answer["state"], "the-state");
    }
    let hint = entra.hint(&email, None);
    for (change, status) in [
        (("redirect_uri", "https://evil.example/"), 400),
        (("redirect_uri", "http://127.0.0.1:9/other"), 400),
        (("client_id", "nobody"), 400),
    ] {
        let answer = visit(&Browser::new(), &form(&hint, &[change]));
        assert_eq!(answer.status, status, "{change:?}");
        assert!(answer.header("location").is_none());
    }
}
