//! The client against a server that speaks HTTP and remembers every byte of it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something unexpected happens"
)]

mod flow;
mod memory;
mod server;
mod wire;
