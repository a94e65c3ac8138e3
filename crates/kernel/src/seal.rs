//! Sealing of secrets at rest: AES-256-GCM (NIST SP 800-38D) under a key derived per purpose.

use std::fmt;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use sha2::Sha512;
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

use crate::Random;

const NONCE: usize = 12;

/// A key that seals: the master key, or one derived from it or from a token.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SealingKey([u8; 32]);

impl SealingKey {
    /// A key from 32 random bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key derived from `secret` for `purpose` alone: HKDF-SHA-512 (RFC 5869).
    pub fn derive(secret: &[u8], purpose: &str) -> Self {
        Self(derived(secret, purpose))
    }

    /// Seals `plain`; `place` (for example table, row and tenant) must be the same when it is opened.
    pub fn seal(&self, plain: &[u8], place: &[&str], random: &dyn Random) -> Vec<u8> {
        let nonce = random.bytes::<NONCE>();
        let aad = associated_data(place);
        let mut sealed = nonce.to_vec();
        // AES-GCM fails only above 64 GiB; an empty ciphertext then fails to open.
        let text = self.cipher().encrypt(
            &Nonce::from(nonce),
            Payload {
                msg: plain,
                aad: &aad,
            },
        );
        sealed.extend(text.unwrap_or_default());
        sealed
    }

    /// Opens what [`seal`](Self::seal) made for the same `place`.
    pub fn open(&self, sealed: &[u8], place: &[&str]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE>().ok_or(SealError)?;
        let aad = associated_data(place);
        self.cipher()
            .decrypt(
                &Nonce::from(*nonce),
                Payload {
                    msg: text,
                    aad: &aad,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| SealError)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0.into())
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(..)")
    }
}

/// 32 bytes derived from `secret` for `purpose` alone: HKDF-SHA-512 (RFC 5869).
pub(crate) fn derived(secret: &[u8], purpose: &str) -> [u8; 32] {
    let mut key = [0; 32];
    // 32 bytes are far below HKDF's limit of 255 * 64, the only way this can fail.
    if Hkdf::<Sha512>::new(None, secret)
        .expand(purpose.as_bytes(), &mut key)
        .is_err()
    {
        key.zeroize();
    }
    key
}

/// What was to be opened was sealed under another key, for another place, or has been changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a sealed value does not open: it was sealed with another key, for another row, or was changed"
)]
pub struct SealError;

/// Each part behind its length, so that no two lists of parts give the same bytes.
fn associated_data(place: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in place {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockRandom;

    #[test]
    fn a_sealed_value_opens_only_in_its_place_and_unchanged() {
        let mut random = MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(3));
        let key = SealingKey::derive(b"secret", "test");
        let sealed = key.seal(b"value", &["table", "row"], &random);

        assert_eq!(
            key.open(&sealed, &["table", "row"]).unwrap().as_slice(),
            b"value"
        );
        assert_eq!(key.open(&sealed, &["tablerow"]), Err(SealError));
        assert_eq!(key.open(&sealed, &["table", "other"]), Err(SealError));
        assert_eq!(
            SealingKey::derive(b"secret", "other").open(&sealed, &["table", "row"]),
            Err(SealError)
        );
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(key.open(&changed, &["table", "row"]), Err(SealError));
            assert_eq!(
                key.open(&sealed[..index], &["table", "row"]),
                Err(SealError)
            );
        }
    }
}
