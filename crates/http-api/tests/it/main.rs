//! The HTTP surface as its clients see it: in this process, over a store in memory, at a time that is
//! set by hand.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test fails"
)]

mod answers;
mod app;
mod client_authentication;
mod conformance;
mod contract;
mod cors;
mod dpop;
mod ended;
mod expiry;
mod pairwise;
mod scim;
