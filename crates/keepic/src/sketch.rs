use crate::bch::{self, Message};
use crate::bit_error_rate::BitErrorRate;
use crate::features::{Features, distance};
use crate::lp::lp;
use crate::secret::Secret;
use crate::stretch::Stretched;
use hkdf::Hkdf;
use sha2::{Digest, Sha256, Sha512};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

/// The sketch W, 1023 bits that the server keeps: useless without the picture and the stretched
/// PIN (code-offset construction; Dodis, Ostrovsky, Reyzin, Smith 2008).
#[derive(Clone, PartialEq, Eq)]
pub struct Sketch([u8; 128]);

/// A sketch with bit 1023 set, which no enrolment makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a sketch has 1023 bits; the last bit of its 128 bytes must be clear")]
pub struct MalformedSketch;

/// What enrolling gives: the sketch to store and the secret whose public key to store.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// W.
    pub sketch: Sketch,
    /// x.
    pub secret: Secret,
}

/// What a sketch gave back.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// A candidate for x. It is the right one only if its public key is the enrolled one.
    pub secret: Secret,
    /// How many feature bits differed from the enrolled picture, 0 to 103.
    pub errors: u16,
}

/// Picture, PIN and sketch do not belong together. Which of them is wrong cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("picture or PIN does not match")]
pub struct NoMatch;

impl Sketch {
    /// A sketch from its bytes, bit `i` lowest first in byte `i / 8`. Refuses bit 1023 set.
    pub fn from_bytes(bytes: [u8; 128]) -> Result<Self, MalformedSketch> {
        let [.., last] = bytes;
        if last & 0x80 == 0 {
            Ok(Self(bytes))
        } else {
            Err(MalformedSketch)
        }
    }

    /// The bytes, bit 1023 clear.
    pub fn as_bytes(&self) -> &[u8; 128] {
        &self.0
    }
}

impl std::fmt::Debug for Sketch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sketch(..)")
    }
}

impl Recovery {
    /// The errors as they are reported, once the public key has matched.
    pub fn bit_error_rate(&self) -> BitErrorRate {
        BitErrorRate::new(self.errors)
    }
}

/// Makes a sketch and a secret for a picture and a stretched PIN.
///
/// `message_random` must be fresh for each enrolment; `tenant` and `context` (the credential's
/// handle) are bound into the secret.
pub fn enrol(
    features: &Features,
    stretched: &Stretched,
    message_random: &[u8; 34],
    tenant: &str,
    context: &[u8],
) -> Enrolment {
    let message = Message::from_random(message_random);
    let codeword = bch::encode(&message);
    let sketch = Sketch(*blind(codeword.as_bytes(), features, stretched));
    let secret = derive_secret(&message, stretched, tenant, context, &sketch);
    Enrolment { sketch, secret }
}

/// Gives back the secret if the picture lies within 103 bits of the enrolled one and the PIN is
/// right.
///
/// Success alone is no proof: the caller accepts only if [`Secret::public_key`] is the enrolled
/// one, and tells nobody anything but [`NoMatch`] otherwise.
pub fn recover(
    features: &Features,
    sketch: &Sketch,
    stretched: &Stretched,
    tenant: &str,
    context: &[u8],
) -> Result<Recovery, NoMatch> {
    let word = blind(&sketch.0, features, stretched);
    let correction = bch::decode(&word).map_err(|_| NoMatch)?;
    debug_assert_eq!(
        distance(&word, correction.codeword.as_bytes()),
        correction.errors
    );
    let secret = derive_secret(&correction.message, stretched, tenant, context, sketch);
    Ok(Recovery {
        secret,
        errors: correction.errors,
    })
}

/// `word XOR features XOR mask`, which is its own inverse.
fn blind(word: &[u8; 128], features: &Features, stretched: &Stretched) -> Zeroizing<[u8; 128]> {
    let mut blinded = expand::<128>(stretched, b"mask");
    let [.., last] = &mut *blinded;
    *last &= 0x7f;
    for ((out, word), feature) in blinded.iter_mut().zip(word).zip(features.as_bytes()) {
        *out ^= word ^ feature;
    }
    blinded
}

/// x = SHA-512(lp("keepic-1/x", m, key, tenant, context, SHA-256(W))) mod L.
fn derive_secret(
    message: &Message,
    stretched: &Stretched,
    tenant: &str,
    context: &[u8],
    sketch: &Sketch,
) -> Secret {
    let key = expand::<64>(stretched, b"key");
    let sketch_hash = Sha256::digest(sketch.0);
    let input = Zeroizing::new(lp(&[
        b"keepic-1/x",
        message.as_bytes(),
        key.as_slice(),
        tenant.as_bytes(),
        context,
        &sketch_hash,
    ]));
    let mut hash: [u8; 64] = Sha512::digest(&input).into();
    let secret = Secret::from_hash(&hash);
    hash.zeroize();
    secret
}

/// HKDF-SHA-512 of P (RFC 5869) with the salt "keepic-1".
#[expect(
    clippy::expect_used,
    reason = "HKDF gives up to 255 hashes of 64 bytes, which N is below"
)]
fn expand<const N: usize>(stretched: &Stretched, info: &[u8]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 64) }
    let mut output = Zeroizing::new([0; N]);
    Hkdf::<Sha512>::new(Some(b"keepic-1"), stretched.as_bytes())
        .expand(info, output.as_mut_slice())
        .expect("the length was checked");
    output
}
