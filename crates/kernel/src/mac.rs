//! Values that only who holds a key can make: HMAC-SHA-256 (RFC 2104).

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::ZeroizeOnDrop;

use crate::seal::derived;

/// A key that authenticates messages of one purpose.
#[derive(Clone, ZeroizeOnDrop)]
pub struct MacKey([u8; 32]);

impl MacKey {
    /// A key from 32 random bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key derived from `secret` for `purpose` alone: HKDF-SHA-512 (RFC 5869).
    pub fn derive(secret: &[u8], purpose: &str) -> Self {
        Self(derived(secret, purpose))
    }

    /// The MAC of `parts`, each behind its length.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub fn mac(&self, parts: &[&str]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_and_each_list_of_parts_has_a_mac_of_its_own() {
        let key = MacKey::derive(b"secret", "test");
        let mac = key.mac(&["a", "bc"]);
        assert_eq!(MacKey::derive(b"secret", "test").mac(&["a", "bc"]), mac);
        assert_ne!(key.mac(&["ab", "c"]), mac);
        assert_ne!(key.mac(&["a", "bc", ""]), mac);
        assert_ne!(MacKey::derive(b"secret", "other").mac(&["a", "bc"]), mac);
        assert_ne!(MacKey::derive(b"other", "test").mac(&["a", "bc"]), mac);
        assert_eq!(format!("{key:?}"), "MacKey(..)");
    }
}
