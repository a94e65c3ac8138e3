//! Public keys as the world sees them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::error::ErrorStack;
use openssl::pkey::{HasPublic, PKey};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tenancy::SigningAlgorithm;

/// A JWK set (RFC 7517, section 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// The public half of a signing key (RFC 7517, section 4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// Names the key.
    pub kid: String,
    /// What it is for: always `sig`.
    #[serde(rename = "use")]
    pub key_use: &'static str,
    /// What it signs with.
    pub alg: SigningAlgorithm,
    /// The key itself.
    #[serde(flatten)]
    pub key: PublicKey,
    /// Certificates of the key in base64 (RFC 7517, section 4.7): for RSA one that the key has signed
    /// itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub x5c: Vec<String>,
}

/// The members of a JWK that depend on its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kty")]
pub enum PublicKey {
    /// Ed25519 (RFC 8037, section 2).
    #[serde(rename = "OKP")]
    Ed25519 {
        /// Always `Ed25519`.
        crv: &'static str,
        /// The public key in base64url.
        x: String,
    },
    /// RSA (RFC 7518, section 6.3).
    #[serde(rename = "RSA")]
    Rsa {
        /// The modulus in base64url.
        n: String,
        /// The exponent in base64url.
        e: String,
    },
}

impl PublicKey {
    /// The public half of `key`.
    pub(crate) fn of<T: HasPublic>(
        algorithm: SigningAlgorithm,
        key: &PKey<T>,
    ) -> Result<Self, ErrorStack> {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match algorithm {
            SigningAlgorithm::EdDsa => Ok(Self::Ed25519 {
                crv: "Ed25519",
                x: encode(&key.raw_public_key()?),
            }),
            SigningAlgorithm::Rs256 => {
                let rsa = key.rsa()?;
                Ok(Self::Rsa {
                    n: encode(&rsa.n().to_vec()),
                    e: encode(&rsa.e().to_vec()),
                })
            }
        }
    }

    /// The thumbprint.
    pub(crate) fn thumbprint(&self) -> String {
        match self {
            Self::Ed25519 { crv, x } => thumbprint_of(&[("crv", crv), ("kty", "OKP"), ("x", x)]),
            Self::Rsa { n, e } => thumbprint_of(&[("e", e), ("kty", "RSA"), ("n", n)]),
        }
    }
}

/// SHA-256 of the members of a JWK in the order given, in base64url (RFC 7638, section 3).
pub(crate) fn thumbprint_of(members: &[(&str, &str)]) -> String {
    let members = members
        .iter()
        .map(|(name, value)| format!("{}:{}", Value::from(*name), Value::from(*value)));
    let json = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    URL_SAFE_NO_PAD.encode(Sha256::digest(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_rfc_8037_appendix_a_3() {
        let key = PublicKey::Ed25519 {
            crv: "Ed25519",
            x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned(),
        };
        assert_eq!(
            key.thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }

    #[test]
    fn a_jwk_has_the_members_of_its_type_and_no_private_ones() {
        let key = PKey::generate_ed25519().unwrap();
        let key = PublicKey::of(SigningAlgorithm::EdDsa, &key).unwrap();
        let jwk = Jwk {
            kid: "k".to_owned(),
            key_use: "sig",
            alg: SigningAlgorithm::EdDsa,
            key,
            x5c: Vec::new(),
        };
        let json = serde_json::to_value(&jwk).unwrap();
        let mut members: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        members.sort();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"]);
        assert_eq!(
            (&json["kty"], &json["crv"]),
            (&"OKP".into(), &"Ed25519".into())
        );
    }
}
