//! The mailed code comes back: the account exists, or its address is confirmed.

use kernel::audit::{EventActor, EventKind};
use kernel::{FoldedName, PlainToken, StorageError, UserId};
use subtle::ConstantTimeEq as _;
use zkp_protocol::MalformedField;

use super::{ConfirmOutcome, EmailCode, PendingRegistration, Registration};
use crate::sign_in::{Attempt, DEVICE_LIFETIME, check_username};
use crate::{Account, KnownDevice};
use kernel::roles::GLOBAL_ADMIN;

/// The account is confirmed, and the browser that returned the code is known.
#[derive(Debug)]
pub struct VerifiedEmail {
    /// The account's id.
    pub user_id: UserId,
    /// The device cookie.
    pub device: PlainToken,
}

/// Why nothing was confirmed.
#[derive(Debug, thiserror::Error)]
pub enum VerifyEmailError {
    /// A field has not the form of such a field; no try was counted.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// The code is wrong, has expired or was tried too often, or nothing waits under that name.
    #[error("this code is wrong or has expired; after five tries register again")]
    WrongCode,
    /// Somebody else was faster with the name.
    #[error("this name has been taken in the meantime; register again with another")]
    Taken,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl Registration {
    /// Confirms a pending registration by its code, or the address of an account that is there. The first confirmed
    /// wins the name.
    ///
    /// # Errors
    /// See [`VerifyEmailError`].
    pub async fn verify_email(
        &self,
        attempt: &Attempt<'_>,
        username: &str,
        code: &str,
    ) -> Result<VerifiedEmail, VerifyEmailError> {
        let code = EmailCode::parse(code)?;
        check_username(username)?;
        let tenant = attempt.tenant;
        let name = FoldedName::of(username);
        let now = self.clock.now();
        let waiting = self.registrations.try_code(&tenant.id, &name, now).await?;
        let mac = code.mac(&*self.seeds, &tenant.id, &name);
        let is_it =
            |pending: &PendingRegistration| pending.code.as_bytes().ct_eq(mac.as_bytes()).into();
        let pending = waiting.into_iter().find(is_it);
        // Both are tried, whichever it is.
        let confirmed = self.confirmation.confirm(attempt, username, &code).await?;
        let pending = match (pending, confirmed) {
            (_, Some(confirmed)) => return Ok(confirmed),
            (Some(pending), None) => pending,
            (None, None) => return Err(VerifyEmailError::WrongCode),
        };
        let account = self.account_of(attempt, &pending);
        let device = PlainToken::generate(&*self.random);
        let known = KnownDevice {
            token: device.hash(),
            name: attempt.name_key(&*self.seeds, username),
            expires_at: now.plus(DEVICE_LIFETIME),
        };
        let mut event = attempt
            .event(now, EventKind::RegistrationConfirmed)
            .about(&account.user_id);
        event.actor = EventActor::User(account.user_id.clone());
        match self
            .registrations
            .confirm(&pending.id, &account, &known, &event)
            .await?
        {
            ConfirmOutcome::Confirmed => Ok(VerifiedEmail {
                user_id: account.user_id,
                device,
            }),
            ConfirmOutcome::Taken => Err(VerifyEmailError::Taken),
            ConfirmOutcome::Gone => Err(VerifyEmailError::WrongCode),
        }
    }

    /// The account, whose person prefers the language in which they registered.
    fn account_of(&self, attempt: &Attempt<'_>, pending: &PendingRegistration) -> Account {
        let language = attempt.visitor.language;
        Account {
            tenant_id: pending.tenant_id.clone(),
            user_id: UserId::generate(&*self.random),
            username: pending.username.clone(),
            email: pending.email.clone(),
            is_disabled: false,
            is_verified: true,
            locale: language.map(|language| language.tag().to_owned()),
            roles: pending
                .set_up
                .map(|_| GLOBAL_ADMIN.to_owned())
                .into_iter()
                .collect(),
            external_id: None,
            created_at: self.clock.now(),
            updated_at: None,
        }
    }
}
