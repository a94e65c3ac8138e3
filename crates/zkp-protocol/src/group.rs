//! Elements and scalars of ristretto255 (RFC 9496), read strictly.

use core::num::NonZero;

use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
pub(crate) use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity as _;
use hash2curve::{ExpandMsg, ExpandMsgXmd, Expander as _};
use rand_core::CryptoRng;
use sha2::Sha512;
use sha2::digest::consts::U32;
use zeroize::Zeroizing;

/// An element that is not the identity, with its canonical encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    point: RistrettoPoint,
    encoded: [u8; 32],
}

impl Element {
    /// Reads an encoding; nothing if it is not canonical, not an element, or the identity.
    pub fn decode(encoded: &[u8; 32]) -> Option<Self> {
        let point = CompressedRistretto(*encoded).decompress()?;
        (!point.is_identity()).then_some(Self {
            point,
            encoded: *encoded,
        })
    }

    /// The canonical encoding (RFC 9496, section 4.3.2).
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.encoded
    }

    /// The element that `point` is; nothing for the identity.
    pub(crate) fn of(point: RistrettoPoint) -> Option<Self> {
        (!point.is_identity()).then(|| Self {
            point,
            encoded: point.compress().0,
        })
    }

    pub(crate) const fn point(&self) -> &RistrettoPoint {
        &self.point
    }
}

/// Reads a scalar; nothing if it is not below the order of the group.
pub(crate) fn decode_scalar(encoded: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_canonical_bytes(*encoded).into()
}

/// Draws a scalar that is not zero (RFC 9496, section 4.4).
pub(crate) fn random_scalar(rng: &mut impl CryptoRng) -> Zeroizing<Scalar> {
    loop {
        let mut uniform = Zeroizing::new([0; 64]);
        rng.fill_bytes(&mut *uniform);
        let scalar = Zeroizing::new(Scalar::from_bytes_mod_order_wide(&uniform));
        if *scalar != Scalar::ZERO {
            return scalar;
        }
    }
}

/// `expand_message_xmd` with SHA-512 to 64 bytes (RFC 9380, section 5.3.1), which RFC 9497 takes to
/// hash to an element or a scalar. `dst` is not empty.
#[expect(
    clippy::expect_used,
    reason = "fails for an empty tag or more than 16,320 bytes of output, and both are constant"
)]
pub(crate) fn expand_message(message: &[&[u8]], dst: &[&[u8]]) -> [u8; 64] {
    const LENGTH: NonZero<u16> = NonZero::new(64).unwrap();
    let mut uniform = [0; 64];
    <ExpandMsgXmd<Sha512> as ExpandMsg<U32>>::expand_message(message, dst, LENGTH)
        .expect("a tag is given")
        .fill_bytes(&mut uniform)
        .expect("64 bytes were asked for");
    uniform
}

#[cfg(test)]
mod tests;
