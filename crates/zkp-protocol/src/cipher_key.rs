//! `cipherKey`: what the client sends to begin.

use core::fmt;

use crate::field::{decode_exact, encode};
use crate::group::Element;
use crate::{MalformedField, Purpose};

/// `b64(epk) "." b64(blinded) "." purpose`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CipherKey {
    /// The client's fresh HPKE key, to which the challenge is sealed.
    pub reply_to: [u8; 32],
    /// The client's input to the OPRF, blinded.
    pub blinded: Element,
    /// What the challenge is asked for.
    pub purpose: Purpose,
}

impl CipherKey {
    /// Reads a `cipherKey`; every one has exactly one spelling.
    pub fn parse(text: &str) -> Result<Self, MalformedField> {
        Self::read(text).ok_or(MalformedField {
            field: "cipherKey",
            expected: "an X25519 key and a ristretto255 element, both in base64url without \
                       padding, and a purpose, joined by '.'",
        })
    }

    fn read(text: &str) -> Option<Self> {
        let (reply_to, rest) = text.split_once('.')?;
        let (blinded, purpose) = rest.split_once('.')?;
        Some(Self {
            reply_to: decode_exact(reply_to)?,
            blinded: Element::decode(&decode_exact(blinded)?)?,
            purpose: purpose.parse().ok()?,
        })
    }
}

impl fmt::Display for CipherKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}.{}",
            encode(&self.reply_to),
            encode(self.blinded.as_bytes()),
            self.purpose.as_str()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: [u8; 32] = curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.0;

    fn text(key: &[u8], element: &[u8], purpose: &str) -> String {
        format!("{}.{}.{purpose}", encode(key), encode(element))
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let text = text(&[9; 32], &BASE, "change");
        assert_eq!(CipherKey::parse(&text).unwrap().to_string(), text);
    }

    #[test]
    fn anything_else_is_refused() {
        let good = text(&[9; 32], &BASE, "login");
        let mut not_canonical = BASE;
        not_canonical[31] |= 0x80;
        for bad in [
            String::new(),
            text(&[9; 31], &BASE, "login"),
            text(&[9; 33], &BASE, "login"),
            text(&[9; 32], &BASE[..31], "login"),
            text(&[9; 32], &[0; 32], "login"),
            text(&[9; 32], &not_canonical, "login"),
            text(&[9; 32], &BASE, "Login"),
            text(&[9; 32], &BASE, ""),
            format!("{good}."),
            format!("{good} "),
            format!(" {good}"),
            good.replace('.', ".."),
            good.replacen('.', "=.", 1),
        ] {
            assert_eq!(
                CipherKey::parse(&bad).unwrap_err().field,
                "cipherKey",
                "{bad}"
            );
        }
    }
}
