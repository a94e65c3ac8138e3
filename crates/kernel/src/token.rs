//! Bearer secrets: the plain form cannot be stored or logged, the stored form cannot be shown.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Random, Timestamp};

/// Random bytes of a token.
const SECRET: usize = 32;
/// Bytes of the date that some tokens begin with: Unix milliseconds, big-endian, as in a UUID of version 7
/// (RFC 9562, section 5.7).
const DATE: usize = 6;
/// Characters of base64url that a date takes, which is without a remainder.
const DATE_TEXT: usize = 8;
/// Characters of base64url that a token with a date takes.
const DATED_TEXT: usize = (DATE + SECRET) * 4 / 3 + 1;

/// A secret of 256 random bits that somebody carries: code, nonce, cookie, refresh token, API key.
///
/// One that many are made of is [dated](Self::dated): it begins with the moment at which it was made, and so does its
/// hash. Rows found by it then lie in the order in which they came, and not each on a page of its own.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PlainToken(String);

impl PlainToken {
    /// Draws a new token.
    pub fn generate(random: &dyn Random) -> Self {
        Self::of(&mut random.bytes::<SECRET>())
    }

    /// Draws a new token that says that it was made at `now`.
    pub fn dated(random: &dyn Random, now: Timestamp) -> Self {
        let mut bytes = [0; DATE + SECRET];
        let (date, secret) = bytes.split_at_mut(DATE);
        let millis = u64::try_from(now.micros() / 1000).unwrap_or_default();
        date.copy_from_slice(millis.to_be_bytes().split_at(size_of::<u64>() - DATE).1);
        random.fill(secret);
        Self::of(&mut bytes)
    }

    /// The token of these bytes, which are wiped.
    fn of(bytes: &mut [u8]) -> Self {
        let text = URL_SAFE_NO_PAD.encode(&*bytes);
        bytes.zeroize();
        Self(text)
    }

    /// Reads a token that somebody presented: 43 characters of base64url without padding, or 51 with a date.
    pub fn parse(text: &str) -> Result<Self, MalformedToken> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| MalformedToken)?;
        if bytes.len() == SECRET || bytes.len() == DATE + SECRET {
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
        let digest: [u8; 32] = Sha256::digest(self.0.as_bytes()).into();
        let mut hash = digest;
        if let Some(date) = self.date() {
            let (first, rest) = hash.split_at_mut(DATE);
            first.copy_from_slice(&date);
            rest.copy_from_slice(digest.split_at(rest.len()).0);
        }
        TokenHash(hash)
    }

    fn date(&self) -> Option<[u8; DATE]> {
        let (date, _) = self.0.split_at_checked(DATE_TEXT)?;
        let is_dated = self.0.len() == DATED_TEXT;
        let bytes = is_dated.then(|| URL_SAFE_NO_PAD.decode(date))?;
        bytes.ok()?.try_into().ok()
    }
}

impl fmt::Debug for PlainToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainToken(..)")
    }
}

/// The presented text is not a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a token: expected 43 or 51 characters of base64url without padding")]
pub struct MalformedToken;

/// SHA-256 of a [`PlainToken`]: what a database may keep. Of a dated one, the date and the first 208 bits.
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
    fn what_is_dated_lies_in_the_order_of_its_dates() {
        let mut random = MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(7));
        let at = |millis: i64| PlainToken::dated(&random, Timestamp::from_micros(millis * 1000));
        let hashes = [0, 1, 255, 256, 1_700_000_000_000, 1_700_000_000_001].map(|it| at(it).hash());
        assert!(hashes.is_sorted_by_key(TokenHash::as_bytes));
        let [_, _, _, _, hash, _] = hashes;
        assert_eq!(
            hash.as_bytes().first_chunk(),
            Some(&[1, 139, 207, 229, 104, 0])
        );
    }

    #[test]
    fn a_dated_token_is_known_by_all_of_it() {
        let dated = |byte: u8, millis: i64| {
            let mut random = MockRandom::new();
            random
                .expect_fill()
                .returning(move |bytes| bytes.fill(byte));
            PlainToken::dated(&random, Timestamp::from_micros(millis * 1000))
        };
        let token = dated(1, 5);
        assert_eq!(token.reveal().len(), DATED_TEXT);
        let presented = PlainToken::parse(token.reveal()).unwrap();
        assert!(token.hash().matches(&presented));
        for other in [dated(2, 5), dated(1, 6)] {
            assert!(!token.hash().matches(&other));
        }
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
            &"A".repeat(50),
            &"A".repeat(52),
            &format!("{}=", "A".repeat(43)),
        ] {
            assert!(PlainToken::parse(text).is_err(), "{text}");
        }
        // The last character of 32 bytes carries two bits that must be zero.
        assert!(PlainToken::parse(&format!("{}B", "A".repeat(42))).is_err());
        assert!(PlainToken::parse(&format!("{}B", "A".repeat(50))).is_err());
    }
}
