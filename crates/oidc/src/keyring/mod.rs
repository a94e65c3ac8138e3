//! A tenant's signing keys, ready for use.

mod cache;
mod ed25519;
mod rotation;
#[cfg(test)]
mod tests;

use std::fmt;

use josekit::JoseError;
use josekit::jws::{JwsContext, JwsHeader, JwsSigner, JwsVerifier, RS256};
use kernel::{StorageError, Timestamp};
use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tenancy::SigningAlgorithm;
use zeroize::Zeroizing;

use crate::certificate;
use crate::jwk::PublicKey;
use crate::parameters::MAX_TOKEN;
use crate::{Jwk, JwkSet, Jwt, PrivateKey, Published, SigningKey};

pub use cache::Keyrings;
pub use rotation::{KeyStage, RotateError, TenantKey};

const RSA_BITS: u32 = 2048;

/// What a token is for: its `typ` header. A token of one kind is never taken for another
/// (RFC 8725, section 3.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenType {
    /// An access token (RFC 9068, section 2.1).
    Access,
    /// An ID token.
    Id,
    /// A logout token (Back-Channel Logout 1.0, section 2.4).
    Logout,
    /// A security event token (RFC 8417, section 2.3).
    SecurityEvent,
    /// A signed answer of the userinfo endpoint.
    UserInfo,
}

impl TokenType {
    const fn typ(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::Id => "JWT",
            Self::Logout => "logout+jwt",
            Self::SecurityEvent => "secevent+jwt",
            Self::UserInfo => "userinfo+jwt",
        }
    }
}

