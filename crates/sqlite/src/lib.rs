//! Storage in one `SQLite` file: the embedded database, and the default.
//!
//! This crate decides how what the domains hand over becomes rows and transactions: one method of a
//! port is one transaction, one-time objects are consumed by one statement, an audit event is written
//! by the transaction that it reports, and secrets are sealed before they become columns. It must *not*
//! decide anything else: what a budget allows, when a code is spent, who may sign in is the domains'.
//!
//! [`SqliteStore`] implements every storage port of `kernel`, `tenancy`, `identity`, `zkp-protocol`, `oidc` and
//! `provisioning`, and is held by the contract suites of `testkit`. The repositories are written against the module
//! `backend` alone, so that another database compiles the same source.
//!
//! `SQLite` has one writer at a time. So one connection writes, in transactions that are alone from their
//! start (a transaction that turns from reading to writing would fail at once), a few others read
//! beside it from the write-ahead log, and a second process on the same file waits its turn.
//!
//! ```
//! use std::sync::Arc;
//!
//! use kernel::audit::{EventActor, EventKind};
//! use kernel::{AuditEvent, KeyCheck, Random, SealingKey, Timestamp, Upkeep as _};
//! use sqlite::{SqliteConfig, SqliteStore};
//! use tenancy::{Tenant, TenantSettings, Tenants};
//!
//! # struct Counting(std::sync::atomic::AtomicU8);
//! # impl Random for Counting {
//! #     fn fill(&self, bytes: &mut [u8]) {
//! #         bytes.fill_with(|| self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
//! #     }
//! # }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let random = Counting(0.into());
//! # let directory = tempfile::tempdir()?;
//! let config = SqliteConfig::at(directory.path().join("vault.db"));
//! let store = SqliteStore::open(config, SealingKey::from_bytes([7; 32]), Arc::new(random)).await?;
//! store.migrate().await?;
//! assert!(store.is_empty().await?);
//! assert_eq!(store.verify_key_check("master", b"check").await?, KeyCheck::Fresh);
//!
//! let tenant = Tenant {
//!     id: "acme".parse()?,
//!     settings: TenantSettings::default(),
//!     created_at: Timestamp::from_seconds(1),
//! };
//! let event = AuditEvent::new(
//!     tenant.id.clone(),
//!     tenant.created_at,
//!     EventKind::TenantCreated,
//!     EventActor::Operator,
//! );
//! assert!(store.create(&tenant, &event).await?);
//! let found = Tenants::find(&store, &tenant.id).await?;
//! assert_eq!(found.as_deref(), Some(&tenant));
//! # Ok(())
//! # }
//! ```

mod backend;
mod config;
mod connection;
mod failure;
mod hop;
mod lookups;
mod migrations;
mod open_error;
mod pool;
mod query;
mod repositories;
mod rows;
mod store;
mod writer;

pub use config::SqliteConfig;
pub use open_error::OpenError;
pub use store::SqliteStore;
