//! Bearer secrets: the plain form cannot be stored or logged, the stored form cannot be shown.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Random;

/// A secret of 256 random bits that somebody carries: code, nonce, cookie, refresh token, API key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PlainToken(String);

impl PlainToken {
    /// Draws a new token.
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = random.bytes::<32>();
        let text = URL_SAFE_NO_PAD.encode(bytes);
        bytes.zeroize();
        Self(text)
    }

    /// Reads a token that somebody presented: 43 characters of base64url without padding.
    pub fn parse(text: &str) -> Result<Self, MalformedToken> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| MalformedToken)?;
        if bytes.len() == 32 {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedToken)
        }
    }

    /// The token itself, to be handed to whoever it belongs to and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The form in which the token is stored.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for PlainToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainToken(..)")
    }
}

/// The presented text is not a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a token: expected 43 characters of base64url without padding")]
pub struct MalformedToken;

/// SHA-256 of a [`PlainToken`]: what a database may keep.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash as it comes from storage.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash as it goes to storage.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether `token` has this hash; takes the same time either way.
    pub fn matches(&self, token: &PlainToken) -> bool {
        self.0.ct_eq(&token.hash().0).into()
    }
}

/// SHA-256 of public bytes in base64url: an entity tag, a file name.
pub fn fingerprint(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockRandom;

    fn token(byte: u8) -> PlainToken {
        let mut random = MockRandom::new();
        random
            .expect_fill()
            .returning(move |bytes| bytes.fill(byte));
        PlainToken::generate(&random)
    }

    #[test]
    fn the_hash_knows_its_token_and_no_other() {
        assert!(token(1).hash().matches(&token(1)));
        assert!(!token(1).hash().matches(&token(2)));
    }

    #[test]
    fn neither_form_prints_anything() {
        assert_eq!(
            format!("{:?} {:?}", token(1), token(1).hash()),
            "PlainToken(..) TokenHash(..)"
        );
    }

    #[test]
    fn what_was_never_issued_is_refused_by_its_shape() {
        for text in [
            "",
            "short",
            &"A".repeat(42),
            &"A".repeat(44),
            &format!("{}=", "A".repeat(43)),
        ] {
            assert!(PlainToken::parse(text).is_err(), "{text}");
        }
        // The last character of 32 bytes carries two bits that must be zero.
        assert!(PlainToken::parse(&format!("{}B", "A".repeat(42))).is_err());
    }
}
