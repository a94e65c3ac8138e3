use crate::lp::lp;
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The stretched PIN and pattern, called P: 64 bytes that cost memory and time to compute and,
/// through the oblivious evaluation, a question to the server.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Stretched([u8; 64]);

/// What one guess costs: Argon2id's memory and passes (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StretchCost {
    memory_kib: u32,
    passes: u32,
}

/// Stretching failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StretchError {
    /// The memory could not be had.
    #[error("this device has not enough free memory; close other programs or tabs and try again")]
    OutOfMemory,
    /// An input is longer than Argon2 takes (4 GiB).
    #[error("the PIN and pattern cannot be processed")]
    Unusable,
}

impl StretchCost {
    /// The one cost of protocol version "1": 64 MiB, three passes, one lane.
    pub const VERSION_1: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
    };

    /// 1 MiB and one pass, as in the published vectors. It protects nothing: for tests only.
    pub const INSECURE_FOR_TEST_VECTORS: Self = Self {
        memory_kib: 1024,
        passes: 1,
    };
}

impl Stretched {
    /// The 64 bytes. A secret.
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl std::fmt::Debug for Stretched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stretched(..)")
    }
}

/// Stretches what a person knows into P with Argon2id, version 0x13.
///
/// - `pinb`: [`crate::Knowledge::pinb`];
/// - `oprf_output`: what the server's oblivious function (RFC 9497) made of it, 64 bytes;
/// - `salt`, `tenant` and `context` (the credential's handle) bind P to one credential.
pub fn stretch(
    pinb: &[u8],
    oprf_output: &[u8],
    salt: &[u8; 32],
    tenant: &str,
    context: &[u8],
    cost: StretchCost,
) -> Result<Stretched, StretchError> {
    let password = Zeroizing::new(lp(&[b"keepic-1/pin", pinb, oprf_output]));
    let salt = Sha256::digest(lp(&[b"keepic-1/salt", salt, tenant.as_bytes(), context]));
    let mut stretched = Stretched([0; 64]);
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(stretched.0.len()))
        .map_err(|_| StretchError::Unusable)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(&password, &salt, &mut stretched.0)
        .map_err(|error| match error {
            argon2::Error::OutOfMemory => StretchError::OutOfMemory,
            _ => StretchError::Unusable,
        })?;
    Ok(stretched)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_counts() {
        let cost = StretchCost::INSECURE_FOR_TEST_VECTORS;
        let base = stretch(b"p", b"o", &[1; 32], "t", b"c", cost).unwrap();
        for other in [
            stretch(b"q", b"o", &[1; 32], "t", b"c", cost),
            stretch(b"p", b"", &[1; 32], "t", b"c", cost),
            stretch(b"p", b"o", &[2; 32], "t", b"c", cost),
            stretch(b"p", b"o", &[1; 32], "tc", b"", cost),
            stretch(b"po", b"", &[1; 32], "t", b"c", cost),
            stretch(
                b"p",
                b"o",
                &[1; 32],
                "t",
                b"c",
                StretchCost { passes: 2, ..cost },
            ),
        ] {
            assert_ne!(base, other.unwrap());
        }
        assert_eq!(format!("{base:?}"), "Stretched(..)");
    }
}
