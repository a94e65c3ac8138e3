//! What is stored with a change: its record, and what others are told.

use kernel::{AuditEvent, SecurityEvent};
use scim::{Resource, event};
use serde_json::{Map, Value};

use crate::TenantDirectory;

/// The report of a change, which is stored in the same step.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Goes into the audit log.
    pub event: AuditEvent,
    /// What the tenant's receiver is told, if it has one.
    pub told: Option<SecurityEvent>,
}

impl From<AuditEvent> for Report {
    /// Nobody is told.
    fn from(event: AuditEvent) -> Self {
        Self { event, told: None }
    }
}

impl TenantDirectory<'_> {
    /// Reports what happened to `resource`; `events` says to others what it was.
    pub(crate) fn report(
        &self,
        event: AuditEvent,
        resource: &Resource,
        events: impl FnOnce() -> Map<String, Value>,
    ) -> Report {
        let told = self.tenant.settings.provisioning_events.as_ref().map(|_| {
            let (tenant, random) = (event.tenant_id.clone(), &*self.ports.random);
            let subject = event::subject(resource);
            SecurityEvent::new(tenant, subject, events(), event.at, random)
        });
        Report { event, told }
    }
}
