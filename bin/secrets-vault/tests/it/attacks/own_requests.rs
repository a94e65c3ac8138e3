//! The service asks nobody on its own machine or network, whoever names the address.

use std::io::ErrorKind;
use std::net::TcpListener;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::json;

use crate::harness::{Browser, Home, Person};

#[test]
fn nothing_on_this_machine_is_asked_by_any_address_that_is_named_to_us() {
    let secret = TcpListener::bind("127.0.0.1:0").unwrap();
    secret.set_nonblocking(true).unwrap();
    let address = format!("http://{}", secret.local_addr().unwrap());
    let server = Home::new().start();
    let told = format!(r#"provisioning_events={{"url":"{address}/events"}}"#);
    let acme = server.tenant("acme", &[&told]);

    // Where a tenant wants to be told of what is provisioned.
    let key = server.json(&[
        "admin", "api-key", "create", "--tenant", "acme", "--scope", "SCIM2",
    ]);
    let key = format!("Bearer {}", key["api_key"].as_str().unwrap());
    let group = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Crew" });
    let groups = server.at("/scim/v2/acme/Groups");
    let made = Browser::new()
        .with("authorization", key)
        .post_json(&groups, &group);
    assert_eq!(made.status, 201, "{made}");
    let refused = server.wait_for("a security event was not taken yet");
    assert!(refused.contains("this address is not asked"), "{refused}");

    // Where a client has its logo.
    acme.app("shown", &["--set", &format!("logo_uri={address}/logo.png")]);
    let refused = server.wait_for("a client's logo was given up");
    assert!(refused.contains("this address is not asked"), "{refused}");

    // Where a client has its keys.
    let jwks = format!("jwks_uri={address}/keys");
    acme.app("keys", &["--set", &jwks]);
    let part = |value: serde_json::Value| BASE64URL.encode(value.to_string());
    let assertion = format!(
        "{}.{}.{}",
        part(json!({ "alg": "RS256", "kid": "k" })),
        part(
            json!({ "iss": "keys", "sub": "keys", "aud": acme.issuer(), "exp": 4_000_000_000_u32, "jti": "1" })
        ),
        BASE64URL.encode([1; 256]),
    );
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "keys"),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", &assertion),
    ];
    let token = format!("{}/token", acme.issuer());
    let answer = Browser::new().post_form(&token, &form);
    assert_eq!(answer.json()["error"], "invalid_client", "{answer}");

    // Where Microsoft Entra ID is said to have its own.
    let flow = format!(r#"flow={{"type":"microsoft-mfa","issuer":"{address}"}}"#);
    let entra = "https://login.microsoftonline.com/common/federation/externalauthprovider";
    acme.app("entra", &["--set", &flow]);
    let form = [
        ("scope", "openid"),
        ("response_type", "id_token"),
        ("response_mode", "form_post"),
        ("client_id", "entra"),
        ("redirect_uri", entra),
        ("nonce", "n"),
        ("state", "s"),
        ("id_token_hint", &assertion),
    ];
    let authorize = format!("{}/microsoft-mfa/authorize", acme.issuer());
    let entra = Browser::new();
    let mut answer = entra.post_form(&authorize, &form);
    if answer.status == 303 {
        answer = entra.get(answer.location().as_str());
    }
    assert_ne!(answer.status, 303, "nobody is believed: {answer}");

    // Where a client wants to be told of logouts.
    let goodbye = format!("{address}/bye");
    let app = acme.app("told", &["--client-logout-uri", &goodbye]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    let tokens = app.redeem(&browser, &app.code(&browser, &ada)).json();
    let hint = tokens["id_token"].as_str().unwrap();
    browser.get(&format!("{}?id_token_hint={hint}", app.endpoint("logout")));
    let refused = server.wait_for("a client was not told of a logout yet");
    assert!(refused.contains("this address is not asked"), "{refused}");

    let nobody = secret.accept().unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::WouldBlock);
}
