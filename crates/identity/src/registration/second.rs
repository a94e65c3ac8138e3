//! The second thing that a tenant may ask for beside a reset link: a recovery code, or a passkey.

use kernel::{PlainToken, TokenHash, UserId};

use super::{AcceptForm, EnrolError, Registration};
use crate::AuthenticationMethod;
use crate::recovery_code::{RecoveryCode, RecoveryCodeMac};
use crate::reset::Second;
use crate::sign_in::Attempt;

/// The second thing, as it can be checked before storage is asked to use it up.
pub(super) enum Proved {
    RecoveryCode(RecoveryCodeMac),
    Passkey(TokenHash),
}

impl Proved {
    pub(super) const fn second(&self) -> Second<'_> {
        match self {
            Self::RecoveryCode(code) => Second::RecoveryCode(code),
            Self::Passkey(nonce) => Second::Passkey(nonce),
        }
    }

    /// What the audit log calls it.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::RecoveryCode(_) => "recovery_code",
            Self::Passkey(_) => "passkey",
        }
    }
}

impl Registration {
    /// What is to be used up beside a reset link of `user`; none where the tenant asks for nothing.
    pub(super) async fn second(
        &self,
        attempt: &Attempt<'_>,
        user: &UserId,
        form: &AcceptForm<'_>,
    ) -> Result<Option<Proved>, EnrolError> {
        let tenant = attempt.tenant;
        if !tenant.settings.reset_needs_second {
            return Ok(None);
        }
        if let Some(code) = form.recovery_code {
            let mac = RecoveryCode::parse(code)?.mac(&*self.seeds, &tenant.id, user);
            return Ok(Some(Proved::RecoveryCode(mac)));
        }
        let nonce = form.passkey_nonce.ok_or(EnrolError::SecondNeeded)?;
        let nonce = PlainToken::parse(nonce).map_err(|_| EnrolError::NoSecond)?;
        let found = self.nonces.find(&tenant.id, &nonce.hash()).await?;
        // Whoever has such a nonce has not guessed it, so one that is no good counts as no try.
        let is_theirs = found.is_some_and(|nonce| {
            nonce.user_id == *user
                && nonce.auth_req_id.is_none()
                && nonce.amr.contains(&AuthenticationMethod::Fido)
        });
        if is_theirs {
            Ok(Some(Proved::Passkey(nonce.hash())))
        } else {
            Err(EnrolError::NoSecond)
        }
    }
}
