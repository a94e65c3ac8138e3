//! What tests of several crates share: contract suites for the storage ports, a store in memory, a
//! time, a randomness and sample values that are the same in every run, photographs, a mail server,
//! and an authenticator.
//!
//! The crate decides what every implementation of a storage port must do, in [`contract`]: one suite
//! per port, from the port's own words. It must *not* know any adapter. Whoever adds one writes a
//! [`Harness`](contract::Harness) for it and [`contract_suites!`], and is done.
//!
//! ```
//! use std::time::Duration;
//!
//! use kernel::{Clock as _, Timestamp};
//! use tenancy::Tenants;
//! use testkit::{ManualClock, MemoryStore, SeededRandom, sample};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let clock = ManualClock::at(Timestamp::from_seconds(1_000));
//! clock.advance(Duration::from_secs(1));
//! assert_eq!(clock.now().seconds(), 1_001);
//!
//! let store = MemoryStore::default();
//! let tenant = sample::tenant("acme", clock.now());
//! let event = sample::event(&tenant.id, kernel::audit::EventKind::TenantCreated, clock.now());
//! assert!(store.create(&tenant, &event).await.unwrap());
//! assert!(!store.create(&tenant, &event).await.unwrap());
//! # }
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a library of tests: a panic is how they fail"
)]

mod authenticators;
mod clock;
pub mod contract;
mod keys;
mod mail_server;
mod memory;
pub mod photographs;
#[cfg(feature = "postgres")]
pub mod postgres;
mod proof_key;
mod provider;
mod random;
pub mod sample;
mod soft_token;

pub use authenticators::NoAuthenticators;
pub use clock::ManualClock;
pub use keys::FixedKeys;
pub use mail_server::{Certificate, MailServer, MailServerOptions};
pub use memory::MemoryStore;
pub use proof_key::{ProofKey, Proving};
pub use provider::{Unreachable, open_id_provider};
pub use random::SeededRandom;
pub use soft_token::{Lies, SoftToken};
