//! The audit log as it is read.

use async_trait::async_trait;
use identity::audit_log::{AuditEvents, EventFilter, EventWindow};
use kernel::{AuditEvent, StorageError, TenantId};

use super::MemoryStore;

#[async_trait]
impl AuditEvents for MemoryStore {
    async fn read(
        &self,
        tenant: &TenantId,
        filter: &EventFilter,
        window: EventWindow,
    ) -> Result<Vec<AuditEvent>, StorageError> {
        let mut wanted = self.audit_events(tenant);
        wanted.retain(|event| lets_pass(filter, event));
        wanted.reverse();
        // Of those of one moment what was stored first stays first.
        wanted.sort_by_key(|event| event.at);
        if window.is_descending {
            wanted.reverse();
        }
        let mut given = 0;
        if let Some(place) = window.behind {
            wanted.retain(|event| {
                if window.is_descending {
                    event.at <= place.at
                } else {
                    event.at >= place.at
                }
            });
            given = place.given as usize;
        }
        let window = wanted.into_iter().skip(given).take(window.limit as usize);
        Ok(window.collect())
    }
}

fn lets_pass(filter: &EventFilter, event: &AuditEvent) -> bool {
    let (kinds, actor, subject) = (&filter.kinds, &filter.actor, &filter.subject);
    filter.from.is_none_or(|from| event.at >= from)
        && filter.until.is_none_or(|until| event.at < until)
        && kinds
            .as_ref()
            .is_none_or(|kinds| kinds.contains(&event.kind))
        && actor.as_ref().is_none_or(|actor| *actor == event.actor)
        && (subject.is_none() || *subject == event.subject)
}
