//! The name of a key that follows from the key itself (RFC 7638).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::jwk::thumbprint_of;

/// The SHA-256 thumbprint of a public key in base64url (RFC 7638): `jkt` in tokens, `dpop_jkt` in requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyThumbprint(String);

/// A text is no thumbprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the SHA-256 thumbprint of a JWK (RFC 7638): 43 characters in base64url")]
pub struct InvalidThumbprint;

impl KeyThumbprint {
    /// Reads a thumbprint.
    ///
    /// # Errors
    /// It is not 32 bytes in base64url without padding.
    pub fn parse(text: &str) -> Result<Self, InvalidThumbprint> {
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(text.to_owned())),
            _ => Err(InvalidThumbprint),
        }
    }

    /// The thumbprint of a public key. None if it lacks a member that its type needs.
    pub(super) fn of(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name: &'static str| Some((name, jwk.get(name)?.as_str()?));
        let (_, kty) = text("kty")?;
        let names: &[&'static str] = match kty {
            "EC" => &["crv", "kty", "x", "y"],
            "OKP" => &["crv", "kty", "x"],
            "RSA" => &["e", "kty", "n"],
            _ => return None,
        };
        let members: Option<Vec<_>> = names.iter().copied().map(text).collect();
        Some(Self(thumbprint_of(&members?)))
    }

    /// The thumbprint as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn thumbprint(jwk: &Value) -> Option<String> {
        KeyThumbprint::of(jwk.as_object().unwrap()).map(|it| it.0)
    }

    #[test]
    fn the_examples_of_the_specifications_hold() {
        // RFC 7638, section 3.1.
        let rsa = json!({
            "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        });
        assert_eq!(
            thumbprint(&rsa).unwrap(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
        // RFC 9449, sections 4.2 and 6.1.
        let ec = json!({
            "kty": "EC", "crv": "P-256",
            "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        });
        assert_eq!(
            thumbprint(&ec).unwrap(),
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
    }

    #[test]
    fn what_is_no_key_or_no_thumbprint_is_none() {
        for jwk in [
            json!({}),
            json!({"kty": "oct", "k": "AA"}),
            json!({"kty": "EC", "crv": "P-256", "x": "AA"}),
            json!({"kty": "OKP", "crv": "Ed25519", "x": 1}),
        ] {
            assert_eq!(thumbprint(&jwk), None, "{jwk}");
        }
        let good = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
        assert_eq!(KeyThumbprint::parse(good).unwrap().as_str(), good);
        for bad in [
            "",
            "AA",
            &good[1..],
            &format!("{good}="),
            &good.replace('-', "+"),
        ] {
            assert_eq!(KeyThumbprint::parse(bad), Err(InvalidThumbprint), "{bad}");
        }
    }
}
