//! What the receivers of tenants are to be told.

use std::collections::HashMap;

use async_trait::async_trait;
use kernel::{SecurityEvent, StorageError, TenantId, Timestamp};
use oidc::{LeasedEvent, NoticeOutcome, SecurityEvents};

use super::{MemoryStore, State};

/// Events that wait, and for each tenant that has one, when its first is due and how often that was tried.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    events: Vec<(i64, SecurityEvent)>,
    queues: HashMap<TenantId, (Timestamp, u32)>,
    stored: i64,
}

impl Waiting {
    fn first_of(&self, tenant: &TenantId) -> Option<&(i64, SecurityEvent)> {
        self.events
            .iter()
            .find(|(_, event)| event.tenant_id == *tenant)
    }
}

impl State {
    /// Puts an event at the end of its tenant's queue.
    pub(super) fn tell(&mut self, event: &SecurityEvent) {
        let waiting = &mut self.told;
        waiting.stored += 1;
        waiting.events.push((waiting.stored, event.clone()));
        let queue = waiting.queues.entry(event.tenant_id.clone());
        queue.or_insert((event.occurred_at, 0));
    }
}

#[async_trait]
impl SecurityEvents for MemoryStore {
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LeasedEvent>, StorageError> {
        let waiting = &mut self.state().told;
        let due = waiting.queues.iter().filter(|(_, (due, _))| *due <= now);
        let next = due.min_by_key(|(tenant, (due, _))| (*due, tenant.to_string()));
        let Some(tenant) = next.map(|(tenant, _)| tenant.clone()) else {
            return Ok(None);
        };
        let (id, event) = waiting.first_of(&tenant).cloned().unwrap();
        let (due, attempts) = waiting.queues.get_mut(&tenant).unwrap();
        *due = until;
        *attempts += 1;
        Ok(Some(LeasedEvent {
            id,
            event,
            attempts: *attempts,
        }))
    }

    async fn settle(
        &self,
        leased: &LeasedEvent,
        outcome: &NoticeOutcome,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let tenant = &leased.event.tenant_id;
        if state.told.events.iter().all(|(id, _)| *id != leased.id) {
            return Ok(false);
        }
        let (due, attempts) = state.told.queues.get_mut(tenant).unwrap();
        let is_latest = *attempts == leased.attempts;
        match outcome {
            NoticeOutcome::Brought => {}
            _ if !is_latest => return Ok(false),
            NoticeOutcome::Postponed { until } => {
                *due = *until;
                return Ok(true);
            }
            NoticeOutcome::GivenUp { event } => state.record(event),
        }
        let waiting = &mut state.told;
        waiting.events.retain(|(id, _)| *id != leased.id);
        match waiting.first_of(tenant).map(|(_, next)| next.occurred_at) {
            Some(due) => waiting.queues.insert(tenant.clone(), (due, 0)),
            None => waiting.queues.remove(tenant),
        };
        Ok(true)
    }
}
