//! Public keys of others, and the JWTs that they have signed with them.

mod ed25519;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::JoseError;
use josekit::jwk::Jwk;
use josekit::jws::{ES256, EdDSA, JwsContext, JwsVerifier, PS256, RS256};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use self::ed25519::Ed25519Verifier;
use crate::keyring::InvalidJwt;

/// What others may sign with: signatures alone, never a shared secret (RFC 8725, section 3.1).
pub(crate) const ALGORITHMS: &[&str] = &["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];

/// Longest JWT that is read, in bytes.
const LONGEST: usize = 8192;

/// Members of a JWK that nobody else may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4).
const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A set of public keys (RFC 7517, section 5). Keys that this server cannot use are left out.
#[derive(Debug)]
pub(crate) struct ForeignKeys(Vec<Jwk>);

impl ForeignKeys {
    /// Reads a JWK set.
    pub(crate) fn parse(document: &Value) -> Result<Self, InvalidJwt> {
        let keys = document.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or(InvalidJwt("the keys of its issuer are no JWK set"))?;
        let keys = keys.iter().filter_map(Value::as_object);
        Ok(Self(keys.filter_map(|key| usable(key.clone())).collect()))
    }

    /// Reads the JWK set of `issuer`, without keys that say to be for another: Microsoft publishes those of all tenants
    /// together, with a member `issuer` in which `{tenantid}` may stand for any.
    pub(crate) fn of_issuer(document: &Value, issuer: &str) -> Result<Self, InvalidJwt> {
        let is_of = |named: &str| match named.split_once("{tenantid}") {
            Some((before, after)) => issuer
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(|tenant| !tenant.is_empty()),
            None => named == issuer,
        };
        let Self(mut keys) = Self::parse(document)?;
        keys.retain(|key| {
            key.parameter("issuer")
                .is_none_or(|named| named.as_str().is_some_and(is_of))
        });
        Ok(Self(keys))
    }

    /// Whether there is a key of that name.
    pub(crate) fn knows(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.key_id() == Some(kid))
    }

    /// What a JWT says that one of these keys has signed. Its algorithm is one of [`ALGORITHMS`] and
    /// fits the key; times, issuer and audience are for the caller to check.
    pub(crate) fn verify<T: DeserializeOwned>(&self, text: &str) -> Result<T, InvalidJwt> {
        let wanted = header(text)?;
        for key in &self.0 {
            let names = wanted.kid.as_deref().zip(key.key_id());
            if names.is_some_and(|(wanted, known)| wanted != known) {
                continue;
            }
            let Ok(verifier) = verifier(&wanted.alg, key) else {
                continue;
            };
            if let Ok((payload, header)) = JwsContext::new().deserialize_compact(text, &*verifier) {
                if header.claim("crit").is_some() {
                    return Err(InvalidJwt("its header brings an extension"));
                }
                let claims = serde_json::from_slice(&payload);
                let claims: T = claims.map_err(|_| InvalidJwt("its claims are malformed"))?;
                return Ok(claims);
            }
        }
        Err(InvalidJwt("not signed by a key of its issuer"))
    }
}

/// What a header says before anything is believed.
#[derive(Deserialize)]
pub(crate) struct ForeignHeader {
    pub(crate) alg: String,
    pub(crate) kid: Option<String>,
}

/// The header of a JWT, unverified, for choosing a key.
pub(crate) fn header(text: &str) -> Result<ForeignHeader, InvalidJwt> {
    part(text, 0)
}

/// The claims of a JWT, unverified, for finding out who would have signed it.
pub(crate) fn unverified<T: DeserializeOwned>(text: &str) -> Result<T, InvalidJwt> {
    part(text, 1)
}

/// A part of a JWT, unverified: 0 is its header, 1 what it says.
pub(crate) fn part<T: DeserializeOwned>(text: &str, index: usize) -> Result<T, InvalidJwt> {
    const MALFORMED: InvalidJwt = InvalidJwt("not of the form of a JWT");
    if text.len() > LONGEST {
        return Err(InvalidJwt("longer than a JWT that would be read"));
    }
    let part = text.split('.').nth(index).ok_or(MALFORMED)?;
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| MALFORMED)?;
    serde_json::from_slice(&bytes).map_err(|_| MALFORMED)
}

/// The key, if it is a public one of a type that signs. Its name is taken off where the verifier would
/// insist on it: a JWT need not name its key.
pub(crate) fn usable(mut key: Map<String, Value>) -> Option<Jwk> {
    let is_private = PRIVATE.iter().any(|part| key.contains_key(*part));
    // What certificates say about a key is of no interest.
    for member in ["x5c", "x5t", "x5t#S256", "x5u"] {
        key.remove(member);
    }
    let key = Jwk::from_map(key).ok()?;
    let signs = matches!(key.key_type(), "RSA" | "EC" | "OKP");
    (signs && !is_private).then_some(key)
}

/// A verifier for signatures by `key` under the algorithm of that name.
pub(crate) fn verifier(alg: &str, key: &Jwk) -> Result<Box<dyn JwsVerifier>, JoseError> {
    let mut unnamed: Map<String, Value> = key.as_ref().clone();
    unnamed.remove("kid");
    // One algorithm has two names (RFC 9864, section 2.2); the curve says which it is.
    if key.curve() == Some("Ed25519") && matches!(key.algorithm(), Some("EdDSA" | "Ed25519")) {
        unnamed.remove("alg");
    }
    let key = &Jwk::from_map(unnamed)?;
    Ok(match alg {
        "RS256" => Box::new(RS256.verifier_from_jwk(key)?),
        "PS256" => Box::new(PS256.verifier_from_jwk(key)?),
        "ES256" => Box::new(ES256.verifier_from_jwk(key)?),
        "EdDSA" => Box::new(EdDSA.verifier_from_jwk(key)?),
        "Ed25519" => Box::new(Ed25519Verifier::from_jwk(key)?),
        _ => {
            let problem = format!("{alg} is no algorithm that is accepted");
            return Err(JoseError::UnsupportedSignatureAlgorithm(
                std::io::Error::other(problem).into(),
            ));
        }
    })
}
