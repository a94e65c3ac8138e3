use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The secret x that picture and PIN give back together: a scalar of ristretto255 (RFC 9496).
///
/// Wiped when dropped, never printed, and proved rather than sent.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(Scalar);

impl Secret {
    /// The hash as a little-endian integer, reduced modulo the order of the group.
    pub(crate) fn from_hash(hash: &[u8; 64]) -> Self {
        Self(Scalar::from_bytes_mod_order_wide(hash))
    }

    /// X, the public key that the server keeps: x times the generator.
    pub fn public_key(&self) -> CompressedRistretto {
        RistrettoPoint::mul_base(&self.0).compress()
    }

    /// x itself, for the proof.
    pub fn scalar(&self) -> &Scalar {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}
