//! Register: a commitment to a picture under a name that nobody has yet.

use std::time::Duration;

use kernel::audit::EventKind;
use kernel::{PlainToken, Timestamp, TokenHash};
use zkp_protocol::verifier::{Enrol, EnrolFor};

use super::{
    EmailCode, EnrolError, PendingRegistration, Registration, RegistrationMails, RequestOutcome,
    admit_knowledge,
};
use crate::mail::{Mail, MailContent};
use crate::sign_in::Attempt;
use crate::{EmailAddress, Guest, Username, check_pair};

/// POST /api/auth/register, as sent.
#[derive(Clone, Copy, Debug)]
pub struct RegisterForm<'a> {
    /// The name asked for.
    pub username: &'a str,
    /// The address asked for.
    pub email: &'a str,
    /// The commitment.
    pub encrypted_commitment: &'a str,
    /// The protocol version.
    pub proto_version: &'a str,
    /// The code of the set-up link, by which the first administrator registers.
    pub code: Option<&'a str>,
    /// The client says that neither PIN nor pattern goes with the picture.
    pub is_picture_alone: bool,
}

impl Registration {
    /// Takes a registration: a pending enrolment that nobody can see until the mailed code returns
    /// (protocol.md, section 3). The answer is the same whether or not the name is free.
    ///
    /// # Errors
    /// See [`EnrolError`].
    pub async fn register(
        &self,
        attempt: &Attempt<'_>,
        form: &RegisterForm<'_>,
    ) -> Result<(), EnrolError> {
        let tenant = attempt.tenant;
        let set_up = self.admit(attempt, form.code).await?;
        admit_knowledge(tenant, form.is_picture_alone)?;
        let username = Username::parse(form.username)?;
        let email = EmailAddress::parse(form.email)?;
        check_pair(&username, &email, tenant.settings.has_username_and_email)?;
        let enrol = Enrol {
            tenant: &tenant.id,
            proto_version: form.proto_version,
            encrypted_commitment: form.encrypted_commitment,
            auth_req_id: attempt.auth_req_id(),
            browser: attempt.browser(),
            image_only: tenant.settings.is_image_only(),
            enrol_for: EnrolFor::Register {
                username: form.username,
                email: form.email,
                code: form.code,
            },
        };
        let new = match self.verifier.enrol(&enrol).await {
            Ok(new) => new,
            Err(error) => return Err(self.refuse(attempt, error).await),
        };

        let now = self.clock.now();
        let code = EmailCode::generate(&*self.random);
        let pending = PendingRegistration {
            id: PlainToken::generate(&*self.random).reveal().to_owned(),
            tenant_id: tenant.id.clone(),
            code: code.mac(&*self.seeds, &tenant.id, &username.folded()),
            set_up,
            credential: new.credential,
            network: attempt.network(),
            requested_at: now,
            expires_at: now.plus(Duration::from_secs(
                tenant.settings.lifetimes.email_code.into(),
            )),
            username,
            email,
        };
        self.request(attempt, &pending, &code).await
    }

    /// Who may register: everybody where tenant and client allow it, and whoever has the set-up link.
    async fn admit(
        &self,
        attempt: &Attempt<'_>,
        code: Option<&str>,
    ) -> Result<Option<TokenHash>, EnrolError> {
        let Some(code) = code else {
            let client_registers = attempt
                .request
                .is_none_or(|request| request.client_registers);
            let is_open = attempt.tenant.settings.register_enable && client_registers;
            return if is_open {
                Ok(None)
            } else {
                Err(EnrolError::Closed)
            };
        };
        let code = PlainToken::parse(code)
            .map_err(|_| EnrolError::NoInvitation)?
            .hash();
        let invitation = self.invitations.find(&attempt.tenant.id, &code).await?;
        let now = self.clock.now();
        let is_valid = invitation.is_some_and(|invitation| {
            invitation.guest == Guest::FirstAdministrator && now < invitation.expires_at
        });
        if is_valid {
            Ok(Some(code))
        } else {
            Err(EnrolError::NoInvitation)
        }
    }

    async fn request(
        &self,
        attempt: &Attempt<'_>,
        pending: &PendingRegistration,
        code: &EmailCode,
    ) -> Result<(), EnrolError> {
        let now = pending.requested_at;
        let username = pending.username.as_str().to_owned();
        let mails = RegistrationMails {
            confirm: write_mail(
                attempt,
                pending,
                MailContent::ConfirmRegistration {
                    username: username.clone(),
                    code: code.reveal().to_owned(),
                },
            ),
            taken: write_mail(attempt, pending, MailContent::NameTaken { username }),
        };
        let event = |kind| attempt.event(now, kind).about(pending.username.as_str());
        let requested = event(EventKind::RegistrationRequested);
        let refused = event(EventKind::RegistrationRefused);
        match self
            .registrations
            .request(pending, &mails, &requested, &refused)
            .await?
        {
            RequestOutcome::Pending | RequestOutcome::Taken => Ok(()),
            RequestOutcome::Limited(until) => Err(EnrolError::Limited { now, until }),
        }
    }
}

fn write_mail(attempt: &Attempt<'_>, pending: &PendingRegistration, content: MailContent) -> Mail {
    let written_at: Timestamp = pending.requested_at;
    Mail {
        tenant_id: pending.tenant_id.clone(),
        to: pending.email.clone(),
        language: attempt.visitor.language,
        content,
        written_at,
    }
}
