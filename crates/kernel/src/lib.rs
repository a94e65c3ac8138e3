//! The shared kernel: the few words that every domain crate speaks.
//!
//! It decides how a tenant, a user or a client is named, how two names are compared, what a moment
//! is, how a secret token is kept and how a secret is sealed at rest, what only the holder of a key can make,
//! who may do what, what an audit event and a security event say, how long what failed rests, what a worker says of its
//! turn, and which languages people are spoken to in.
//! It must *not* know any use case: whatever belongs to one domain lives in that domain's crate.
//!
//! Its ports are the two things that a domain must never take from its surroundings, [`Clock`] and
//! [`Random`], and what a node asks of its storage beside the domains' ports, [`Upkeep`].
//!
//! ```
//! use kernel::{FoldedName, PlainToken, Random, TenantId};
//!
//! struct Counting;
//! impl Random for Counting {
//!     fn fill(&self, bytes: &mut [u8]) {
//!         for (value, byte) in (0..).zip(bytes) {
//!             *byte = value;
//!         }
//!     }
//! }
//!
//! let tenant: TenantId = "acme".parse()?;
//! assert_eq!(tenant.as_str(), "acme");
//! assert_eq!(FoldedName::of("ADA"), FoldedName::of("ada"));
//!
//! let token = PlainToken::generate(&Counting);
//! assert!(token.hash().matches(&PlainToken::parse(token.reveal())?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod access;
pub mod audit;
mod backoff;
mod clock;
mod ids;
mod language;
mod mac;
mod memory;
mod names;
mod random;
mod seal;
mod security_event;
mod storage;
mod token;
mod turn;

pub use access::{Actor, Denied, Permission, Refusal, roles};
pub use audit::AuditEvent;
pub use backoff::Backoff;
#[cfg(any(test, feature = "mocks"))]
pub use clock::MockClock;
pub use clock::{Clock, InvalidTimestamp, Timestamp};
pub use ids::{ClientId, InvalidId, TenantId, UserId};
pub use language::Language;
pub use mac::MacKey;
pub use memory::ShortMemory;
pub use names::FoldedName;
#[cfg(any(test, feature = "mocks"))]
pub use random::MockRandom;
pub use random::Random;
pub use seal::{SealError, SealingKey};
pub use security_event::SecurityEvent;
#[cfg(any(test, feature = "mocks"))]
pub use storage::MockUpkeep;
pub use storage::{KeyCheck, StorageError, Upkeep};
pub use token::{MalformedToken, PlainToken, TokenHash, fingerprint};
pub use turn::Turn;
