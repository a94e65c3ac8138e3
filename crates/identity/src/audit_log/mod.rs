//! What has happened in a tenant, for those who answer for it: read and exported.
//!
//! Events are written by the ports of the things that they are about, each with what it reports
//! ([`kernel::AuditEvent`]). Here they are only read.

mod events;
mod export;
mod place;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::audit::{EventActor, EventKind, EventOutcome};
use kernel::{Actor, AuditEvent, Clock, Permission, Refusal, TenantId, Timestamp};

#[cfg(any(test, feature = "mocks"))]
pub use events::MockAuditEvents;
pub use events::{AuditEvents, EventFilter, EventWindow};
pub use export::EventExport;
pub use place::{EventPlace, InvalidPlace};

/// What is asked of the log. What is none leaves all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Not before that moment.
    pub from: Option<Timestamp>,
    /// Before that moment.
    pub until: Option<Timestamp>,
    /// Of that kind.
    pub kind: Option<EventKind>,
    /// By whose hand.
    pub actor: Option<EventActor>,
    /// The user, client or other thing that it happened to.
    pub subject: Option<String>,
    /// How it ended.
    pub outcome: Option<EventOutcome>,
}

impl EventQuery {
    fn filter(&self) -> EventFilter {
        let is_wanted = |kind: &EventKind| {
            self.kind.is_none_or(|wanted| wanted == *kind)
                && self.outcome.is_none_or(|wanted| wanted == kind.outcome())
        };
        let is_any = self.kind.is_none() && self.outcome.is_none();
        let kinds = || EventKind::ALL.iter().copied().filter(is_wanted).collect();
        EventFilter {
            from: self.from,
            until: self.until,
            kinds: (!is_any).then(kinds),
            actor: self.actor.clone(),
            subject: self.subject.clone(),
        }
    }
}

/// Some events of many.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPage {
    /// What happened.
    pub events: Vec<AuditEvent>,
    /// Behind them, if there are more. It counts for the same query in the same order.
    pub next: Option<EventPlace>,
}

/// The use cases over their ports. What has happened in a tenant is there when the tenant is gone, for those who may
/// do everything everywhere.
pub struct AuditLog {
    /// Keeps events.
    pub events: Arc<dyn AuditEvents>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AuditLog {
    /// A page of what has happened in a tenant.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn list(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        query: &EventQuery,
        window: EventWindow,
    ) -> Result<EventPage, Refusal> {
        actor.require(Permission::ReadTenant, tenant)?;
        // One more than asked for says whether there are more.
        let and_one = EventWindow {
            limit: window.limit.saturating_add(1),
            ..window
        };
        let filter = query.filter();
        let mut events = self.events.read(tenant, &filter, and_one).await?;
        let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let is_more = events.len() > limit;
        events.truncate(limit);
        let next = is_more.then(|| EventPlace::behind(window.behind, &events));
        Ok(EventPage {
            next: next.flatten(),
            events,
        })
    }

    /// Everything that has happened in a tenant until now and fits, the oldest first, `limit` events at most.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn export(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        query: &EventQuery,
        limit: u64,
    ) -> Result<EventExport, Refusal> {
        actor.require(Permission::ReadTenant, tenant)?;
        let now = self.clock.now();
        let filter = EventFilter {
            until: Some(query.until.map_or(now, |until| until.min(now))),
            ..query.filter()
        };
        let (events, tenant) = (self.events.clone(), tenant.clone());
        Ok(EventExport::new(events, tenant, filter, limit))
    }
}
