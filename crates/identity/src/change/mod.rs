//! What a person changes of how they sign in, after showing once more who they are (protocol.md, section 3).
//!
//! A stolen session must not be enough to keep its owner out: the old picture is proved again, or a
//! passkey was used within the last five minutes.

mod replacement;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::audit::EventKind;
use kernel::{Actor, Clock, Denied, StorageError};
use zkp_protocol::MalformedField;
use zkp_protocol::verifier::{Enrol, EnrolFor, FinishError, OprfSeed, Verifier};

use crate::attempts::AttemptLedger;
use crate::mail::{Mail, MailContent};
use crate::sign_in::{Attempt, Refund};
use crate::{Accounts, SessionId};

#[cfg(any(test, feature = "mocks"))]
pub use replacement::MockCredentials;
pub use replacement::{Credentials, Replacement};

/// The use case over its ports.
#[derive(Clone)]
pub struct CredentialChange {
    /// Checks proofs.
    pub verifier: Arc<Verifier>,
    /// Whose look-alike key the attempt ledger is keyed by.
    pub seeds: Arc<dyn OprfSeed>,
    /// Counts wrong proofs.
    pub ledger: Arc<dyn AttemptLedger>,
    /// Keeps credentials.
    pub credentials: Arc<dyn Credentials>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// POST /api/auth/change-password, as sent.
#[derive(Clone, Copy, Debug)]
pub struct ChangeForm<'a> {
    /// The commitment.
    pub encrypted_commitment: &'a str,
    /// The protocol version.
    pub proto_version: &'a str,
    /// The client says that neither PIN nor pattern goes with the picture.
    pub is_picture_alone: bool,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A field has not the form of such a field; no challenge is spent.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// The client says that there is neither PIN nor pattern, and the tenant asks for one.
    #[error("a PIN or a pattern is needed here, with the picture")]
    PictureAlone,
    /// A proof was refused, or somebody else has changed the credential meanwhile; always in the same words.
    #[error("the change was refused; begin again with new challenges")]
    Refused,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl CredentialChange {
    /// Gives the actor another picture, PIN or pattern. Their session `keep` goes on; everything else that they are
    /// signed in to ends, and a mail tells them.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub async fn change(
        &self,
        actor: &Actor,
        attempt: &Attempt<'_>,
        keep: Option<&SessionId>,
        form: &ChangeForm<'_>,
    ) -> Result<(), ChangeError> {
        let person = actor.require_in_person()?;
        let (tenant, user) = (attempt.tenant, &person.user_id);
        if person.tenant_id != tenant.id {
            return Err(Denied::NotFound.into());
        }
        if form.is_picture_alone && !tenant.settings.is_image_only() {
            return Err(ChangeError::PictureAlone);
        }
        let account = self.accounts.find(&tenant.id, user).await?;
        let account = account.ok_or(Denied::NotFound)?;
        let now = self.clock.now();
        let enrol = Enrol {
            tenant: &tenant.id,
            proto_version: form.proto_version,
            encrypted_commitment: form.encrypted_commitment,
            auth_req_id: attempt.auth_req_id(),
            browser: attempt.browser(),
            image_only: tenant.settings.is_image_only(),
            enrol_for: EnrolFor::Change {
                user,
                recent_passkey: person.proof.is_recent_passkey(now),
            },
        };
        let new = match self.verifier.enrol(&enrol).await {
            Ok(new) => new,
            Err(error) => return Err(self.refuse(attempt, error).await),
        };
        let name = attempt.name_key(&*self.seeds, account.username.as_str());
        let refund = Refund {
            name,
            browser: attempt.browser(),
            device: attempt
                .visitor
                .device
                .as_ref()
                .map(kernel::PlainToken::hash),
        };
        let notice = Mail {
            tenant_id: tenant.id.clone(),
            language: account.language().or(attempt.visitor.language),
            to: account.email,
            content: MailContent::PictureReplaced {
                username: account.username.as_str().to_owned(),
                is_by_mail: false,
            },
            written_at: now,
        };
        let replacement = Replacement {
            tenant_id: &tenant.id,
            user_id: user,
            credential: &new.credential,
            replaces: new.replaces,
            keep,
            refund: new.replaces.is_some().then_some(&refund),
            notice: &notice,
            now,
        };
        let event = actor.event(&tenant.id, now, EventKind::CredentialChanged);
        let event = event.about(user);
        if self.credentials.replace(replacement, &event).await? {
            Ok(())
        } else {
            Err(ChangeError::Refused)
        }
    }

    /// Turns a refused proof into an error, after charging it to its address.
    async fn refuse(&self, attempt: &Attempt<'_>, error: FinishError) -> ChangeError {
        match error {
            FinishError::Malformed(field) => field.into(),
            FinishError::Unavailable(storage) => storage.into(),
            FinishError::Refused(refused) => {
                let now = self.clock.now();
                let charged = attempt.charge_failure(&*self.ledger, now, &refused).await;
                charged.map_or_else(ChangeError::from, |()| ChangeError::Refused)
            }
        }
    }
}
