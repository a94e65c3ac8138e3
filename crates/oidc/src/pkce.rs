//! Proof Key for Code Exchange (RFC 7636), method S256 alone.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The `code_challenge` of an authorization request: SHA-256 of the verifier that will redeem its
/// code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeChallenge([u8; 32]);

/// Text that is not an S256 challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("code_challenge: expected 43 characters of base64url, the SHA-256 of the code_verifier")]
pub struct InvalidChallenge;

impl CodeChallenge {
    /// Reads a challenge (RFC 7636, section 4.2).
    ///
    /// # Errors
    /// It is not 32 bytes in base64url without padding.
    pub fn parse(text: &str) -> Result<Self, InvalidChallenge> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidChallenge)?;
        bytes.try_into().map(Self).map_err(|_| InvalidChallenge)
    }

    /// Whether `verifier` is well-formed and has this challenge (section 4.6).
    pub fn is_met_by(&self, verifier: &str) -> bool {
        is_verifier(verifier) && bool::from(Sha256::digest(verifier).as_slice().ct_eq(&self.0))
    }
}

/// Whether the text has the form of a `code_verifier` (section 4.1).
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

impl fmt::Display for CodeChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl TryFrom<String> for CodeChallenge {
    type Error = InvalidChallenge;

    fn try_from(text: String) -> Result<Self, InvalidChallenge> {
        Self::parse(&text)
    }
}

impl From<CodeChallenge> for String {
    fn from(challenge: CodeChallenge) -> Self {
        challenge.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_holds() {
        let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
        assert!(challenge.is_met_by(VERIFIER));
        assert_eq!(challenge.to_string(), CHALLENGE);
    }

    #[test]
    fn no_other_verifier_meets_it() {
        let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
        for other in ["", CHALLENGE, &VERIFIER[1..], &VERIFIER.to_lowercase()] {
            assert!(!challenge.is_met_by(other), "{other}");
        }
    }

    #[test]
    fn a_verifier_of_the_wrong_form_meets_nothing() {
        for bad in [
            "x".repeat(42),
            "x".repeat(129),
            format!("{}=", "x".repeat(43)),
        ] {
            let challenge = CodeChallenge(Sha256::digest(&bad).into());
            assert!(!challenge.is_met_by(&bad), "{bad}");
        }
        let longest = "x".repeat(128);
        assert!(CodeChallenge(Sha256::digest(&longest).into()).is_met_by(&longest));
    }

    #[test]
    fn a_challenge_of_the_wrong_form_is_refused() {
        for bad in [
            "",
            "abc",
            &format!("{CHALLENGE}="),
            &CHALLENGE[1..],
            VERIFIER.get(..42).unwrap(),
        ] {
            assert_eq!(CodeChallenge::parse(bad), Err(InvalidChallenge), "{bad}");
        }
    }
}
