//! What people prove, as the client's own prover does; [`Begin`](super::Begin) does without it.

use keepic::{Features, Knowledge, StretchCost, specimen};
use serde_json::{Value, json};
use zkp_protocol::prover::{self, Opened, Place};
use zkp_protocol::{Applicant, Purpose};

use super::{Browser, Person, Tenant};

/// Asks for a challenge as `browser`, and opens it.
pub(crate) fn challenged(
    browser: &Browser,
    tenant: &Tenant,
    person: &Person,
    purpose: Purpose,
) -> Opened {
    let who = (person.username.as_str(), &person.knowledge());
    exchange(browser, tenant, who, purpose, StretchCost::VERSION_1).0
}

/// What somebody sends to finish signing in, after a begin of their own.
pub(crate) fn finish(browser: &Browser, tenant: &Tenant, person: &Person) -> Value {
    let who = (person.username.as_str(), &person.knowledge());
    let (opened, cipher_key) =
        exchange(browser, tenant, who, Purpose::Login, StretchCost::VERSION_1);
    let proved = opened.recover(&person.picture()).unwrap();
    let message = proved.sign_in(&mut client::operating_system_rng()).unwrap();
    json!({
        "username": person.username,
        "cipherKey": cipher_key,
        "challenge_id": message.challenge_id,
        "challenge_data": message.challenge_data,
    })
}

/// The sealed commitment of an applicant who has a name to a picture and a PIN. The PIN is stretched cheaply, which the
/// server cannot see and which spares these tests many seconds.
pub(crate) fn commitment(
    browser: &Browser,
    tenant: &Tenant,
    applicant: &Applicant<'_>,
    picture: u32,
    pin: &str,
) -> String {
    let knowledge = Knowledge {
        pin: Some(pin.parse().unwrap()),
        pattern: None,
    };
    let who = (applicant.username.unwrap(), &knowledge);
    let cheap = StretchCost::INSECURE_FOR_TEST_VECTORS;
    let (opened, _) = exchange(browser, tenant, who, Purpose::Enrol, cheap);
    let features = Features::of(&specimen::opaque(picture, 320, 240).unwrap());
    let rng = &mut client::operating_system_rng();
    opened.enrol(&features, applicant, rng).unwrap()
}

/// The first two messages: the opened challenge, and the cipher key by which it was asked for.
fn exchange(
    browser: &Browser,
    tenant: &Tenant,
    (username, knowledge): (&str, &Knowledge),
    purpose: Purpose,
    cost: StretchCost,
) -> (Opened, String) {
    let place = Place {
        tenant: tenant.id.clone(),
        origin: tenant.url.clone(),
        auth_req_id: None,
    };
    let rng = &mut client::operating_system_rng();
    let (begin, cipher_key) = prover::Begin::new(place, username, purpose, knowledge, rng).unwrap();
    let form = json!({"username": username, "cipherKey": cipher_key});
    let answer = browser.post_json(&tenant.auth("challenge"), &form);
    assert_eq!(answer.status, 200, "{answer}");
    let challenge = answer.json();
    let text = |field: &str| challenge[field].as_str().unwrap();
    let begin = begin.at_cost(cost);
    let opened = begin.open(text("proto_version"), text("challenge_data"));
    (opened.unwrap(), cipher_key)
}
