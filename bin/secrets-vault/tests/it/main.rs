//! The service as its users meet it: the real binary, over HTTP and the command line.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something unexpected happens"
)]

mod harness;

mod api;
mod attacks;
mod back_channel;
mod bad_input;
mod demo;
mod dpop;
mod entra;
mod enumeration;
mod logos;
mod operation;
mod passkeys;
mod races;
mod recovery;
mod relying_party;
mod schemathesis;
mod scim;
mod secrecy;
mod sessions;
mod sign_in;
mod tokens;
