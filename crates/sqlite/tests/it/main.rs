//! The store on a real file: the contract of its ports, and what is `SQLite`'s alone.

mod cancellation;
mod contract;
mod file;
mod key_checks;
mod schema;
mod sealed;
mod speed;
mod sweep;
mod world;
