//! The adapter before an authenticator in software that tells each lie once.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something unexpected happens"
)]

use identity::passkey::{
    Assertion, Attestation, NewKey, ProvedKey, Registrant, Unaccepted, UserHandle, WebAuthn as _,
};
use serde_json::Value;
use testkit::{Lies, SoftToken};
use webauthn::Authenticators;
use zkp_protocol::verifier::LookAlikeKey;

const ORIGIN: &str = "https://id.example";

fn authenticators() -> Authenticators {
    Authenticators::of(&ORIGIN.parse().unwrap()).unwrap()
}

fn registrant(known: Vec<String>) -> Registrant<'static> {
    let key = LookAlikeKey::from_bytes([1; 32]);
    Registrant {
        handle: UserHandle::of(&key, &"acme".parse().unwrap(), &"ada".parse().unwrap()),
        username: "ada",
        known,
    }
}

fn text(form: &Value, field: &str) -> String {
    form[field].as_str().unwrap().to_owned()
}

fn register(token: &mut SoftToken) -> Result<NewKey, Unaccepted> {
    let authenticators = authenticators();
    let started = authenticators.start_registration(&registrant(Vec::new()))?;
    let form = token.register(ORIGIN, &started.options);
    let attestation = Attestation {
        id: text(&form, "id"),
        raw_id: text(&form, "raw_id"),
        client_data_json: text(&form, "client_data_json"),
        attestation_object: text(&form, "attestation_object"),
    };
    authenticators.finish_registration(&started.state, &attestation)
}

fn sign(token: &mut SoftToken, key: &Value) -> Result<ProvedKey, Unaccepted> {
    let authenticators = authenticators();
    let started = authenticators.start_authentication()?;
    let form = token.sign(ORIGIN, &started.options);
    authenticators.finish_authentication(&started.state, &assertion(&form), key)
}

fn assertion(form: &Value) -> Assertion {
    Assertion {
        id: text(form, "id"),
        raw_id: text(form, "raw_id"),
        client_data_json: text(form, "client_data_json"),
        authenticator_data: text(form, "authenticator_data"),
        signature: text(form, "signature"),
        user_handle: form["user_handle"].as_str().map(str::to_owned),
    }
}

/// Everything that makes an answer worthless.
fn lies(other_act: &'static str) -> [Lies; 5] {
    let honest = Lies::default;
    [
        Lies {
            without_presence: true,
            ..honest()
        },
        Lies {
            without_verification: true,
            ..honest()
        },
        Lies {
            origin: Some("https://id.example:8443"),
            ..honest()
        },
        Lies {
            domain: Some("example"),
            ..honest()
        },
        Lies {
            act: Some(other_act),
            ..honest()
        },
    ]
}

#[test]
fn a_passkey_finds_its_account_and_verifies_its_user() {
    let known = vec![SoftToken::new().id()];
    let started = authenticators()
        .start_registration(&registrant(known.clone()))
        .unwrap();
    let asked = &started.options;
    assert_eq!(asked["rp"]["id"], "id.example");
    assert_eq!(asked["user"]["name"], "ada");
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["authenticatorSelection"]["requireResidentKey"], true);
    assert_eq!(
        asked["authenticatorSelection"]["userVerification"],
        "required"
    );
    assert_eq!(asked["attestation"], "none");
    assert_eq!(asked["excludeCredentials"][0]["id"], *known[0]);
    assert_eq!(asked["challenge"], started.challenge.reveal());
}

#[test]
fn a_new_passkey_signs_with_a_counter_that_goes_up() {
    let mut token = SoftToken::new();
    let made = register(&mut token).unwrap();
    assert_eq!((&*made.credential_id, made.counter), (&*token.id(), 0));
    assert!(made.is_device_bound);
    token.counter = 7;
    let proved = sign(&mut token, &made.key).unwrap();
    assert_eq!(proved.counter, 7);
    for counter in [7, 6, 0] {
        token.counter = counter;
        assert_eq!(
            sign(&mut token, &proved.key),
            Err(Unaccepted::Regressed),
            "{counter}"
        );
    }
    token.counter = 8;
    assert!(sign(&mut token, &proved.key).is_ok());
}

#[test]
fn a_synchronized_passkey_is_bound_to_no_device() {
    let mut token = SoftToken::new().lying(Lies {
        is_synchronized: true,
        ..Lies::default()
    });
    let made = register(&mut token).unwrap();
    assert!(!made.is_device_bound);
    assert!(sign(&mut token, &made.key).is_ok());
    // What it is cannot change afterwards.
    assert!(sign(&mut token.lying(Lies::default()), &made.key).is_err());
}

#[test]
fn each_lie_alone_is_caught() {
    let mut token = SoftToken::new();
    let made = register(&mut token).unwrap();
    for lies in lies("webauthn.get") {
        let made = register(&mut token.lying(lies.clone()));
        assert!(matches!(made, Err(Unaccepted::Wrong(_))), "{lies:?}");
    }
    let wrong_key = Lies {
        has_wrong_key: true,
        ..Lies::default()
    };
    for lies in lies("webauthn.create").into_iter().chain([wrong_key]) {
        let proved = sign(&mut token.lying(lies.clone()), &made.key);
        assert!(matches!(proved, Err(Unaccepted::Wrong(_))), "{lies:?}");
    }
    let foreign = register(&mut SoftToken::new()).unwrap();
    assert!(sign(&mut token, &foreign.key).is_err());
    assert!(sign(&mut token, &made.key).is_ok());
}

#[test]
fn an_answer_is_for_its_own_challenge_and_of_its_own_form() {
    let mut token = SoftToken::new();
    let made = register(&mut token).unwrap();
    let authenticators = authenticators();
    let [one, two] = [(); 2].map(|()| authenticators.start_authentication().unwrap());
    let form = assertion(&token.sign(ORIGIN, &one.options));
    let finish =
        |state, form: &Assertion| authenticators.finish_authentication(state, form, &made.key);
    assert!(finish(&two.state, &form).is_err());
    for (spoil, name) in [
        (
            (|form| form.raw_id = SoftToken::new().id()) as fn(&mut Assertion),
            "raw_id",
        ),
        (
            |form| form.authenticator_data = "AAAA".into(),
            "authenticator_data",
        ),
        (|form| form.authenticator_data = "%".into(), "no base64"),
        (
            |form| form.client_data_json = "e30".into(),
            "client_data_json",
        ),
        (|form| form.signature = String::new(), "signature"),
    ] {
        let mut spoiled = form.clone();
        spoil(&mut spoiled);
        assert!(finish(&one.state, &spoiled).is_err(), "{name}");
    }
    assert!(finish(&one.state, &form).is_ok());
}

#[test]
fn an_address_has_no_passkeys() {
    for (url, has_domain) in [
        ("https://id.example/below", true),
        ("http://localhost:8080", true),
        ("http://127.0.0.1:8080", false),
        ("https://[2001:db8::1]", false),
    ] {
        let started = Authenticators::of(&url.parse().unwrap()).unwrap();
        let started = started.start_authentication();
        let refused = started.err();
        assert_eq!(
            refused,
            (!has_domain).then_some(Unaccepted::NoDomain),
            "{url}"
        );
    }
}
