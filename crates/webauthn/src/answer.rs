//! From the published API's flat fields to what the library reads.

use identity::passkey::{Assertion, Attestation, Unaccepted};
use serde_json::{Value, json};
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use crate::read;

/// The answer to a registration.
pub(crate) fn registration(
    attestation: &Attestation,
) -> Result<RegisterPublicKeyCredential, Unaccepted> {
    let response = json!({
        "attestationObject": attestation.attestation_object,
        "clientDataJSON": attestation.client_data_json,
    });
    read(&credential(
        &attestation.id,
        &attestation.raw_id,
        &response,
    )?)
}

/// The answer to an authentication.
pub(crate) fn authentication(assertion: &Assertion) -> Result<PublicKeyCredential, Unaccepted> {
    let response = json!({
        "authenticatorData": assertion.authenticator_data,
        "clientDataJSON": assertion.client_data_json,
        "signature": assertion.signature,
        "userHandle": assertion.user_handle,
    });
    read(&credential(&assertion.id, &assertion.raw_id, &response)?)
}

fn credential(id: &str, raw_id: &str, response: &Value) -> Result<Value, Unaccepted> {
    if id != raw_id {
        return Err(Unaccepted::Wrong("id and raw_id differ".into()));
    }
    Ok(json!({"id": id, "rawId": raw_id, "type": "public-key", "response": response}))
}
