//! Another e-mail address for somebody who shows once more who they are (protocol.md, section 3), and the code
//! that confirms it.
//!
//! The account has the new address at once, unverified: it grants nothing, and the next sign-in asks for the code that
//! was mailed there. The old address is told.

mod address;
mod confirmation;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::access::Person;
use kernel::audit::EventKind;
use kernel::{Actor, Denied, PlainToken, StorageError, TenantId, Timestamp, UserId};
use zkp_protocol::MalformedField;
use zkp_protocol::verifier::{Claim, Finish, FinishError, OprfSeed, Verifier};

use crate::attempts::AttemptLedger;
use crate::mail::{Mail, MailContent};
use crate::sign_in::{Attempt, Refund};
use crate::{Account, Accounts, EmailAddress, InvalidAccount, Username, check_pair};

#[cfg(any(test, feature = "mocks"))]
pub use address::MockAddresses;
pub use address::{AddressChange, AddressCode, Addresses, CODE_PAUSE, ChangeOutcome, DAILY_CODES};
pub use confirmation::AddressConfirmation;

/// How often a change is decided anew when somebody else was faster.
const TRIES: usize = 3;

/// The use case over its ports.
#[derive(Clone)]
pub struct EmailChange {
    /// Checks proofs.
    pub verifier: Arc<Verifier>,
    /// Whose look-alike key the attempt ledger is keyed by.
    pub seeds: Arc<dyn OprfSeed>,
    /// Counts wrong proofs.
    pub ledger: Arc<dyn AttemptLedger>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Draws the code.
    pub confirmation: AddressConfirmation,
}

/// `PUT /api/tenants/{tenant_id}/users/{user_id}/email`, as sent.
#[derive(Clone, Copy, Debug)]
pub struct EmailForm<'a> {
    /// The challenge that is answered; empty where a passkey was used just now.
    pub challenge_id: &'a str,
    /// The sealed proof; empty likewise.
    pub challenge_data: &'a str,
    /// The new address.
    pub email: &'a str,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EmailChangeError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The address, or the name that goes with it, cannot be what was asked.
    #[error(transparent)]
    Field(#[from] InvalidAccount),
    /// A field has not the form of such a field; the challenge is not spent.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// The proof was refused, always in the same words.
    #[error("the proof was refused; begin again with a new challenge")]
    Refused,
    /// The address is another account's.
    #[error("this e-mail address is in use in this tenant already")]
    Taken,
    /// Somebody else has changed the account at the same moment.
    #[error("the account was changed at the same moment; begin again")]
    Changed,
    /// Too many codes were mailed.
    #[error("the address was changed too often; try again later")]
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

impl EmailChange {
    /// Gives the actor's account another address. A code goes there, and a notice to the old one.
    ///
    /// # Errors
    /// See [`EmailChangeError`]. Whether an address is taken is told to whoever has proved who they are.
    pub async fn change(
        &self,
        actor: &Actor,
        attempt: &Attempt<'_>,
        tenant: &TenantId,
        user: &UserId,
        form: &EmailForm<'_>,
    ) -> Result<(), EmailChangeError> {
        let person = actor.require_in_person()?;
        let is_own = person.tenant_id == *tenant && person.user_id == *user;
        let tenant = attempt.tenant;
        if !is_own || person.tenant_id != tenant.id {
            return Err(Denied::NotFound.into());
        }
        let email = EmailAddress::parse(form.email)?;
        let separate = tenant.settings.has_username_and_email;
        let before = self.account(attempt, user).await?;
        moved(&before, &email, separate)?;
        let refund = self.prove(person, attempt, &before, form).await?;
        for _ in 0..TRIES {
            let before = self.account(attempt, user).await?;
            let mut after = moved(&before, &email, separate)?;
            let (code, confirm) = self.confirmation.draw(attempt, &after);
            let now = code.sent_at;
            after.updated_at = Some(now);
            let notice = before.is_verified.then(|| notice(attempt, &before, now));
            let change = AddressChange {
                before: &before,
                after: &after,
                code: &code,
                confirm: &confirm,
                notice: notice.as_ref(),
                refund: refund.as_ref(),
            };
            let event = actor.event(&tenant.id, now, EventKind::EmailChanged);
            let event = event.about(user);
            match self.confirmation.addresses.change(change, &event).await? {
                ChangeOutcome::Changed => return Ok(()),
                ChangeOutcome::Taken => return Err(EmailChangeError::Taken),
                ChangeOutcome::Limited(until) => {
                    return Err(EmailChangeError::Limited { now, until });
                }
                ChangeOutcome::Stale => {}
            }
        }
        Err(EmailChangeError::Changed)
    }

    async fn account(
        &self,
        attempt: &Attempt<'_>,
        user: &UserId,
    ) -> Result<Account, EmailChangeError> {
        let found = self.accounts.find(&attempt.tenant.id, user).await?;
        let found = found.filter(|account| !account.is_disabled);
        Ok(found.ok_or(Denied::NotFound)?)
    }

    /// Spends the challenge and checks the proof, unless a passkey was used just now and there is none. Gives what
    /// the proof gives back to the budgets.
    async fn prove(
        &self,
        person: &Person,
        attempt: &Attempt<'_>,
        account: &Account,
        form: &EmailForm<'_>,
    ) -> Result<Option<Refund>, EmailChangeError> {
        let now = self.confirmation.clock.now();
        let is_without = form.challenge_id.is_empty() && form.challenge_data.is_empty();
        if is_without && person.proof.is_recent_passkey(now) {
            return Ok(None);
        }
        let finish = Finish {
            tenant: &attempt.tenant.id,
            challenge_id: form.challenge_id,
            challenge_data: form.challenge_data,
            auth_req_id: attempt.auth_req_id(),
            browser: attempt.browser(),
            claim: Claim::Email {
                user: &account.user_id,
                email: form.email,
            },
        };
        match self.verifier.verify(&finish).await {
            Ok(_) => Ok(Some(Refund {
                name: attempt.name_key(&*self.seeds, account.username.as_str()),
                browser: attempt.browser(),
                device: attempt.visitor.device.as_ref().map(PlainToken::hash),
            })),
            Err(FinishError::Malformed(field)) => Err(field.into()),
            Err(FinishError::Unavailable(storage)) => Err(storage.into()),
            Err(FinishError::Refused(refused)) => {
                attempt.charge_failure(&*self.ledger, now, &refused).await?;
                Err(EmailChangeError::Refused)
            }
        }
    }
}

/// The account at its new address. A name that was the address goes along.
fn moved(
    before: &Account,
    email: &EmailAddress,
    has_username_and_email: bool,
) -> Result<Account, InvalidAccount> {
    if *email == before.email {
        return Err(InvalidAccount {
            field: "email",
            problem: "this is the address of the account already",
        });
    }
    let mut after = before.clone();
    if before.username.folded() == before.email.folded() {
        after.username = Username::parse(email.as_str()).map_err(|_| InvalidAccount {
            field: "email",
            problem: "this address is the username too, so it can have a-z, A-Z, 0-9, '_', '.', '-' and '@' only",
        })?;
    }
    check_pair(&after.username, email, has_username_and_email)?;
    after.email = email.clone();
    after.is_verified = false;
    Ok(after)
}

/// The mail that tells the old address.
fn notice(attempt: &Attempt<'_>, before: &Account, now: Timestamp) -> Mail {
    Mail {
        tenant_id: before.tenant_id.clone(),
        to: before.email.clone(),
        language: before.language().or(attempt.visitor.language),
        content: MailContent::AddressChanged {
            username: before.username.as_str().to_owned(),
        },
        written_at: now,
    }
}
