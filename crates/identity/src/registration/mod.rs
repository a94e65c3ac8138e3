//! From a stranger to an account: register, then confirm by the mailed code; or enrol by the link of an
//! invitation or of a reset.

mod accept;
mod code;
mod pending;
mod register;
mod second;
#[cfg(test)]
mod tests;
mod verify_email;

use std::sync::Arc;

use kernel::{Clock, Random, StorageError, Timestamp};
use tenancy::Tenant;
use zkp_protocol::MalformedField;
use zkp_protocol::verifier::{FinishError, OprfSeed, Verifier};

use crate::attempts::AttemptLedger;
use crate::email_change::AddressConfirmation;
use crate::reset::Resets;
use crate::sign_in::{Attempt, SignInNonces};
use crate::{Accounts, InvalidAccount, Invitations};

pub use accept::AcceptForm;
pub use code::EmailCode;
#[cfg(any(test, feature = "mocks"))]
pub use pending::MockRegistrations;
pub use pending::{
    CODE_TRIES, CodeMac, ConfirmOutcome, DAILY_PER_ADDRESS, DAILY_PER_MAILBOX, PendingRegistration,
    RegistrationMails, Registrations, RequestOutcome,
};
pub use register::RegisterForm;
pub use verify_email::{VerifiedEmail, VerifyEmailError};

/// The enrolment use cases over their ports.
pub struct Registration {
    /// Checks proofs.
    pub verifier: Arc<Verifier>,
    /// Whose look-alike key the e-mail codes are keyed by.
    pub seeds: Arc<dyn OprfSeed>,
    /// Counts wrong commitments.
    pub ledger: Arc<dyn AttemptLedger>,
    /// Keeps pending registrations.
    pub registrations: Arc<dyn Registrations>,
    /// Keeps invitations.
    pub invitations: Arc<dyn Invitations>,
    /// Keeps reset links.
    pub resets: Arc<dyn Resets>,
    /// Keeps the nonces that passkeys give.
    pub nonces: Arc<dyn SignInNonces>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Confirms addresses of accounts that are there.
    pub confirmation: AddressConfirmation,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

/// Why a picture was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// A name cannot be what was asked.
    #[error(transparent)]
    Name(#[from] InvalidAccount),
    /// A field has not the form of such a field; the challenge is not spent.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// People cannot register themselves here.
    #[error("registration is closed here; ask an administrator for an invitation")]
    Closed,
    /// The client says that there is neither PIN nor pattern, and the tenant asks for one.
    #[error("a PIN or a pattern is needed here, with the picture")]
    PictureAlone,
    /// The proof was refused, always in the same words.
    #[error("the enrolment was refused; begin again with a new challenge")]
    Refused,
    /// The invitation or the reset link is unknown, used or expired, or for somebody else.
    #[error("this link has been used or has expired; ask for a new one")]
    NoInvitation,
    /// The tenant asks for a second thing beside a reset link.
    #[error("a recovery code or a passkey is needed here, beside the link")]
    SecondNeeded,
    /// The recovery code or the passkey is not the account's, or was used before. The link is good for four more tries.
    #[error("the recovery code or the passkey was not accepted")]
    NoSecond,
    /// Too many registrations from this address or for this mailbox.
    #[error("too many registrations; try again later")]
    Limited {
        /// The moment of the refusal.
        now: Timestamp,
        /// When it is worth trying again.
        until: Timestamp,
    },
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

/// Refuses a picture without PIN and pattern where the tenant asks for one. The server cannot see
/// which it is, so it takes the client's word: a person who tells a lie here harms nobody else.
fn admit_knowledge(tenant: &Tenant, is_picture_alone: bool) -> Result<(), EnrolError> {
    if is_picture_alone && !tenant.settings.is_image_only() {
        Err(EnrolError::PictureAlone)
    } else {
        Ok(())
    }
}

impl Registration {
    /// Turns a refused commitment into an error, after charging it to its address.
    async fn refuse(&self, attempt: &Attempt<'_>, error: FinishError) -> EnrolError {
        match error {
            FinishError::Malformed(field) => field.into(),
            FinishError::Unavailable(storage) => storage.into(),
            FinishError::Refused(refused) => {
                match attempt
                    .charge_failure(&*self.ledger, self.clock.now(), &refused)
                    .await
                {
                    Ok(()) => EnrolError::Refused,
                    Err(storage) => storage.into(),
                }
            }
        }
    }
}
