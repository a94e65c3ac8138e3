//! A service that no passkey can belong to, for tests that are not about them.

use identity::passkey::{
    Assertion, Attestation, NewKey, ProvedKey, Registrant, Started, Unaccepted, WebAuthn,
};
use serde_json::Value;

/// No authenticator is ever asked.
#[derive(Clone, Copy, Debug)]
pub struct NoAuthenticators;

impl WebAuthn for NoAuthenticators {
    fn start_registration(&self, _: &Registrant<'_>) -> Result<Started, Unaccepted> {
        Err(Unaccepted::NoDomain)
    }

    fn finish_registration(&self, _: &Value, _: &Attestation) -> Result<NewKey, Unaccepted> {
        Err(Unaccepted::NoDomain)
    }

    fn start_authentication(&self) -> Result<Started, Unaccepted> {
        Err(Unaccepted::NoDomain)
    }

    fn finish_authentication(
        &self,
        _: &Value,
        _: &Assertion,
        _: &Value,
    ) -> Result<ProvedKey, Unaccepted> {
        Err(Unaccepted::NoDomain)
    }
}
