//! Fields of a message as text: base64url without padding (RFC 4648, section 5), strictly.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A field of a message that is not of the form the protocol asks for.
///
/// It names the field and its form and nothing of its content, so a caller may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} must be {expected}")]
pub struct MalformedField {
    /// The field, as the message spells it.
    pub field: &'static str,
    /// The form that was expected, to be read after "must be".
    pub expected: &'static str,
}

/// `b64` of the protocol.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes whose `b64` is `text`; nothing for padding, other alphabets and trailing bits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The `N` bytes whose `b64` is `text`.
pub(crate) fn decode_exact<const N: usize>(text: &str) -> Option<[u8; N]> {
    // Looks at the length first, so that an oversized field costs nothing.
    if text.len() == (N * 4).div_ceil(3) {
        decode(text)?.try_into().ok()
    } else {
        None
    }
}

/// Bytes of fixed length inside a JSON message, for `#[serde(with = "crate::field::bytes")]`.
pub(crate) mod bytes {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{decode_exact, encode};

    pub(crate) fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        let text = String::deserialize(deserializer)?;
        decode_exact(&text).ok_or_else(|| D::Error::custom("base64url of another length expected"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_spelling_of_some_bytes_is_read() {
        assert_eq!(decode_exact::<1>("_w"), Some([0xff]));
        for other in ["/w", "_w==", "_x", "_w\n", "_", "_wA", ""] {
            assert_eq!(decode_exact::<1>(other), None, "{other:?}");
        }
    }
}
