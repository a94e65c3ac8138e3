//! The sign-in protocol: a person proves to a server that they hold a picture and know a PIN or
//! pattern, and the server learns nothing else.
//!
//! The crate decides what is said, in which bytes, and what a proof proves: the group
//! (ristretto255, RFC 9496), the oblivious function that helps to stretch a PIN (RFC 9497), the
//! Schnorr proof (RFC 8235), the sealed messages (RFC 9180) and every field on the wire. Both sides
//! are here, so that they cannot disagree:
//!
//! - [`prover`] is the client's: states that allow the messages in one order only.
//! - [`verifier`] is the server's: the use cases `begin`, `verify` and `enrol`.
//!
//! It must *not* know HTTP, sessions, attempt counters, e-mail or SQL. A begin has been counted
//! before it comes here, and what an enrolment returns is stored by the caller. The verifier's ports
//! are [`ChallengeLedger`](verifier::ChallengeLedger), [`CredentialStore`](verifier::CredentialStore)
//! and [`OprfSeed`](verifier::OprfSeed), beside the kernel's clock and randomness. The prover has
//! none: it is handed a random number generator, and builds for wasm32.
//!
//! ```text
//! client                                          server
//! blind(PIN), fresh HPKE key   -- cipherKey -->   evaluate with the credential's key
//! open, unblind, stretch,      <-- challenge --   sealed: sketch W, salt, check, reply key
//! rebuild x from the picture,
//! compare with check           -- R, s ------->   sealed: s·G = R + c·X, and nothing else
//! ```
//!
//! A name that does not exist is answered by a look-alike: the same length, the same work, and the
//! same answer the next time. A refused finish has one text; the reason is for the operator's log.
//!
//! # Enrol, then sign in
//!
//! ```
//! # use std::collections::HashMap;
//! # use std::sync::{Arc, Mutex};
//! # use async_trait::async_trait;
//! # use getrandom::{SysRng, rand_core::{Rng as _, UnwrapErr}};
//! # use kernel::{Clock, FoldedName, Random, StorageError, TenantId, Timestamp, TokenHash};
//! # use zkp_protocol::verifier::*;
//! # use zkp_protocol::{Handle, OprfKeyVersion};
//! # #[derive(Default)]
//! # struct Memory {
//! #     challenges: Mutex<HashMap<TokenHash, OpenChallenge>>,
//! #     ada: Mutex<Option<OwnedCredential>>,
//! # }
//! # #[async_trait]
//! # impl ChallengeLedger for Memory {
//! #     async fn open(&self, challenge: OpenChallenge) -> Result<(), StorageError> {
//! #         self.challenges.lock().unwrap().insert(challenge.id, challenge);
//! #         Ok(())
//! #     }
//! #     async fn consume(&self, id: &TokenHash, now: Timestamp) -> Result<Option<OpenChallenge>, StorageError> {
//! #         let challenge = self.challenges.lock().unwrap().remove(id);
//! #         Ok(challenge.filter(|challenge| now < challenge.expires_at))
//! #     }
//! # }
//! # #[async_trait]
//! # impl CredentialStore for Memory {
//! #     async fn served_to(&self, _: &TenantId, name: &FoldedName) -> Result<Option<OwnedCredential>, StorageError> {
//! #         Ok(self.ada.lock().unwrap().clone().filter(|_| name.as_str() == "ada"))
//! #     }
//! #     async fn provable(&self, _: &TenantId, handle: &Handle) -> Result<Option<OwnedCredential>, StorageError> {
//! #         Ok(self.ada.lock().unwrap().clone().filter(|owned| owned.credential.handle == *handle))
//! #     }
//! # }
//! # struct Surroundings;
//! # impl OprfSeed for Surroundings {
//! #     fn newest(&self) -> (OprfKeyVersion, Seed) { (OprfKeyVersion(1), Seed::from_bytes([5; 64])) }
//! #     fn version(&self, _: OprfKeyVersion) -> Option<Seed> { Some(Seed::from_bytes([5; 64])) }
//! #     fn look_alike_key(&self) -> LookAlikeKey { LookAlikeKey::from_bytes([6; 32]) }
//! # }
//! # impl Clock for Surroundings {
//! #     fn now(&self) -> Timestamp { Timestamp::from_seconds(1_000) }
//! # }
//! # impl Random for Surroundings {
//! #     fn fill(&self, bytes: &mut [u8]) { UnwrapErr(SysRng).fill_bytes(bytes) }
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! # let memory = Arc::new(Memory::default());
//! # let rng = &mut UnwrapErr(SysRng);
//! use keepic::{Features, Knowledge, specimen};
//! use zkp_protocol::prover::{self, Place};
//! use zkp_protocol::{Applicant, Purpose};
//!
//! let verifier = Verifier {
//!     origin: "https://id.example".to_owned(),
//!     ledger: memory.clone(),
//!     credentials: memory.clone(),
//!     seeds: Arc::new(Surroundings),
//!     clock: Arc::new(Surroundings),
//!     random: Arc::new(Surroundings),
//! };
//! let tenant: TenantId = "acme".parse()?;
//! let begin = |cipher_key| Begin {
//!     tenant: &tenant,
//!     username: "ada",
//!     cipher_key,
//!     auth_req_id: None,
//!     browser: None,
//!     address: "192.0.2.1",
//!     session_user: None,
//!     image_only_allowed: false,
//! };
//! let place = Place {
//!     tenant: "acme".to_owned(),
//!     origin: "https://id.example".to_owned(),
//!     auth_req_id: None,
//! };
//! let picture = specimen::opaque(1, 640, 480)?;
//! let knowledge = Knowledge { pin: Some("482915".parse()?), pattern: None };
//!
//! // Ada registers: begin, open, enrol.
//! let (state, cipher_key) =
//!     prover::Begin::new(place.clone(), "ada", Purpose::Enrol, &knowledge, rng)?;
//! let answer = verifier.begin(&begin(&cipher_key)).await?;
//! let opened = state.open(answer.proto_version, &answer.challenge_data)?;
//! let applicant = Applicant { username: Some("ada"), email: Some("ada@example.org"), code: None };
//! let commitment = opened.enrol(&Features::of(&picture), &applicant, rng)?;
//! let new = verifier
//!     .enrol(&Enrol {
//!         tenant: &tenant,
//!         proto_version: "1",
//!         encrypted_commitment: &commitment,
//!         auth_req_id: None,
//!         browser: None,
//!         image_only: false,
//!         enrol_for: EnrolFor::Register { username: "ada", email: "ada@example.org", code: None },
//!     })
//!     .await?;
//! # *memory.ada.lock().unwrap() = Some(OwnedCredential { user: "1".parse()?, credential: new.credential });
//!
//! // She signs in with a copy of the picture that has been through some hands.
//! let copy = specimen::handled(&picture)?;
//! let (state, cipher_key) = prover::Begin::new(place, "ada", Purpose::Login, &knowledge, rng)?;
//! let answer = verifier.begin(&begin(&cipher_key)).await?;
//! let opened = state.open(answer.proto_version, &answer.challenge_data)?;
//! let message = opened.recover(&copy)?.sign_in(rng)?;
//! let proven = verifier
//!     .verify(&Finish {
//!         tenant: &tenant,
//!         challenge_id: &message.challenge_id,
//!         challenge_data: &message.challenge_data,
//!         auth_req_id: None,
//!         browser: None,
//!         claim: Claim::Login { username: "ada", cipher_key: &cipher_key },
//!     })
//!     .await?;
//! assert_eq!(proven.user.as_str(), "1");
//! # Ok(())
//! # })
//! # }
//! ```

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

#[cfg(test)]
mod tests;
