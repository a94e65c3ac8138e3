//! What a proof says (RFC 9449, section 4.2), and whether it says it about this request (section 4.3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jws::JwsContext;
use kernel::TokenHash;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{DpopError, KeyThumbprint};
use crate::foreign_keys;
use crate::numeric_date::NumericDate;

/// The `typ` of a proof.
const TYP: &str = "dpop+jwt";
/// Longest `jti`, in bytes.
const LONGEST_JTI: usize = 256;

/// A proof that its own key has signed.
pub(super) struct Proof {
    key: KeyThumbprint,
    claims: Claims,
}

#[derive(Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Map<String, Value>,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: NumericDate,
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    ath: Option<String>,
    nonce: Option<String>,
}

const fn invalid(expected: &'static str) -> DpopError {
    DpopError::Invalid(expected)
}

/// Reads a proof and checks its signature with the key that it brings along.
pub(super) fn read(text: &str) -> Result<Proof, DpopError> {
    let header: Header = foreign_keys::part(text, 0)
        .map_err(|_| invalid("expected one JWT with typ, alg and jwk in its header"))?;
    if header.typ != TYP {
        return Err(invalid("expected typ dpop+jwt"));
    }
    if !foreign_keys::ALGORITHMS.contains(&header.alg.as_str()) {
        return Err(invalid(
            "expected alg RS256, PS256, ES256, EdDSA or Ed25519",
        ));
    }
    let key = KeyThumbprint::of(&header.jwk);
    let (key, jwk) = key.zip(foreign_keys::usable(header.jwk)).ok_or(invalid(
        "expected jwk to be a public key, without private parts",
    ))?;
    let verifier = foreign_keys::verifier(&header.alg, &jwk)
        .map_err(|_| invalid("expected jwk to be a key for its alg"))?;
    let (payload, header) = JwsContext::new()
        .deserialize_compact(text, &*verifier)
        .map_err(|_| invalid("expected a signature by the key in jwk"))?;
    if header.claim("crit").is_some() {
        return Err(invalid("expected no crit in its header"));
    }
    let claims: Claims = serde_json::from_slice(&payload)
        .map_err(|_| invalid("expected the claims jti, htm, htu and iat"))?;
    if !(1..=LONGEST_JTI).contains(&claims.jti.len()) {
        return Err(invalid("expected a jti of 1 to 256 bytes"));
    }
    Ok(Proof { key, claims })
}

impl Proof {
    /// Whether it is for a request with that method to that URL. Query and fragment do not count.
    pub(super) fn check_request(&self, method: &str, url: &str) -> Result<(), DpopError> {
        if self.claims.htm != method {
            return Err(invalid("expected htm to be the method of this request"));
        }
        let bare = |text: &str| {
            let mut url = Url::parse(text).ok()?;
            url.set_query(None);
            url.set_fragment(None);
            Some(url)
        };
        match bare(&self.claims.htu) {
            Some(named) if Some(&named) == bare(url).as_ref() => Ok(()),
            _ => Err(invalid(
                "expected htu to be the URL of this request as the provider's metadata names it",
            )),
        }
    }

    /// Whether it was made for that access token.
    pub(super) fn check_token(&self, access_token: &str) -> Result<(), DpopError> {
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(access_token));
        if self.claims.ath.as_deref() == Some(&hash) {
            Ok(())
        } else {
            Err(invalid("expected ath to be the hash of the access token"))
        }
    }

    /// When it was made, in seconds since the Unix epoch, as it says itself.
    pub(super) const fn issued_at(&self) -> i64 {
        self.claims.iat.0
    }

    /// Whether it says itself that it has expired by `earliest`, or is not to be used until after
    /// `latest`, in seconds since the Unix epoch (RFC 7519, sections 4.1.4 and 4.1.5).
    pub(super) fn is_out_of_time(&self, earliest: i64, latest: i64) -> bool {
        self.claims.exp.is_some_and(|end| end.0 <= earliest)
            || self.claims.nbf.is_some_and(|start| start.0 > latest)
    }

    pub(super) fn nonce(&self) -> Option<&str> {
        self.claims.nonce.as_deref()
    }

    /// What tells it from every other proof.
    pub(super) fn hash(&self) -> TokenHash {
        let named = format!("{}.{}", self.key.as_str(), self.claims.jti);
        TokenHash::from_bytes(Sha256::digest(named).into())
    }

    pub(super) fn into_key(self) -> KeyThumbprint {
        self.key
    }
}
