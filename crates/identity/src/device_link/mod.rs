//! A mailed link that makes a browser known (protocol.md, section 1).
//!
//! It lets in whoever strangers have locked out, and whoever signs in without PIN and pattern on a
//! new device: a mailbox stands in for having signed in here before. It proves nothing else; the
//! picture must be shown all the same.

mod link;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{Clock, FoldedName, PlainToken, Random, StorageError};
use zkp_protocol::verifier::OprfSeed;

use crate::mail::{Mail, MailContent};
use crate::sign_in::{Attempt, DEVICE_LIFETIME};
use crate::{Accounts, KnownDevice};

#[cfg(any(test, feature = "mocks"))]
pub use link::MockDeviceLinks;
pub use link::{DAILY_PER_ACCOUNT, DeviceLink, DeviceLinks};

/// How long a link can be followed.
pub(crate) const LIFETIME: Duration = Duration::from_mins(30);

/// The device link use cases over their ports.
pub struct DeviceLinking {
    /// Keeps links.
    pub links: Arc<dyn DeviceLinks>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Whose look-alike key names are keyed by.
    pub seeds: Arc<dyn OprfSeed>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
    /// The service's public URL without a slash at its end.
    pub public_url: String,
}

/// Why a link did nothing.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// It was never sent, has been followed or has expired.
    #[error("this link has been used or has expired; ask for a new one")]
    NoLink,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl DeviceLinking {
    /// Mails a link to the account of that name, if there is one that may sign in and has not had
    /// [`DAILY_PER_ACCOUNT`] links in a day. The caller answers before this has been decided.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn send(&self, attempt: &Attempt<'_>, username: &str) -> Result<(), StorageError> {
        let tenant = &attempt.tenant.id;
        let found = self
            .accounts
            .find_by_username(tenant, &FoldedName::of(username))
            .await?;
        let is_welcome = |account: &crate::Account| account.is_verified && !account.is_disabled;
        let Some(account) = found.filter(is_welcome) else {
            return Ok(());
        };
        let now = self.clock.now();
        let code = PlainToken::generate(&*self.random);
        let link = DeviceLink {
            tenant_id: tenant.clone(),
            code: code.hash(),
            user_id: account.user_id.clone(),
            name: attempt.name_key(&*self.seeds, username),
            sent_at: now,
            expires_at: now.plus(LIFETIME),
        };
        // The code stands in the fragment, which no server, log or Referer header sees.
        let url = format!(
            "{}/device-link?tenant_id={tenant}#code={}",
            self.public_url,
            code.reveal()
        );
        let mail = Mail {
            tenant_id: tenant.clone(),
            language: attempt.visitor.language.or(account.language()),
            to: account.email,
            content: MailContent::DeviceLink {
                username: account.username.as_str().to_owned(),
                code: code.reveal().to_owned(),
                link: url,
            },
            written_at: now,
        };
        let event = attempt
            .event(now, EventKind::DeviceLinkSent)
            .about(&account.user_id);
        self.links.send(&link, &mail, &event).await
    }

    /// Follows a link: the browser that gets the returned cookie is known for the account's name.
    ///
    /// # Errors
    /// See [`FollowError`].
    pub async fn follow(
        &self,
        attempt: &Attempt<'_>,
        code: &str,
    ) -> Result<PlainToken, FollowError> {
        let code = PlainToken::parse(code)
            .map_err(|_| FollowError::NoLink)?
            .hash();
        let now = self.clock.now();
        let link = self.links.find(&attempt.tenant.id, &code).await?;
        let link = link
            .filter(|link| now < link.expires_at)
            .ok_or(FollowError::NoLink)?;
        let cookie = PlainToken::generate(&*self.random);
        let device = KnownDevice {
            token: cookie.hash(),
            name: link.name,
            expires_at: now.plus(DEVICE_LIFETIME),
        };
        let mut event = attempt
            .event(now, EventKind::DeviceLinkFollowed)
            .about(&link.user_id);
        event.actor = EventActor::User(link.user_id.clone());
        if self.links.follow(&link, &device, now, &event).await? {
            Ok(cookie)
        } else {
            Err(FollowError::NoLink)
        }
    }
}
