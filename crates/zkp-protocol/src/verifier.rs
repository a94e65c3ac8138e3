//! The server's side: use cases over ports.
//!
//! [`Verifier`] begins, verifies and enrols. It does not count and does not block: whoever calls it
//! has charged the budgets of address, name and device before [`Verifier::begin`], and stores what
//! [`Verifier::enrol`] returns in a transaction of its own.

mod begin;
mod enrol;
mod finish;
mod keys;
mod material;
mod open_challenge;
mod ports;
mod random;
mod refusal;

use std::sync::Arc;

use kernel::{Clock, Random};

pub use begin::{Answer, Begin, BeginError};
pub use enrol::{Enrol, EnrolFor, NewCredential};
pub use finish::{Claim, Finish, Proven};
pub use keys::{LookAlikeKey, Seed};
#[cfg(all(test, feature = "prover"))]
pub(crate) use material::Material;
pub use open_challenge::{Occasion, OpenChallenge};
pub use ports::{ChallengeLedger, CredentialStore, OprfSeed, OwnedCredential};
#[cfg(any(test, feature = "mocks"))]
pub use ports::{MockChallengeLedger, MockCredentialStore, MockOprfSeed};
pub use refusal::{FinishError, RefusalReason, Refused};

/// The verifier of one server.
pub struct Verifier {
    /// The server's own web origin, from its configuration: scheme, host and port.
    pub origin: String,
    /// Challenges that wait.
    pub ledger: Arc<dyn ChallengeLedger>,
    /// Credentials of all tenants.
    pub credentials: Arc<dyn CredentialStore>,
    /// The key store.
    pub seeds: Arc<dyn OprfSeed>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

#[cfg(test)]
mod tests;
