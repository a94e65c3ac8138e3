//! Begin: count, then look.

use kernel::audit::EventKind;
use kernel::{StorageError, Timestamp};
use zkp_protocol::verifier::{self, Begin};
use zkp_protocol::{CipherKey, MalformedField, Purpose};

use super::{Attempt, SignIn};
use crate::attempts::{BeginCharge, ChargedTo, Verdict};

/// Characters that a username in a begin may have.
pub const MAX_USERNAME: usize = 128;

/// Why there is no challenge.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// A field has not the form of such a field.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// Too many attempts from this address or on this name. The same words for both.
    #[error("too many attempts; try again later")]
    Blocked {
        /// The moment of the refusal.
        now: Timestamp,
        /// When it is worth trying again.
        until: Timestamp,
    },
    /// To change a picture or an e-mail address one must be signed in, under that very name.
    #[error("sign in first")]
    NotSignedIn,
    /// Storage did not answer. Nothing was evaluated.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl SignIn {
    /// Answers POST /api/auth/challenge: counts the begin and then, if it is within its budgets,
    /// makes a challenge (protocol.md, section 1).
    ///
    /// # Errors
    /// See [`BeginError`]. A name that does not exist is no error: it gets a look-alike.
    pub async fn begin(
        &self,
        attempt: &Attempt<'_>,
        username: &str,
        cipher_key: &str,
    ) -> Result<verifier::Answer, BeginError> {
        check_username(username)?;
        // Malformed elements are refused like any other, but only after counting.
        let purpose = CipherKey::parse(cipher_key).map_or(Purpose::Login, |key| key.purpose);
        let account = attempt.account;
        let is_own = account.is_some_and(|account| account.username.as_str() == username);
        let session_user = match purpose {
            Purpose::Change | Purpose::Email if !is_own => return Err(BeginError::NotSignedIn),
            _ => account.map(|account| &account.user_id),
        };
        let charged = self.charge(attempt, username, purpose).await?;
        let begin = Begin {
            tenant: &attempt.tenant.id,
            username,
            cipher_key,
            auth_req_id: attempt.auth_req_id(),
            browser: attempt.browser(),
            address: &attempt.network().to_string(),
            session_user,
            image_only_allowed: charged == ChargedTo::Device || is_own,
        };
        self.verifier
            .begin(&begin)
            .await
            .map_err(|error| match error {
                verifier::BeginError::Malformed(field) => BeginError::Malformed(field),
                verifier::BeginError::Unavailable(storage) => BeginError::Unavailable(storage),
            })
    }

    async fn charge(
        &self,
        attempt: &Attempt<'_>,
        username: &str,
        purpose: Purpose,
    ) -> Result<ChargedTo, BeginError> {
        let now = self.clock.now();
        let name = match purpose {
            Purpose::Enrol => None,
            Purpose::Login | Purpose::Change | Purpose::Email => {
                Some(attempt.name_key(&*self.seeds, username))
            }
        };
        let charge = BeginCharge {
            tenant_id: attempt.tenant.id.clone(),
            address: attempt.visitor.address,
            name,
            device: attempt
                .visitor
                .device
                .as_ref()
                .map(kernel::PlainToken::hash),
            browser: attempt.browser(),
            policy: attempt.tenant.settings.block_config,
            now,
        };
        let blocked = attempt.event(now, EventKind::SignInBlocked).about(username);
        match self.ledger.charge_begin(&charge, &blocked).await? {
            Verdict::Allowed(charged) => Ok(charged),
            Verdict::Blocked(blocked) => Err(BeginError::Blocked {
                now,
                until: blocked.until,
            }),
        }
    }
}

/// Checks a name that somebody asks for. It need not be one that an account can have: such names
/// look like any other that does not exist.
///
/// # Errors
/// It is empty, longer than [`MAX_USERNAME`] characters, or has control characters.
pub fn check_username(username: &str) -> Result<(), MalformedField> {
    let is_text = (1..=MAX_USERNAME).contains(&username.chars().count())
        && !username.chars().any(char::is_control);
    if is_text {
        Ok(())
    } else {
        let expected = "1 to 128 characters without control characters";
        Err(MalformedField {
            field: "username",
            expected,
        })
    }
}
