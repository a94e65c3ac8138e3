//! The answer to a challenge, and the nonce that a right one gives.

use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{PlainToken, StorageError};
use zkp_protocol::MalformedField;
use zkp_protocol::verifier::{Claim, Finish, FinishError, Proven};

use super::{Attempt, Refund, SignIn, SignInNonce, Telemetry};
use crate::AuthenticationMethod;

/// POST /api/auth/authenticate, as sent.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The username; the same as at the begin.
    pub username: &'a str,
    /// `cipherKey`; the same as at the begin.
    pub cipher_key: &'a str,
    /// The challenge that is answered.
    pub challenge_id: &'a str,
    /// The sealed proof.
    pub challenge_data: &'a str,
}

/// The proof holds.
#[derive(Debug)]
pub struct Authenticated {
    /// What the browser exchanges for a session.
    pub nonce: PlainToken,
    /// Whether the e-mail address must be confirmed first, by a code that has been mailed.
    pub need_verify: bool,
}

/// Why there is no nonce.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateError {
    /// A field has not the form of such a field; the challenge is not spent.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// Anything else that is wrong, always in the same words.
    #[error("the proof was refused; begin again with a new challenge")]
    Refused,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl SignIn {
    /// Spends the challenge, checks the proof and, if it holds, issues a sign-in nonce
    /// (protocol.md, section 2). A wrong answer is charged to the address.
    ///
    /// # Errors
    /// See [`AuthenticateError`].
    pub async fn authenticate(
        &self,
        attempt: &Attempt<'_>,
        answer: &Answer<'_>,
        telemetry: &Telemetry,
    ) -> Result<Authenticated, AuthenticateError> {
        let finish = Finish {
            tenant: &attempt.tenant.id,
            challenge_id: answer.challenge_id,
            challenge_data: answer.challenge_data,
            auth_req_id: attempt.auth_req_id(),
            browser: attempt.browser(),
            claim: Claim::Login {
                username: answer.username,
                cipher_key: answer.cipher_key,
            },
        };
        match self.verifier.verify(&finish).await {
            Ok(proven) => self.issue_nonce(attempt, proven, telemetry).await,
            Err(FinishError::Malformed(field)) => Err(field.into()),
            Err(FinishError::Unavailable(storage)) => Err(storage.into()),
            Err(FinishError::Refused(refused)) => {
                attempt
                    .charge_failure(&*self.ledger, self.clock.now(), &refused)
                    .await?;
                Err(AuthenticateError::Refused)
            }
        }
    }

    /// Issues the nonce, unless the picture that was proved has been replaced since.
    pub(super) async fn issue_nonce(
        &self,
        attempt: &Attempt<'_>,
        proven: Proven,
        telemetry: &Telemetry,
    ) -> Result<Authenticated, AuthenticateError> {
        let tenant = attempt.tenant;
        let Some(account) = self.accounts.find(&tenant.id, &proven.user).await? else {
            return Err(AuthenticateError::Refused);
        };
        let now = self.clock.now();
        let nonce = PlainToken::generate(&*self.random);
        let lifetime = Duration::from_secs(tenant.settings.lifetimes.sign_in_nonce.into());
        let name = attempt.name_key(&*self.seeds, &proven.occasion.username);
        let issued = SignInNonce {
            token: nonce.hash(),
            tenant_id: tenant.id.clone(),
            user_id: proven.user,
            name,
            auth_req_id: attempt.request.map(|request| request.auth_req_id.hash()),
            browser: attempt.browser(),
            amr: methods(proven.image_only),
            auth_time: now,
            expires_at: now.plus(lifetime),
        };
        let refund = Refund {
            name,
            browser: attempt.browser(),
            device: attempt.visitor.device.as_ref().map(PlainToken::hash),
        };
        let mut event = attempt
            .event(now, EventKind::SignInProved)
            .about(&issued.user_id);
        event.actor = EventActor::User(issued.user_id.clone());
        let is_issued = self
            .nonces
            .issue(&issued, &proven.handle, &refund, telemetry, &event)
            .await?;
        if !is_issued {
            return Err(AuthenticateError::Refused);
        }
        if !account.is_verified {
            self.confirmation.ask(attempt, &account).await?;
        }
        Ok(Authenticated {
            nonce,
            need_verify: !account.is_verified,
        })
    }
}

/// The picture, and the PIN or pattern where there is one (RFC 8176).
fn methods(image_only: bool) -> Vec<AuthenticationMethod> {
    if image_only {
        vec![AuthenticationMethod::Swk]
    } else {
        vec![AuthenticationMethod::Swk, AuthenticationMethod::Pin]
    }
}
