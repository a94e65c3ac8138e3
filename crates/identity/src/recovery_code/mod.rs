//! Codes that a person keeps on paper: the second thing beside a mailed link, where the tenant asks for one.

mod code;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::audit::EventKind;
use kernel::{Actor, Clock, Denied, Language, Random, Refusal, Timestamp};
use zkp_protocol::verifier::OprfSeed;

use crate::mail::{Mail, MailContent};
use crate::{Account, Accounts};

#[cfg(any(test, feature = "mocks"))]
pub use code::MockRecoveryCodes;
pub use code::{CODES, RecoveryCode, RecoveryCodeMac, RecoveryCodes};

/// The use case over its ports.
#[derive(Clone)]
pub struct RecoveryCodeManagement {
    /// Keeps codes.
    pub codes: Arc<dyn RecoveryCodes>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Whose look-alike key the codes are keyed by.
    pub seeds: Arc<dyn OprfSeed>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

impl RecoveryCodeManagement {
    /// Gives the actor [`CODES`] new codes, in place of those that they had, and tells them by
    /// mail. The codes are shown this once. A stolen session must not be enough for it.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn draw(
        &self,
        actor: &Actor,
        language: Option<Language>,
    ) -> Result<Vec<RecoveryCode>, Refusal> {
        let now = self.clock.now();
        let (tenant, user) = actor.require_recent_proof(now)?;
        let account = self.accounts.find(tenant, user).await?;
        let account = account.ok_or(Denied::NotFound)?;
        let draw = || RecoveryCode::generate(&*self.random);
        let codes: Vec<_> = std::iter::repeat_with(draw).take(CODES).collect();
        let mac = |code: &RecoveryCode| code.mac(&*self.seeds, tenant, user);
        let macs: Vec<_> = codes.iter().map(mac).collect();
        let event = actor.event(tenant, now, EventKind::RecoveryCodesDrawn);
        let (notice, event) = (notice(account, language, now), event.about(user));
        let stored = self
            .codes
            .replace(tenant, user, &macs, now, &notice, &event);
        if stored.await? {
            Ok(codes)
        } else {
            Err(Denied::NotFound.into())
        }
    }

    /// How many codes the actor has left.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn count(&self, actor: &Actor) -> Result<u32, Refusal> {
        let person = actor.require_in_person()?;
        Ok(self.codes.count(&person.tenant_id, &person.user_id).await?)
    }
}

/// The mail that tells somebody of their new codes.
fn notice(account: Account, asked_in: Option<Language>, now: Timestamp) -> Mail {
    Mail {
        language: account.language().or(asked_in),
        tenant_id: account.tenant_id,
        to: account.email,
        content: MailContent::RecoveryCodesDrawn {
            username: account.username.as_str().to_owned(),
        },
        written_at: now,
    }
}
