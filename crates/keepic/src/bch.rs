//! The error-correcting code of keepic-1: binary narrow-sense primitive BCH(1023, 268), which
//! corrects up to 103 wrong bits and refuses everything else (Hocquenghem 1959; Bose and
//! Ray-Chaudhuri 1960).
//!
//! Bit `i` of a word, lowest first in byte `i / 8`, is the coefficient of `x^i`. The message stands
//! at `x^755` to `x^1022` and the parity below it. Bit 1023 does not exist and must be clear.
//!
//! Decoding takes a time that depends on the word. It runs on the person's own machine, before
//! anything is sent.
//!
//! ```
//! use keepic::bch::{self, Message};
//!
//! let message = Message::from_random(&[0xa5; 34]);
//! let mut word = *bch::encode(&message).as_bytes();
//! word[3] ^= 0xff;
//!
//! let correction = bch::decode(&word)?;
//! assert_eq!(correction.errors, 8);
//! assert_eq!(correction.message, message);
//! # Ok::<(), bch::Uncorrectable>(())
//! ```

mod decoder;
mod field;
mod generator;

use generator::PARITY_BITS;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bits of a word.
pub const WORD_BITS: usize = 1023;

/// Bits of a message.
pub const MESSAGE_BITS: usize = 268;

/// The most wrong bits that are corrected.
pub const CORRECTABLE: usize = 103;

/// The 268 bits a codeword carries, lowest first, in 34 bytes.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Message([u8; 34]);

/// A word of the code, 1023 bits, lowest first, in 128 bytes.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Codeword([u8; 128]);

/// What a word was before its errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The message that was encoded.
    pub message: Message,
    /// The word that was made of it.
    pub codeword: Codeword,
    /// How many bits had to be corrected, 0 to 103.
    pub errors: u16,
}

/// No codeword lies within 103 bits of the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("more than {CORRECTABLE} of the {WORD_BITS} bits are wrong")]
pub struct Uncorrectable;

impl Message {
    /// A message from 34 bytes, of which the last four bits are left out.
    pub fn from_random(bytes: &[u8; 34]) -> Self {
        let mut bits = *bytes;
        let [.., last] = &mut bits;
        *last &= 0x0f;
        Self(bits)
    }

    /// The packed bits; the upper four of the last byte are clear. A secret.
    pub fn as_bytes(&self) -> &[u8; 34] {
        &self.0
    }

    /// The message that a word of the code carries.
    fn carried_by(word: &[u8; 128]) -> Self {
        let mut bits = [0; 34];
        for place in (0..MESSAGE_BITS).filter(|place| bit(word, PARITY_BITS + place)) {
            flip(&mut bits, place);
        }
        Self(bits)
    }
}

impl Codeword {
    /// The packed bits. A secret.
    pub fn as_bytes(&self) -> &[u8; 128] {
        &self.0
    }
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Message(..)")
    }
}

impl std::fmt::Debug for Codeword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Codeword(..)")
    }
}

/// The codeword of a message: the message itself, above the remainder of `x^755 m(x)` by the
/// generator.
pub fn encode(message: &Message) -> Codeword {
    let mut word = [0; 128];
    let mut remainder = generator::Remainder::default();
    for place in (0..MESSAGE_BITS).rev() {
        let set = bit(&message.0, place);
        remainder.push(set);
        if set {
            flip(&mut word, PARITY_BITS + place);
        }
    }
    for place in (0..PARITY_BITS).filter(|&place| remainder.bit(place)) {
        flip(&mut word, place);
    }
    remainder.zeroize();
    Codeword(word)
}

/// The codeword within 103 bits of a word, if there is one.
///
/// An answer proves nothing about where the word came from: the all-ones word is a codeword, so a
/// picture with all its bits turned decodes as well. Only the public key says who it is.
pub fn decode(word: &[u8; 128]) -> Result<Correction, Uncorrectable> {
    let (codeword, errors) = decoder::correct(word)?;
    Ok(Correction {
        message: Message::carried_by(&codeword),
        codeword: Codeword(codeword),
        errors,
    })
}

/// Whether a bit of a packed word is set; past its end none is.
fn bit(word: &[u8], place: usize) -> bool {
    word.get(place / 8)
        .is_some_and(|byte| byte >> (place % 8) & 1 == 1)
}

/// Turns one bit of a packed word.
fn flip(word: &mut [u8], place: usize) {
    if let Some(byte) = word.get_mut(place / 8) {
        *byte ^= 1 << (place % 8);
    }
}

#[cfg(test)]
mod tests;
