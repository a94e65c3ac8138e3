//! Both sides against each other.
#![cfg(all(feature = "prover", feature = "verifier"))]

mod changed;
mod enrolment;
mod look_alike;
mod memory;
mod misused;
mod sign_in;
mod vectors;
mod world;
