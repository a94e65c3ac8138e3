//! HMAC-SHA-256 (RFC 2104) of what must be found again but not read: names and e-mail codes.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zkp_protocol::verifier::LookAlikeKey;

/// The MAC of `parts`, each behind its length.
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub(crate) fn of(key: &LookAlikeKey, parts: &[&str]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.reveal()).expect("a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}
