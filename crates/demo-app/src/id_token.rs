//! What the application checks of an ID token beyond what the client library has checked of it
//! (OpenID Connect Core 1.0, section 3.1.3.7): the signature and the times.

use std::time::{Duration, SystemTime};

use josekit::jwk::JwkSet;
use josekit::jws::JwsHeader;
use josekit::jws::{EdDSA, JwsVerifier, RS256};
use josekit::jwt::{self, JwtPayload};
use serde_json::Value;

/// Difference between two clocks that is forgiven.
const LEEWAY: Duration = Duration::from_mins(1);

/// Why an ID token is not believed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotBelieved {
    /// The provider's keys cannot be read.
    #[error("the provider's keys cannot be read")]
    Keys,
    /// No key of the provider's has signed it.
    #[error("the ID token is not signed by a key that the provider publishes")]
    Signature,
    /// It is too old, or from the future.
    #[error("the ID token is not valid at this time")]
    Time,
}

/// Header and claims of an ID token that one of `keys` has signed and that is valid at `now`.
pub(crate) fn verified(
    id_token: &str,
    keys: &Value,
    now: SystemTime,
) -> Result<(Value, Value), NotBelieved> {
    let keys = JwkSet::from_bytes(keys.to_string()).map_err(|_| NotBelieved::Keys)?;
    let verified = keys.keys().into_iter().find_map(|key| {
        let verifier: Box<dyn JwsVerifier> = match key.key_type() {
            "OKP" => Box::new(EdDSA.verifier_from_jwk(key).ok()?),
            "RSA" => Box::new(RS256.verifier_from_jwk(key).ok()?),
            _ => return None,
        };
        jwt::decode_with_verifier(id_token, &*verifier).ok()
    });
    let (payload, header): (JwtPayload, JwsHeader) = verified.ok_or(NotBelieved::Signature)?;
    let is_in_time = payload.expires_at().is_some_and(|end| now < end)
        && payload
            .issued_at()
            .is_some_and(|start| start <= now + LEEWAY);
    if !is_in_time {
        return Err(NotBelieved::Time);
    }
    let header = Value::Object(header.claims_set().clone());
    let claims = Value::Object(payload.claims_set().clone());
    Ok((header, claims))
}

#[cfg(test)]
mod tests;
