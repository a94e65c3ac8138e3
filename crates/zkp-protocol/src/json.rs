//! JSON of fixed form: a message has one spelling, and only that one is read.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The one spelling of `message`: fields in declared order, no white space.
#[expect(
    clippy::expect_used,
    reason = "messages are structs of text and numbers, which always have a JSON form"
)]
pub(crate) fn write(message: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(message).expect("a message is JSON")
}

/// Reads a message; nothing unless `bytes` is exactly what [`write`] gives for it.
pub(crate) fn read<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let message = serde_json::from_slice(bytes).ok()?;
    (write(&message) == bytes).then_some(message)
}
