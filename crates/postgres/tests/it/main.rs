//! The store on a real server: the contract of its ports, what every database must do (the source is
//! `sqlite`'s), and what is `PostgreSQL`'s alone.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by a panic"
)]

#[path = "../../../sqlite/tests/it/alike.rs"]
mod alike;
#[path = "../../../sqlite/tests/it/cancellation.rs"]
mod cancellation;
#[path = "../../../sqlite/tests/it/contract.rs"]
mod contract;
#[path = "../../../sqlite/tests/it/key_checks.rs"]
mod key_checks;
#[path = "../../../sqlite/tests/it/logos.rs"]
mod logos;
mod migrations;
mod nodes;
mod outage;
mod schema;
#[path = "../../../sqlite/tests/it/sealed.rs"]
mod sealed;
mod search;
#[path = "../../../sqlite/tests/it/statements.rs"]
mod statements;
#[path = "../../../sqlite/tests/it/sweep.rs"]
mod sweep;
mod tls;
mod url;
mod world;
