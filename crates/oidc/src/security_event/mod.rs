//! Telling others what happened in a tenant, by security event tokens (RFC 8417) that are pushed to an
//! address of theirs (RFC 8935).
//!
//! Whatever happens that a receiver is to know leaves a [`SecurityEvent`](kernel::SecurityEvent) in the same
//! transaction. Workers lease events, sign each and post it, until the receiver has taken it.

mod queue;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, Random, StorageError, Turn};
use tenancy::{EventReceiver, Outbound, OutboundMethod, Tenants};
use url::Url;

use crate::keyring::TokenType;
use crate::notice::{self, LEASE, NoticeFailure, NoticeOutcome, Persistence};
use crate::{Issuer, Jwt, Keyrings};

#[cfg(any(test, feature = "mocks"))]
pub use queue::MockSecurityEvents;
pub use queue::{LeasedEvent, SecurityEvents};
use token::SecurityEventClaims;

/// How long a receiver is told: over a weekend, if it is away.
const PERSISTENCE: Persistence = Persistence {
    refused: Duration::from_hours(1),
    unreachable: Duration::from_hours(72),
};

/// Brings security events to their receivers, over its ports. Any number of workers on any number of nodes may
/// do so at once. A receiver is told at least once, and can tell a repetition by its `jti`.
pub struct SecurityEventDelivery {
    /// What the world calls this server; every issuer begins with it.
    pub public_url: Url,
    /// Keeps the events.
    pub events: Arc<dyn SecurityEvents>,
    /// Know their receivers.
    pub tenants: Arc<dyn Tenants>,
    /// The tenants' signing keys, ready for use.
    pub keyrings: Arc<Keyrings>,
    /// Asks the receivers.
    pub outbound: Arc<dyn Outbound>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Spreads the attempts.
    pub random: Arc<dyn Random>,
}

impl SecurityEventDelivery {
    /// Leases the event whose turn it is, and tries to bring it.
    ///
    /// # Errors
    /// Storage did not answer. An event that was leased before is tried again when its lease ends.
    pub async fn deliver_next(&self) -> Result<Turn, StorageError> {
        let now = self.clock.now();
        let Some(leased) = self.events.lease(now, now.plus(LEASE)).await? else {
            return Ok(Turn::Nothing);
        };
        let (turn, outcome) = match self.bring(&leased).await? {
            Ok(()) => (Turn::Done, NoticeOutcome::Brought),
            Err(failure) => (Turn::Failed, self.failed(&leased, &failure)),
        };
        if !self.events.settle(&leased, &outcome).await? {
            tracing::info!(
                event = leased.id,
                "another worker has taken the event meanwhile"
            );
        }
        Ok(turn)
    }

    async fn bring(&self, leased: &LeasedEvent) -> Result<Result<(), NoticeFailure>, StorageError> {
        let Some(tenant) = self.tenants.find(&leased.event.tenant_id).await? else {
            // A tenant that is deleted takes its events along: this one is closed, and may be opened again.
            return Ok(Err(NoticeFailure::Closed));
        };
        let Some(receiver) = &tenant.settings.provisioning_events else {
            // Nobody wants to know any more.
            return Ok(Ok(()));
        };
        let Ok(url) = Url::parse(&receiver.url) else {
            return Ok(Ok(()));
        };
        let token = self.token(leased, receiver).await?;
        let method = OutboundMethod::PostText {
            content_type: "application/secevent+jwt",
            accept: "application/json",
            text: token.reveal().to_owned(),
        };
        Ok(notice::post(&*self.outbound, url, method).await)
    }

    async fn token(
        &self,
        leased: &LeasedEvent,
        receiver: &EventReceiver,
    ) -> Result<Jwt, StorageError> {
        let event = &leased.event;
        let claims = SecurityEventClaims {
            iss: &Issuer::of(&self.public_url, &event.tenant_id),
            iat: event.occurred_at.seconds(),
            jti: &event.key,
            aud: &receiver.url,
            sub_id: &event.subject,
            events: &event.events,
        };
        let keyring = self.keyrings.of(&event.tenant_id).await?;
        Ok(keyring.sign(receiver.sing_alg, TokenType::SecurityEvent, &claims)?)
    }

    fn failed(&self, leased: &LeasedEvent, failure: &NoticeFailure) -> NoticeOutcome {
        let (now, reason) = (self.clock.now(), failure.to_string());
        let (id, attempt, event) = (leased.id, leased.attempts, &leased.event);
        let (tenant, since) = (&event.tenant_id, event.occurred_at);
        if let Some(until) = PERSISTENCE.next(failure, since, attempt, now, &*self.random) {
            tracing::warn!(event = id, attempt, %tenant, %until, reason, "a security event was not taken yet");
            return NoticeOutcome::Postponed { until };
        }
        tracing::error!(event = id, attempt, %tenant, reason, "a security event was not taken");
        let kind = EventKind::SecurityEventGivenUp;
        let given_up = AuditEvent::new(tenant.clone(), now, kind, EventActor::System)
            .about(&event.key)
            .with("subject", event.subject.clone())
            .with("reason", reason);
        NoticeOutcome::GivenUp { event: given_up }
    }
}

impl fmt::Debug for SecurityEventDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecurityEventDelivery(..)")
    }
}
