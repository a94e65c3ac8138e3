//! zkp-protocol

#![cfg_attr(
    not(all(feature = "prover", feature = "verifier")),
    expect(dead_code, reason = "each side uses its half of the wire formats")
)]

mod action;
mod challenge;
mod cipher_key;
mod commitment;
mod credential;
mod field;
mod finish;
mod group;
#[cfg(test)]
mod hex;
mod json;
mod oprf;
mod proof;
#[cfg(feature = "prover")]
pub mod prover;
mod purpose;
mod sealed;
#[cfg(test)]
mod seeded;
mod transcript;
#[cfg(feature = "verifier")]
pub mod verifier;
mod version;

pub use action::Action;
pub use challenge::{CHALLENGE_SECONDS, ChallengeHash};
pub use cipher_key::CipherKey;
pub use credential::{Applicant, Credential, CredentialHash, Handle, OprfKeyVersion};
pub use field::MalformedField;
pub use group::Element;
pub use oprf::{Blinding, OprfKey, UnusableInput};
pub use proof::{Proof, Statement};
pub use purpose::{Purpose, UnknownPurpose};
pub use sealed::ReceivingKey;
pub use version::{ALGORITHM_VERSION, Algorithm, PROTO_VERSION, ProtoVersion};

#[cfg(all(test, feature = "prover", feature = "verifier"))]
mod tests;
