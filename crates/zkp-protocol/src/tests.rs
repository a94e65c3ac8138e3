//! Both sides against each other.

mod changed;
mod enrolment;
mod look_alike;
mod memory;
mod misused;
mod sign_in;
mod vectors;
mod world;
