//! OPRF(ristretto255, SHA-512), mode 0x00 (RFC 9497): the server helps to stretch a PIN that it
//! never sees, and the client learns nothing about the server's key.

use curve25519_dalek::ristretto::RistrettoPoint;
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha512};
use zeroize::Zeroizing;

use crate::group::{Element, Scalar, expand_message, random_scalar};

/// `CreateContextString(0x00, "ristretto255-SHA512")` (RFC 9497, section 3.1).
const CONTEXT: &[u8] = b"OPRFV1-\x00-ristretto255-SHA512";

/// The server's key for one credential.
pub struct OprfKey(Zeroizing<Scalar>);

impl OprfKey {
    /// `DeriveKeyPair` (RFC 9497, section 3.2.1). `info` is shorter than 64 KiB.
    ///
    /// The first of 256 counters that gives a key other than zero is taken; that all give zero has
    /// probability 2^-64000 and would end in a key of zero, which every client refuses.
    pub fn derive(seed: &[u8; 32], info: &[u8]) -> Self {
        let length = u16::try_from(info.len()).unwrap_or(u16::MAX).to_be_bytes();
        let scalar = (0..=u8::MAX)
            .map(|counter| {
                let uniform = Zeroizing::new(expand_message(
                    &[seed, &length, info, &[counter]],
                    &[b"DeriveKeyPair", CONTEXT],
                ));
                Zeroizing::new(Scalar::from_bytes_mod_order_wide(&uniform))
            })
            .find(|scalar| **scalar != Scalar::ZERO);
        Self(scalar.unwrap_or_default())
    }

    /// `BlindEvaluate` (RFC 9497, section 3.3.1), encoded.
    pub fn evaluate(&self, blinded: &Element) -> [u8; 32] {
        (blinded.point() * *self.0).compress().0
    }
}

/// What the client remembers between its request and the answer.
pub struct Blinding {
    input: Zeroizing<Vec<u8>>,
    blind: Zeroizing<Scalar>,
    blinded: Element,
}

/// The input hashes to the identity, which happens with probability 2^-252.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this input cannot be used")]
pub struct UnusableInput;

impl Blinding {
    /// `Blind` (RFC 9497, section 3.3.1) with a fresh blind. `input` is shorter than 64 KiB.
    pub fn new(input: &[u8], rng: &mut impl CryptoRng) -> Result<Self, UnusableInput> {
        Self::with_blind(input, random_scalar(rng))
    }

    fn with_blind(input: &[u8], blind: Zeroizing<Scalar>) -> Result<Self, UnusableInput> {
        let uniform = Zeroizing::new(expand_message(&[input], &[b"HashToGroup-", CONTEXT]));
        let blinded = Element::of(RistrettoPoint::from_uniform_bytes(&uniform) * *blind);
        Ok(Self {
            input: Zeroizing::new(input.to_vec()),
            blind,
            blinded: blinded.ok_or(UnusableInput)?,
        })
    }

    /// What was blinded. A secret.
    pub fn input(&self) -> &[u8] {
        &self.input
    }

    /// The blinded element for the server.
    pub const fn blinded(&self) -> &Element {
        &self.blinded
    }

    /// `Finalize` (RFC 9497, section 3.3.1): the output that only input and key determine.
    pub fn finalize(&self, evaluated: &Element) -> Zeroizing<[u8; 64]> {
        let unblinded = evaluated.point() * self.blind.invert();
        let length = u16::try_from(self.input.len()).unwrap_or(u16::MAX);
        let mut hash = Sha512::new();
        hash.update(length.to_be_bytes());
        hash.update(&*self.input);
        hash.update(32_u16.to_be_bytes());
        hash.update(unblinded.compress().0);
        hash.update(b"Finalize");
        Zeroizing::new(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests;
