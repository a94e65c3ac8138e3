//! What a challenge is made of: a credential's, a look-alike's, or that of a credential to come.

use core::{array, slice};

use hkdf::Hkdf;
use sha2::Sha512;
use subtle::{Choice, ConditionallySelectable};
use zeroize::Zeroizing;

use super::{LookAlikeKey, Seed};
use crate::credential::Check;
use crate::transcript::lp;
use crate::{Credential, Element, Handle, OprfKey};

/// The label of OPRF keys: `info` of `DeriveKeyPair`, and of the seeds that go into it.
const OPRF: &[u8] = b"secrets-vault/1 oprf";

/// Everything in a challenge that depends on the name, and the seed of the OPRF key.
pub(crate) struct Material {
    pub(crate) handle: [u8; 16],
    pub(crate) salt: [u8; 32],
    pub(crate) sketch: [u8; 128],
    pub(crate) check: [u8; 32],
    pub(crate) key_seed: Zeroizing<[u8; 32]>,
}

impl Material {
    /// The material of `credential`, under its own version of the seed.
    pub(crate) fn of(credential: &Credential, seed: &Seed, tenant: &str) -> Self {
        Self {
            handle: *credential.handle.as_bytes(),
            salt: credential.salt,
            sketch: credential.sketch,
            check: Check::of(credential.handle, &credential.public_key).0,
            key_seed: derive_key_seed(seed, tenant, credential.handle),
        }
    }

    /// The material of a credential that is yet to be enrolled: nothing but its handle and key.
    pub(crate) fn of_new(handle: Handle, seed: &Seed, tenant: &str) -> Self {
        Self {
            handle: *handle.as_bytes(),
            salt: [0; 32],
            sketch: [0; 128],
            check: [0; 32],
            key_seed: derive_key_seed(seed, tenant, handle),
        }
    }

    /// The material that a name is answered with when it has no usable credential:
    /// HKDF(look-alike key, lp("secrets-vault/1 look-alike", tenant, folded name)), 240 bytes, taken
    /// in the order of the fields; bit 1023 of the sketch is cleared.
    pub(crate) fn look_alike(key: &LookAlikeKey, tenant: &str, folded_name: &str) -> Self {
        let info = lp(&[
            b"secrets-vault/1 look-alike",
            tenant.as_bytes(),
            folded_name.as_bytes(),
        ]);
        let mut bytes = Zeroizing::new([0; 16 + 32 + 128 + 32 + 32]);
        expand(&Hkdf::new(None, key.reveal()), &info, &mut *bytes);
        let mut bytes = bytes.iter();
        let mut material = Self {
            handle: take(&mut bytes),
            salt: take(&mut bytes),
            sketch: take(&mut bytes),
            check: take(&mut bytes),
            key_seed: Zeroizing::new(take(&mut bytes)),
        };
        let [.., last] = &mut material.sketch;
        *last &= 0x7f;
        material
    }

    /// `yes` if `choice`, else `no`, in a time that does not tell which.
    pub(crate) fn select(no: &Self, yes: &Self, choice: Choice) -> Self {
        Self {
            handle: ConditionallySelectable::conditional_select(&no.handle, &yes.handle, choice),
            salt: ConditionallySelectable::conditional_select(&no.salt, &yes.salt, choice),
            sketch: ConditionallySelectable::conditional_select(&no.sketch, &yes.sketch, choice),
            check: ConditionallySelectable::conditional_select(&no.check, &yes.check, choice),
            key_seed: Zeroizing::new(ConditionallySelectable::conditional_select(
                &*no.key_seed,
                &*yes.key_seed,
                choice,
            )),
        }
    }

    /// The OPRF under this material's key.
    pub(crate) fn evaluate(&self, blinded: &Element) -> [u8; 32] {
        OprfKey::derive(&self.key_seed, OPRF).evaluate(blinded)
    }
}

/// The next bytes; there are as many as all fields have.
fn take<const N: usize>(bytes: &mut slice::Iter<'_, u8>) -> [u8; N] {
    array::from_fn(|_| bytes.next().copied().unwrap_or_default())
}

/// HKDF-Expand(seed, lp("secrets-vault/1 oprf", tenant, handle), 32).
#[expect(
    clippy::expect_used,
    reason = "a seed has the 64 bytes that a pseudorandom key of HKDF-SHA-512 must have"
)]
fn derive_key_seed(seed: &Seed, tenant: &str, handle: Handle) -> Zeroizing<[u8; 32]> {
    let hkdf = Hkdf::from_prk(seed.reveal()).expect("64 bytes are enough");
    let mut bytes = Zeroizing::new([0; 32]);
    let info = lp(&[OPRF, tenant.as_bytes(), handle.as_bytes()]);
    expand(&hkdf, &info, &mut *bytes);
    bytes
}

#[expect(
    clippy::expect_used,
    reason = "HKDF-SHA-512 gives up to 16,320 bytes, and both lengths are constant and shorter"
)]
fn expand(hkdf: &Hkdf<Sha512>, info: &[u8], bytes: &mut [u8]) {
    hkdf.expand(info, bytes).expect("few bytes are asked for");
}

#[cfg(test)]
mod tests;
