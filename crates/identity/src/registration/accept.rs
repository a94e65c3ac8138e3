//! Accept an invitation: the first picture of an account that somebody else created.

use kernel::PlainToken;
use kernel::audit::{EventActor, EventKind};
use zkp_protocol::verifier::{Enrol, EnrolFor};

use super::{EnrolError, Registration, VerifiedEmail, admit_knowledge};
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
}

impl Registration {
    /// Enrols a picture by a mailed code. The code came by mail, so the address is verified.
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
        let account = self.guest(attempt, &code, form.username).await?;
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
        let now = self.clock.now();
        let device = PlainToken::generate(&*self.random);
        let known = KnownDevice {
            token: device.hash(),
            name: attempt.name_key(&*self.seeds, form.username),
            expires_at: now.plus(DEVICE_LIFETIME),
        };
        let acceptance = Acceptance {
            tenant_id: &tenant.id,
            code: &code.hash(),
            user_id: &account.user_id,
            credential: &new.credential,
            device: &known,
            now,
        };
        let mut event = attempt
            .event(now, EventKind::CredentialEnrolled)
            .about(&account.user_id);
        event.actor = EventActor::User(account.user_id.clone());
        if self.invitations.accept(acceptance, &event).await? {
            Ok(VerifiedEmail {
                user_id: account.user_id,
                device,
            })
        } else {
            Err(EnrolError::NoInvitation)
        }
    }

    /// The account that the code invites, if it is the one that was named.
    async fn guest(
        &self,
        attempt: &Attempt<'_>,
        code: &PlainToken,
        username: &str,
    ) -> Result<Account, EnrolError> {
        let tenant = &attempt.tenant.id;
        let invitation = self.invitations.find(tenant, &code.hash()).await?;
        let now = self.clock.now();
        let guest = match invitation {
            Some(invitation) if now < invitation.expires_at => invitation.guest,
            _ => return Err(EnrolError::NoInvitation),
        };
        let Guest::Account(user) = guest else {
            return Err(EnrolError::NoInvitation);
        };
        let account = self.accounts.find(tenant, &user).await?;
        account
            .filter(|account| account.username.as_str() == username && !account.is_disabled)
            .ok_or(EnrolError::NoInvitation)
    }
}
