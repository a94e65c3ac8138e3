//! Keepic: a secret from a picture and a PIN or pattern, as defined by "keepic-1".
//!
//! The crate decides how a picture becomes 1023 feature bits, how those bits and what a person
//! knows become a sketch that a server may keep and a secret that nobody keeps, and whether a
//! picture is fit for it. The secret comes back even after the picture has been recompressed,
//! resized or lightly marked.
//!
//! ```text
//! picture -> grid -> coefficients -> features F --+
//! message m -> BCH codeword C --------------------+--> sketch W = C ^ F ^ mask(P)
//! PIN, pattern -> oblivious function -> stretched P --> secret x = H(m, P, names, W)
//! ```
//!
//! It must *not* know any network, clock, storage or source of randomness: whoever enrols brings
//! the random message and the salt, and whoever signs in brings the server's evaluation. So it has
//! no ports. All arithmetic on pictures is on integers, which makes a browser and a native build
//! agree on every bit. With the feature `decode` it reads picture files; a browser does that itself.
//!
//! What is secret wipes itself when dropped and does not print.
//!
//! ```
//! use keepic::{Features, Knowledge, StretchCost, enrol, recover, specimen, stretch};
//!
//! // At enrolment. A real cost is `StretchCost::VERSION_1`; message and salt are random.
//! let picture = specimen::opaque(1, 640, 480)?;
//! let knowledge = Knowledge { pin: Some("8305".parse()?), pattern: None };
//! let cost = StretchCost::INSECURE_FOR_TEST_VECTORS;
//! let stretched = stretch(&knowledge.pinb(), b"evaluated", &[7; 32], "acme", b"handle", cost)?;
//! let enrolment = enrol(&Features::of(&picture), &stretched, &[42; 34], "acme", b"handle");
//!
//! // At sign-in, with a copy of the picture that has been through some hands.
//! let copy = specimen::handled(&picture)?;
//! let recovery =
//!     recover(&Features::of(&copy), &enrolment.sketch, &stretched, "acme", b"handle")?;
//! assert_eq!(recovery.secret.public_key(), enrolment.secret.public_key());
//! assert_eq!(recovery.bit_error_rate().percent_text(), "3.324");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod area_average;
pub mod bch;
mod bit_error_rate;
mod coefficients;
mod cosine;
#[cfg(feature = "decode")]
mod decode;
mod features;
mod gate;
mod grid;
mod impression;
mod knowledge;
mod lp;
mod order;
mod picture;
mod quality;
mod retry_set;
mod secret;
mod sketch;
pub mod specimen;
mod stretch;

pub use area_average::GridError;
pub use bit_error_rate::BitErrorRate;
pub use coefficients::Coefficients;
#[cfg(feature = "decode")]
pub use decode::{DecodeError, MAX_FILE_BYTES, decode};
pub use features::Features;
pub use gate::{
    Assessment, GatePolicy, MIN_ENROLMENT_SIDE, Refusal, Warning, assess, assess_impression,
};
pub use grid::{GRID_SIDE, Grid};
pub use impression::{Impression, ImpressionBuilder, Recognisable};
pub use knowledge::{Knowledge, Pattern, PatternError, Pin, PinError, Weakness};
pub use lp::lp;
pub use picture::{MAX_PIXELS, MIN_SIDE, Picture, PictureError};
pub use quality::Quality;
pub use retry_set::{Change, Cut, Hypothesis, RetrySet, Turn};
pub use secret::Secret;
pub use sketch::{Enrolment, MalformedSketch, NoMatch, Recovery, Sketch, enrol, recover};
pub use stretch::{StretchCost, StretchError, Stretched, stretch};

/// The algorithm version that this crate implements, as credentials record it.
pub const ALGORITHM_VERSION: &str = "keepic-1";

/// Lower-case hexadecimal text, for the tests.
#[cfg(test)]
fn hex(bytes: &[u8]) -> String {
    let digit = |nibble| char::from_digit(nibble, 16).unwrap();
    let digits = |&byte: &u8| [digit(u32::from(byte >> 4)), digit(u32::from(byte & 15))];
    bytes.iter().flat_map(digits).collect()
}
