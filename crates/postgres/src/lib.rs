//! Storage in a `PostgreSQL` database: for production, and for several nodes.
//!
//! This crate decides how the repositories, which are written once for every database, meet
//! `PostgreSQL`: the pool of connections and its limits, TLS, the isolation of transactions and what is
//! tried again, row locks, migrations. It must *not* decide anything else: the repositories are those
//! of `sqlite`, compiled from the same source against this crate's `backend`, and what a budget allows
//! or who may sign in is the domains'.
//!
//! [`PostgresStore`] implements every storage port of `kernel`, `tenancy`, `identity`, `zkp-protocol`, `oidc` and
//! `provisioning`, and is held by the contract suites of `testkit`.
//!
//! Transactions are READ COMMITTED: each statement sees what was committed before it, and a row that a
//! transaction decides about is locked first (`FOR NO KEY UPDATE`). Such transactions cannot lose an
//! update, but two of them can wait for each other; `PostgreSQL` then gives one of them up, which is
//! run again.
//!
//! ```
//! use postgres::PostgresUrl;
//!
//! let url: PostgresUrl = "postgres://vault:secret@db.example/vault?sslmode=verify-full".parse()?;
//! // A password is never printed.
//! assert_eq!(url.to_string(), "postgres://vault@db.example:5432/vault?sslmode=verify-full");
//! # Ok::<(), String>(())
//! ```

mod backend;
mod config;
mod connector;
mod failure;
mod lock;
mod lookups;
mod migrations;
mod open_error;
mod pool;
#[path = "../../sqlite/src/repositories/mod.rs"]
mod repositories;
mod rows;
mod store;
mod url;

pub use config::PostgresConfig;
pub use open_error::OpenError;
pub use store::PostgresStore;
pub use url::{PostgresUrl, SslMode};
