//! Signing in: begin, answer, and the session that the browser gets for a right answer.

mod attempt;
mod authenticate;
mod begin;
mod nonce;
mod session;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::{Clock, Random};
use zkp_protocol::verifier::{OprfSeed, Verifier};

use crate::attempts::AttemptLedger;
use crate::email_change::AddressConfirmation;
use crate::{Accounts, Sessions};

pub use attempt::{Attempt, BoundRequest, Visitor};
pub use authenticate::{Answer, AuthenticateError, Authenticated};
pub use begin::{BeginError, MAX_USERNAME, check_username};
#[cfg(any(test, feature = "mocks"))]
pub use nonce::MockSignInNonces;
pub use nonce::{Refund, SignInNonce, SignInNonces, Telemetry};
pub(crate) use session::DEVICE_LIFETIME;
pub use session::{LiveSession, StartSessionError, StartedSession, live_session};

/// The sign-in use cases over their ports.
pub struct SignIn {
    /// Checks proofs.
    pub verifier: Arc<Verifier>,
    /// Whose look-alike key the attempt ledger is keyed by.
    pub seeds: Arc<dyn OprfSeed>,
    /// Counts attempts.
    pub ledger: Arc<dyn AttemptLedger>,
    /// Keeps sign-in nonces.
    pub nonces: Arc<dyn SignInNonces>,
    /// Keeps sessions.
    pub sessions: Arc<dyn Sessions>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Asks for addresses to be confirmed.
    pub confirmation: AddressConfirmation,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}
