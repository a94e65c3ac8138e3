//! MACs of what must be found again but not read: names and e-mail codes.

use kernel::MacKey;
use zkp_protocol::verifier::LookAlikeKey;

/// The MAC of `parts`.
pub(crate) fn of(key: &LookAlikeKey, parts: &[&str]) -> [u8; 32] {
    MacKey::from_bytes(*key.reveal()).mac(parts)
}
