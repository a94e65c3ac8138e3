//! People who register quickly, and as their browser says.

use client::Knowledge;
use keepic::{Features, StretchCost, specimen};
use serde_json::json;
use zkp_protocol::prover::{self, Place};
use zkp_protocol::{Applicant, PROTO_VERSION, Purpose};

use super::{Answer, Browser, Tenant};

/// Registers a name and leaves it pending. The PIN is stretched cheaply, which the server cannot
/// see and which spares these tests many seconds.
pub(crate) fn register(browser: &Browser, tenant: &Tenant, username: &str) -> Answer {
    let rng = &mut client::operating_system_rng();
    let place = Place {
        tenant: tenant.id.clone(),
        origin: tenant.url.clone(),
        auth_req_id: None,
    };
    let knowledge = Knowledge {
        pin: Some("482915".parse().unwrap()),
        pattern: None,
    };
    let (begin, cipher_key) =
        prover::Begin::new(place, username, Purpose::Enrol, &knowledge, rng).unwrap();
    let begin = begin.at_cost(StretchCost::INSECURE_FOR_TEST_VECTORS);
    let form = json!({"username": username, "cipherKey": cipher_key});
    let challenge = browser.post_json(&tenant.auth("challenge"), &form).json();
    let text = |field: &str| challenge[field].as_str().unwrap().to_owned();
    let opened = begin
        .open(&text("proto_version"), &text("challenge_data"))
        .unwrap();

    let email = format!("{username}@example.org");
    let applicant = Applicant {
        username: Some(username),
        email: Some(&email),
        code: None,
    };
    let features = Features::of(&specimen::opaque(1, 320, 240).unwrap());
    let commitment = opened.enrol(&features, &applicant, rng).unwrap();
    let form = json!({
        "username": username,
        "email": email,
        "encrypted_commitment": commitment,
        "proto_version": PROTO_VERSION,
    });
    browser.post_json(&tenant.auth("register"), &form)
}

/// Registers a name and confirms it.
pub(crate) fn enrol(browser: &Browser, tenant: &Tenant, username: &str) {
    let answer = register(browser, tenant, username);
    assert_eq!(answer.status, 201, "{answer}");
    let code = tenant.mailed_code_to(&format!("{username}@example.org"));
    let form = json!({"username": username, "code": code});
    let answer = browser.post_json(&tenant.auth("verify-email"), &form);
    assert_eq!(answer.status, 200, "{answer}");
}
