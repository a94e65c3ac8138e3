//! The client against servers that do what they should not.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something unexpected happens"
)]

mod answers;
mod forgery;
mod server;
mod tls;