/// Why a key cannot be made or used. For the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// OpenSSL refused.
    #[error("a signing key could not be made or read: {0}")]
    OpenSsl(#[from] ErrorStack),
    /// The JOSE library refused.
    #[error("a signing key does not sign: {0}")]
    Jose(#[from] JoseError),
    /// Claims or public keys are no JSON.
    #[error("claims or keys could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// There is no key that signs with this.
    #[error("the tenant has no signing key for {}", .0.as_str())]
    Missing(SigningAlgorithm),
}

impl From<KeyError> for StorageError {
    fn from(error: KeyError) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// A text is no valid token of this tenant. The reason is for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct InvalidJwt(pub(crate) &'static str);

impl SigningKey {
    /// Makes a new key that signs from `signs_from` on: Ed25519, or RSA with 2048 bits and the exponent
    /// 65537. The randomness is OpenSSL's own, which takes none from outside. RSA takes a noticeable part
    /// of a second.
    ///
    /// # Errors
    /// OpenSSL refused.
    pub fn generate(
        algorithm: SigningAlgorithm,
        now: Timestamp,
        signs_from: Timestamp,
    ) -> Result<Self, KeyError> {
        let key = match algorithm {
            SigningAlgorithm::EdDsa => PKey::generate_ed25519()?,
            SigningAlgorithm::Rs256 => PKey::from_rsa(Rsa::generate(RSA_BITS)?)?,
        };
        Ok(Self {
            kid: PublicKey::of(algorithm, &key)?.thumbprint(),
            algorithm,
            private_key: PrivateKey::from_der(Zeroizing::new(key.private_key_to_pkcs8()?)),
            created_at: now,
            signs_from,
        })
    }
}

/// A tenant's keys, parsed: signs its tokens and recognizes them.
pub struct Keyring {
    keys: Vec<LiveKey>,
    published: Published,
}

struct LiveKey {
    jwk: Jwk,
    /// Its time has come: it signs if it is the first such key of its algorithm.
    may_sign: bool,
    signer: Box<dyn JwsSigner>,
    verifier: Box<dyn JwsVerifier>,
}

impl LiveKey {
    fn parse(key: &SigningKey, now: Timestamp) -> Result<Self, KeyError> {
        let der = key.private_key.reveal();
        let private = PKey::private_key_from_der(der)?;
        let (signer, verifier): (Box<dyn JwsSigner>, Box<dyn JwsVerifier>) = match key.algorithm {
            SigningAlgorithm::EdDsa => {
                let (signer, verifier) = ed25519::halves(&private)?;
                (Box::new(signer), Box::new(verifier))
            }
            SigningAlgorithm::Rs256 => {
                let public = private.public_key_to_der()?;
                (
                    Box::new(RS256.signer_from_der(der)?),
                    Box::new(RS256.verifier_from_der(public)?),
                )
            }
        };
        let jwk = Jwk {
            kid: key.kid.clone(),
            key_use: "sig",
            alg: key.algorithm,
            key: PublicKey::of(key.algorithm, &private)?,
            x5c: match key.algorithm {
                SigningAlgorithm::EdDsa => Vec::new(),
                SigningAlgorithm::Rs256 => {
                    vec![certificate::self_signed(
                        &private,
                        &key.kid,
                        key.created_at,
                    )?]
                }
            },
        };
        Ok(Self {
            may_sign: key.signs_from <= now,
            jwk,
            signer,
            verifier,
        })
    }

    fn sign(&self, header: &JwsHeader, payload: &[u8]) -> Result<String, JoseError> {
        JwsContext::new().serialize_compact(payload, header, &*self.signer)
    }
}

impl Keyring {
    /// Parses the keys of one tenant, those that sign last first, to sign with the ones whose turn it is
    /// at `now`.
    ///
    /// # Errors
    /// One of them cannot be read.
    pub fn parse(keys: &[SigningKey], now: Timestamp) -> Result<Self, KeyError> {
        let keys = keys.iter().map(|key| LiveKey::parse(key, now));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            published: Published::of(&public_halves(&keys))?,
            keys,
        })
    }

    /// The public halves.
    pub fn jwk_set(&self) -> JwkSet {
        public_halves(&self.keys)
    }

    /// The same as it is sent to whoever asks.
    pub const fn published(&self) -> &Published {
        &self.published
    }

    /// Signs `claims` with the key of `algorithm` whose turn it is.
    pub(crate) fn sign<T: Serialize>(
        &self,
        algorithm: SigningAlgorithm,
        token_type: TokenType,
        claims: &T,
    ) -> Result<Jwt, KeyError> {
        let signs = |key: &&LiveKey| key.may_sign && key.jwk.alg == algorithm;
        let key = self.keys.iter().find(signs);
        let key = key.ok_or(KeyError::Missing(algorithm))?;
        let mut header = JwsHeader::new();
        header.set_token_type(token_type.typ());
        header.set_key_id(&key.jwk.kid);
        let payload = Zeroizing::new(serde_json::to_vec(claims)?);
        Ok(Jwt::new(key.sign(&header, &payload)?))
    }

    /// The claims of a token of that type which one of these keys has signed. Issuer, audience and
    /// times are for the caller to check.
    ///
    /// The key of the `kid` alone says with what it must be signed; keys and locations of keys that
    /// the token brings along are a reason to refuse it (RFC 8725, sections 3.1 and 3.10).
    pub(crate) fn verify<T: DeserializeOwned>(
        &self,
        token_type: TokenType,
        text: &str,
    ) -> Result<T, InvalidJwt> {
        if text.len() > MAX_TOKEN {
            return Err(InvalidJwt("longer than any token that was issued"));
        }
        let (payload, header) = JwsContext::new()
            .deserialize_compact_with_selector(text, |header| Ok(self.verifier(header)))
            .map_err(|_| InvalidJwt("not signed by a key of this tenant"))?;
        for foreign in ["jwk", "jku", "x5u", "x5c", "crit"] {
            if header.claim(foreign).is_some() {
                return Err(InvalidJwt("its header brings a key or an extension"));
            }
        }
        if header.token_type() != Some(token_type.typ()) {
            return Err(InvalidJwt("a token of another kind"));
        }
        serde_json::from_slice(&payload).map_err(|_| InvalidJwt("its claims are malformed"))
    }

    fn verifier(&self, header: &JwsHeader) -> Option<&dyn JwsVerifier> {
        let kid = header.key_id()?;
        let key = self.keys.iter().find(|key| key.jwk.kid == kid)?;
        Some(&*key.verifier)
    }
}

fn public_halves(keys: &[LiveKey]) -> JwkSet {
    JwkSet {
        keys: keys.iter().map(|key| key.jwk.clone()).collect(),
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kids = self.keys.iter().map(|key| &key.jwk.kid);
        f.debug_tuple("Keyring")
            .field(&kids.collect::<Vec<_>>())
            .finish()
    }
}
