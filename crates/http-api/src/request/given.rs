//! A field that may be left out, which is not the same as null.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads a field that is there. With `#[serde(default)]` a field that is left out is `None`, and null is
/// for those only whose type has it.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads a text that is the service's to say and means nothing here, which is no reason to take any.
pub(crate) fn ignored<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let is_short = |text: &String| text.chars().count() <= 256 && !text.contains('\0');
    if text.as_ref().is_none_or(is_short) {
        return Ok(text);
    }
    Err(D::Error::custom(
        "expected at most 256 characters, without NUL",
    ))
}

/// For `skip_serializing_if`: a field that is read by itself and not handed on with the others. (With `skip_serializing`
/// the document would not name it.)
pub(crate) const fn of_its_own<T>(_: &T) -> bool {
    true
}

/// Reads a whole number of a query, where everything is text.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let expected = "expected a whole number from 0";
    text.parse()
        .map(Some)
        .map_err(|_| serde::de::Error::custom(expected))
}
