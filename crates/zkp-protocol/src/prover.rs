//! The client's side: a state per message, so that they can be sent in one order only.
//!
//! [`Begin`] asks, [`Opened`] has the answer, [`Recovered`] has found the secret. An enrolment goes
//! from [`Opened`] straight to its `encrypted_commitment`.

mod begin;
mod enrol;
mod recover;

pub use begin::{Begin, OpenError, Opened, Place};
pub use enrol::EnrolError;
pub use recover::{AnswerError, FinishMessage, RecoverError, Recovered};
