//! Sealed messages: HPKE base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, single
//! shot (RFC 9180), as `enc ‖ ct`.
//!
//! HPKE authenticates neither side here. It hides the sketch and the proofs from whoever reads
//! along; whoever alters a message is found out because the proof covers all of it.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// How much longer a sealed message is than its plaintext: an X25519 key and an AES-GCM tag.
pub(crate) const OVERHEAD: usize = 32 + 16;

/// The private half of a key pair that receives one sealed message.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ReceivingKey([u8; 32]);

impl ReceivingKey {
    /// Draws a fresh key pair.
    pub fn generate(rng: &mut impl CryptoRng) -> (Self, [u8; 32]) {
        let (private, public) = X25519HkdfSha256::gen_keypair_with_rng(rng);
        (Self(private.to_bytes().into()), public.to_bytes().into())
    }

    /// The key as it comes from storage.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as it goes to storage, where it is to be sealed.
    pub const fn reveal(&self) -> &[u8; 32] {
        &self.0
    }

    /// Opens `enc ‖ ct`; nothing if it was not sealed to this key with this `info` and `aad`.
    pub(crate) fn open(
        &self,
        info: &[u8],
        aad: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (enc, ciphertext) = sealed.split_at_checked(32)?;
        let private = <X25519HkdfSha256 as hpke::Kem>::PrivateKey::from_bytes(&self.0).ok()?;
        let enc = <X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(enc).ok()?;
        hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &enc,
            info,
            ciphertext,
            aad,
        )
        .ok()
        .map(Zeroizing::new)
    }
}

impl core::fmt::Debug for ReceivingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ReceivingKey(..)")
    }
}

/// Seals `plaintext` to a public key; nothing if the key is of low order (RFC 9180, section 7.1.4).
pub(crate) fn seal(
    public: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Option<Vec<u8>> {
    let public = <X25519HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(public).ok()?;
    let (enc, ciphertext) = hpke::single_shot_seal_with_rng::<
        AesGcm256,
        HkdfSha256,
        X25519HkdfSha256,
    >(&OpModeS::Base, &public, info, plaintext, aad, rng)
    .ok()?;
    Some([enc.to_bytes().as_slice(), &ciphertext].concat())
}

#[cfg(test)]
mod tests;
