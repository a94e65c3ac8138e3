//! The two keys that begins depend on. They live in the key store, never in the database.

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// One version of the seed from which every credential's OPRF key is derived.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 64]);

impl Seed {
    /// The seed as it comes from the key store.
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    pub(super) const fn reveal(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// The key from which look-alikes are made. It is not rotated with the seed: a name that does not
/// exist would be seen to change.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LookAlikeKey([u8; 32]);

impl LookAlikeKey {
    /// The key as it comes from the key store.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key itself, for what else must look the same whether or not a name exists: attempt
    /// counters and e-mail codes are keyed by it too.
    pub const fn reveal(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for LookAlikeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LookAlikeKey(..)")
    }
}
