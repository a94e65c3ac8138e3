//! A mailed link by which somebody who has lost picture or PIN chooses new ones (protocol.md, section 3).
//!
//! Here the link is asked for; it is followed in [`Registration::accept`](crate::registration::Registration::accept),
//! like an invitation. The asker is told nothing about the name: storage does the same for one that nobody has.

mod link;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use kernel::audit::EventKind;
use kernel::{ClientId, Clock, FoldedName, PlainToken, Random, StorageError, TenantId, Timestamp};
use zkp_protocol::MalformedField;

use crate::mail::{Mail, MailContent};
use crate::sign_in::{Attempt, check_username};
use crate::{Account, Accounts, EmailAddress, InvalidAccount};

#[cfg(any(test, feature = "mocks"))]
pub use link::MockResets;
pub use link::{
    DAILY_PER_ADDRESS, OPEN_PER_MAILBOX, RedeemOutcome, RequestOutcome, Reset, ResetLink, Resets,
    Second, TRIES_PER_LINK,
};

/// How long a link can be followed.
pub(crate) const LIFETIME: Duration = Duration::from_mins(30);

/// The use case over its ports.
#[derive(Clone)]
pub struct ResetRequests {
    /// Keeps links.
    pub resets: Arc<dyn Resets>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
    /// The service's public URL without a slash at its end, for links.
    pub public_url: String,
}

/// Why no link was asked for.
#[derive(Debug, thiserror::Error)]
pub enum RequestResetError {
    /// The name has not the form of one.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// The address has not the form of one.
    #[error(transparent)]
    Address(#[from] InvalidAccount),
    /// Too many requests from this address.
    #[error("too many requests; try again later")]
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

impl ResetRequests {
    /// Mails a link to the account of that name, if `email` is its confirmed address and it is not disabled.
    /// Whether it is cannot be told from the answer. The link leads back to the application of `client`, if one
    /// is named.
    ///
    /// # Errors
    /// See [`RequestResetError`].
    pub async fn request(
        &self,
        attempt: &Attempt<'_>,
        username: &str,
        email: &str,
        client: Option<&ClientId>,
    ) -> Result<(), RequestResetError> {
        check_username(username)?;
        let named = EmailAddress::parse(email)?;
        let tenant = &attempt.tenant.id;
        let found = self
            .accounts
            .find_by_username(tenant, &FoldedName::of(username))
            .await?;
        let found = found.filter(|account| may_reset(account, &named));
        let now = self.clock.now();
        let code = PlainToken::generate(&*self.random);
        let link = ResetLink {
            tenant_id: tenant.clone(),
            code: code.hash(),
            user_id: found.as_ref().map(|account| account.user_id.clone()),
            mailbox: named.folded(),
            network: attempt.network(),
            requested_at: now,
            expires_at: now.plus(LIFETIME),
        };
        // To the address as the account has it: one that only folds to the same may be somebody else's.
        let preferred = found.as_ref().and_then(Account::language);
        let (username, to) = match found {
            Some(account) => (account.username.as_str().to_owned(), account.email),
            None => (username.to_owned(), named),
        };
        let mail = Mail {
            tenant_id: tenant.clone(),
            to,
            language: attempt.visitor.language.or(preferred),
            content: MailContent::Reset {
                link: self.url(tenant, client, &username, &code),
                code: code.reveal().to_owned(),
                username: username.clone(),
            },
            written_at: now,
        };
        let event = attempt
            .event(now, EventKind::ResetRequested)
            .about(&username);
        match self.resets.request(&link, &mail, &event).await? {
            RequestOutcome::Stored | RequestOutcome::Enough => Ok(()),
            RequestOutcome::Limited(until) => Err(RequestResetError::Limited { now, until }),
        }
    }

    /// Where the link leads.
    fn url(
        &self,
        tenant: &TenantId,
        client: Option<&ClientId>,
        username: &str,
        code: &PlainToken,
    ) -> String {
        let client = client
            .map(|client| format!("&client_id={client}"))
            .unwrap_or_default();
        // Usernames have no character that a query would need escaped but '@', which it allows. The code stands
        // in the fragment, which no server, log or Referer header sees.
        format!(
            "{}/reset?tenant_id={tenant}{client}&username={username}#code={}",
            self.public_url,
            code.reveal()
        )
    }
}

/// An address that nobody has confirmed grants nothing.
fn may_reset(account: &Account, named: &EmailAddress) -> bool {
    account.email.folded() == named.folded() && account.is_verified && !account.is_disabled
}
