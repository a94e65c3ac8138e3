//! The store on a real file: the contract of its ports, and what is `SQLite`'s alone.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test fails by a panic, and a measurement is printed"
)]

mod alike;
mod cancellation;
mod contract;
mod file;
mod key_checks;
mod lasting;
mod lists;
mod logos;
mod provisioning;
mod schema;
mod sealed;
mod speed;
mod statements;
mod sweep;
mod world;
