//! Enrol by the code of a mailed link: the first picture of an account that somebody else created, or another
//! one for an account whose person has lost theirs.

use kernel::audit::{EventActor, EventKind};
use kernel::{PlainToken, StorageError, Timestamp};
use zkp_protocol::Credential;
use zkp_protocol::verifier::{Enrol, EnrolFor};

use super::second::Proved;
use super::{EnrolError, Registration, VerifiedEmail, admit_knowledge};
use crate::mail::{Mail, MailContent};
use crate::reset::{RedeemOutcome, Reset};
use crate::sign_in::{Attempt, DEVICE_LIFETIME};
use crate::{Acceptance, Account, Guest, KnownDevice};

/// POST /api/auth/reset-password/code, as sent.
#[derive(Clone, Copy, Debug)]
pub struct AcceptForm<'a> {
    /// The code of the mailed link.
    pub code: &'a str,
    /// The account's username.
    pub username: &'a str,
    /// The commitment.
    pub encrypted_commitment: &'a str,
    /// The protocol version.
    pub proto_version: &'a str,
    /// The client says that neither PIN nor pattern goes with the picture.
    pub is_picture_alone: bool,
    /// One of the person's recovery codes, where a reset needs a second thing.
    pub recovery_code: Option<&'a str>,
    /// In its place, a nonce that a passkey of theirs has given, outside of any authorization request.
    pub passkey_nonce: Option<&'a str>,
}

/// Somebody who holds the code of a mailed link.
struct Holder {
    account: Account,
    right: Right,
}

/// Which link it is.
#[derive(Clone, Copy)]
enum Right {
    Invitation,
    Reset,
}

impl Registration {
    /// Enrols a picture by a mailed code. An invitation's came by mail, so the address is verified; a reset takes
    /// the place of whatever the account had, and ends what it was signed in to.
    ///
    /// # Errors
    /// See [`EnrolError`]. A code that is not the account's is spent on nothing.
    pub async fn accept(
        &self,
        attempt: &Attempt<'_>,
        form: &AcceptForm<'_>,
    ) -> Result<VerifiedEmail, EnrolError> {
        let tenant = attempt.tenant;
        let code = PlainToken::parse(form.code).map_err(|_| EnrolError::NoInvitation)?;
        let holder = self.holder(attempt, &code, form.username).await?;
        let second = match holder.right {
            // There is nothing yet that could be it.
            Right::Invitation => None,
            Right::Reset => self.second(attempt, &holder.account.user_id, form).await?,
        };
        admit_knowledge(tenant, form.is_picture_alone)?;
        let enrol = Enrol {
            tenant: &tenant.id,
            proto_version: form.proto_version,
            encrypted_commitment: form.encrypted_commitment,
            auth_req_id: attempt.auth_req_id(),
            browser: attempt.browser(),
            image_only: tenant.settings.is_image_only(),
            enrol_for: EnrolFor::Reset {
                username: form.username,
                code: form.code,
            },
        };
        let new = match self.verifier.enrol(&enrol).await {
            Ok(new) => new,
            Err(error) => return Err(self.refuse(attempt, error).await),
        };
        let device = PlainToken::generate(&*self.random);
        let known = KnownDevice {
            token: device.hash(),
            name: attempt.name_key(&*self.seeds, form.username),
            expires_at: self.clock.now().plus(DEVICE_LIFETIME),
        };
        let second = second.as_ref();
        let stored = self.store(attempt, &holder, &code, second, &new.credential, &known);
        match stored.await? {
            RedeemOutcome::Reset => Ok(VerifiedEmail {
                user_id: holder.account.user_id,
                device,
            }),
            RedeemOutcome::Gone => Err(EnrolError::NoInvitation),
            RedeemOutcome::NoSecond => Err(EnrolError::NoSecond),
        }
    }

    /// Stores the credential in exchange for the link.
    async fn store(
        &self,
        attempt: &Attempt<'_>,
        holder: &Holder,
        code: &PlainToken,
        second: Option<&Proved>,
        credential: &Credential,
        device: &KnownDevice,
    ) -> Result<RedeemOutcome, StorageError> {
        let now = self.clock.now();
        let (tenant_id, account) = (&attempt.tenant.id, &holder.account);
        let kind = match holder.right {
            Right::Invitation => EventKind::CredentialEnrolled,
            Right::Reset => EventKind::CredentialReset,
        };
        let mut event = attempt.event(now, kind).about(&account.user_id);
        event.actor = EventActor::User(account.user_id.clone());
        if let Some(second) = second {
            event = event.with("second", second.name());
        }
        match holder.right {
            Right::Invitation => {
                let acceptance = Acceptance {
                    tenant_id,
                    code: &code.hash(),
                    user_id: &account.user_id,
                    credential,
                    device,
                    now,
                };
                Ok(if self.invitations.accept(acceptance, &event).await? {
                    RedeemOutcome::Reset
                } else {
                    RedeemOutcome::Gone
                })
            }
            Right::Reset => {
                let reset = Reset {
                    tenant_id,
                    code: &code.hash(),
                    user_id: &account.user_id,
                    credential,
                    device,
                    second: second.map(Proved::second),
                    notice: &notice(attempt, account, now),
                    now,
                };
                let refused = attempt.event(now, EventKind::ResetRefused);
                let refused = refused.about(&account.user_id);
                self.resets.redeem(reset, &event, &refused).await
            }
        }
    }

    /// Whose link the code is, if it is that of the account that was named, and still good.
    async fn holder(
        &self,
        attempt: &Attempt<'_>,
        code: &PlainToken,
        username: &str,
    ) -> Result<Holder, EnrolError> {
        let (tenant, now) = (&attempt.tenant.id, self.clock.now());
        let invitation = self.invitations.find(tenant, &code.hash()).await?;
        let invited = invitation.and_then(|invitation| match invitation.guest {
            Guest::Account(user) => Some((user, invitation.expires_at, Right::Invitation)),
            Guest::FirstAdministrator => None,
        });
        let link = self.resets.find(tenant, &code.hash()).await?;
        let forgetful = link.and_then(|link| Some((link.user_id?, link.expires_at, Right::Reset)));
        let (user, right) = match invited.or(forgetful) {
            Some((user, expires_at, right)) if now < expires_at => (user, right),
            _ => return Err(EnrolError::NoInvitation),
        };
        let account = self.accounts.find(tenant, &user).await?;
        let account = account
            .filter(|account| account.username.as_str() == username && !account.is_disabled)
            .ok_or(EnrolError::NoInvitation)?;
        Ok(Holder { account, right })
    }
}

/// The mail that tells somebody of their new picture.
fn notice(attempt: &Attempt<'_>, account: &Account, now: Timestamp) -> Mail {
    Mail {
        tenant_id: account.tenant_id.clone(),
        to: account.email.clone(),
        language: account.language().or(attempt.visitor.language),
        content: MailContent::PictureReplaced {
            username: account.username.as_str().to_owned(),
            is_by_mail: true,
        },
        written_at: now,
    }
}
