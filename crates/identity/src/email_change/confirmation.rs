//! The code that shows that an account's address is its person's.

use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{Clock, FoldedName, PlainToken, Random, StorageError};
use subtle::ConstantTimeEq as _;
use zkp_protocol::verifier::OprfSeed;

use super::{AddressCode, Addresses};
use crate::mail::{Mail, MailContent};
use crate::registration::{EmailCode, VerifiedEmail};
use crate::sign_in::{Attempt, DEVICE_LIFETIME};
use crate::{Account, KnownDevice};

/// Asking for the code, and taking it, over their ports.
#[derive(Clone)]
pub struct AddressConfirmation {
    /// Keeps codes.
    pub addresses: Arc<dyn Addresses>,
    /// Whose look-alike key the codes are keyed by.
    pub seeds: Arc<dyn OprfSeed>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

impl AddressConfirmation {
    /// Draws a code for the account's address, and the mail that carries it.
    pub(super) fn draw(&self, attempt: &Attempt<'_>, account: &Account) -> (AddressCode, Mail) {
        let tenant = attempt.tenant;
        let now = self.clock.now();
        let code = EmailCode::generate(&*self.random);
        let lifetime = Duration::from_secs(tenant.settings.lifetimes.email_code.into());
        let address = account.email.folded();
        let drawn = AddressCode {
            tenant_id: tenant.id.clone(),
            user_id: account.user_id.clone(),
            code: code.mac_of_address(&*self.seeds, &tenant.id, &account.user_id, &address),
            address,
            sent_at: now,
            expires_at: now.plus(lifetime),
        };
        let mail = Mail {
            tenant_id: tenant.id.clone(),
            to: account.email.clone(),
            language: attempt.visitor.language.or(account.language()),
            content: MailContent::ConfirmAddress {
                username: account.username.as_str().to_owned(),
                code: code.reveal().to_owned(),
            },
            written_at: now,
        };
        (drawn, mail)
    }

    /// Mails a code to somebody who has just proved who they are and whose address is not confirmed.
    pub(crate) async fn ask(
        &self,
        attempt: &Attempt<'_>,
        account: &Account,
    ) -> Result<(), StorageError> {
        let (code, mail) = self.draw(attempt, account);
        let event = attempt.event(code.sent_at, EventKind::EmailCodeSent);
        let event = event.about(&account.user_id);
        self.addresses.send(&code, &mail, &event).await
    }

    /// Takes a code that came back: the address is confirmed, and the browser that returned it is known. None if it is
    /// not the code of the account of that name.
    pub(crate) async fn confirm(
        &self,
        attempt: &Attempt<'_>,
        username: &str,
        code: &EmailCode,
    ) -> Result<Option<VerifiedEmail>, StorageError> {
        let (tenant, now) = (&attempt.tenant.id, self.clock.now());
        let name = FoldedName::of(username);
        let Some(mailed) = self.addresses.try_code(tenant, &name, now).await? else {
            return Ok(None);
        };
        let mac = code.mac_of_address(&*self.seeds, tenant, &mailed.user_id, &mailed.address);
        if !bool::from(mailed.code.as_bytes().ct_eq(mac.as_bytes())) {
            return Ok(None);
        }
        let device = PlainToken::generate(&*self.random);
        let known = KnownDevice {
            token: device.hash(),
            name: attempt.name_key(&*self.seeds, username),
            expires_at: now.plus(DEVICE_LIFETIME),
        };
        let mut event = attempt.event(now, EventKind::EmailConfirmed);
        event = event.about(&mailed.user_id);
        event.actor = EventActor::User(mailed.user_id.clone());
        let confirmed = self.addresses.confirm(&mailed, &known, now, &event).await?;
        Ok(confirmed.then_some(VerifiedEmail {
            user_id: mailed.user_id,
            device,
        }))
    }
}
