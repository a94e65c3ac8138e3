//! Sending the mails of the outbox.

mod retry;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, Random, StorageError, Timestamp, Turn};
use tenancy::{Tenant, Tenants};

use super::{Letter, Outbox, Outcome, StoredMail};
use crate::EmailAddress;

/// How long a [`MailTransport`] may take for one mail.
pub const DELIVERY_LIMIT: Duration = Duration::from_mins(2);

/// How long a worker has a mail for itself. It outlasts [`DELIVERY_LIMIT`] and what storage takes, so
/// that only the mail of a worker that died is sent by another.
const LEASE: Duration = Duration::from_mins(5);

/// Characters of what a mail server says that are kept.
const REASON_LIMIT: usize = 500;

/// A mail on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingMail {
    /// The same at every attempt: the left part of its Message-ID (RFC 5322, section 3.6.4).
    pub key: String,
    /// Whom it is for.
    pub to: EmailAddress,
    /// What it says.
    pub letter: Letter,
    /// When it was written.
    pub written_at: Timestamp,
}

/// Why a mail was not delivered. The text says what the mail server or the network said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryFailure {
    /// The mail server cannot be reached, does not speak TLS as it should, or does not know us: no mail
    /// gets through.
    #[error("the mail server cannot be used: {0}")]
    Unreachable(String),
    /// The mail server did not take this mail now.
    #[error("the mail server did not take it yet: {0}")]
    Deferred(String),
    /// The mail server does not take this mail.
    #[error("the mail server refused it: {0}")]
    Refused(String),
}

/// Port: brings a mail to a mail server.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait MailTransport: Send + Sync {
    /// Hands over a mail, within [`DELIVERY_LIMIT`]. When it returns, the mail server has answered for it.
    async fn deliver(&self, mail: &OutgoingMail) -> Result<(), DeliveryFailure>;
}

/// Sends mails over its ports. Any number of workers on any number of nodes may do so at once.
///
/// A mail is sent at least once: if a worker dies between the mail server's answer and the record of it,
/// the mail goes out again when the lease ends, under the same Message-ID.
pub struct MailDelivery {
    /// Keeps the mails.
    pub outbox: Arc<dyn Outbox>,
    /// Brings them away.
    pub transport: Arc<dyn MailTransport>,
    /// Knows in whose name they are written.
    pub tenants: Arc<dyn Tenants>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Spreads the attempts.
    pub random: Arc<dyn Random>,
}

impl MailDelivery {
    /// Leases the mail that has been due for longest, and tries to send it.
    ///
    /// # Errors
    /// Storage did not answer. A mail that was leased before is tried again when its lease ends.
    pub async fn deliver_next(&self) -> Result<Turn, StorageError> {
        let now = self.clock.now();
        let Some(stored) = self.outbox.lease(now, now.plus(LEASE)).await? else {
            return Ok(Turn::Nothing);
        };
        let (turn, outcome) = match self.tenants.find(&stored.mail.tenant_id).await? {
            Some(tenant) => self.attempt(&stored, &tenant).await,
            None => (
                Turn::Failed,
                give_up(&stored, now, "its tenant is closed".to_owned()),
            ),
        };
        let is_recorded = self
            .outbox
            .settle(stored.id, stored.attempts, &outcome)
            .await?;
        if !is_recorded {
            tracing::info!(
                mail = stored.id,
                "another worker has taken the mail meanwhile"
            );
        }
        Ok(turn)
    }

    async fn attempt(&self, stored: &StoredMail, tenant: &Tenant) -> (Turn, Outcome) {
        let outgoing = OutgoingMail {
            key: stored.key.clone(),
            to: stored.mail.to.clone(),
            letter: stored.mail.letter(tenant),
            written_at: stored.mail.written_at,
        };
        match self.transport.deliver(&outgoing).await {
            Ok(()) => {
                let at = self.clock.now();
                (Turn::Done, Outcome::Sent { at })
            }
            Err(failure) => self.failed(stored, &failure),
        }
    }

    fn failed(&self, stored: &StoredMail, failure: &DeliveryFailure) -> (Turn, Outcome) {
        let now = self.clock.now();
        let reason = one_line(&failure.to_string());
        let turn = match failure {
            DeliveryFailure::Unreachable(_) => Turn::Stuck,
            DeliveryFailure::Deferred(_) | DeliveryFailure::Refused(_) => Turn::Failed,
        };
        let outcome = if now.since(stored.mail.written_at) < retry::patience(failure) {
            let until = now.plus(retry::BACKOFF.pause(stored.attempts, &*self.random));
            tracing::warn!(mail = stored.id, attempt = stored.attempts, %until, reason, "a mail was not sent yet");
            Outcome::Postponed { until, reason }
        } else {
            give_up(stored, now, reason)
        };
        (turn, outcome)
    }
}

fn give_up(stored: &StoredMail, at: Timestamp, reason: String) -> Outcome {
    tracing::error!(
        mail = stored.id,
        attempt = stored.attempts,
        reason,
        "a mail was given up"
    );
    let tenant = stored.mail.tenant_id.clone();
    let event = AuditEvent::new(tenant, at, EventKind::MailGivenUp, EventActor::System)
        .about(&stored.mail.to)
        .with("reason", reason.clone());
    Outcome::GivenUp { at, reason, event }
}

/// What somebody else said, fit for a log and a terminal.
fn one_line(text: &str) -> String {
    let shown = text.chars().take(REASON_LIMIT);
    shown
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
