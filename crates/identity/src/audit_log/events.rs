//! Port: the log as it is read.

use async_trait::async_trait;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, StorageError, TenantId, Timestamp};

use super::EventPlace;

/// Which events. What is none leaves all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Not before that moment.
    pub from: Option<Timestamp>,
    /// Before that moment.
    pub until: Option<Timestamp>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<EventKind>>,
    /// By whose hand.
    pub actor: Option<EventActor>,
    /// The user, client or other thing that it happened to.
    pub subject: Option<String>,
}

/// Which of them to give, by when they happened. Those of one moment have an order too, which stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventWindow {
    /// The newest come first.
    pub is_descending: bool,
    /// Only those that come behind this place.
    pub behind: Option<EventPlace>,
    /// Most events to give.
    pub limit: u32,
}

/// Port: the audit log of every tenant, as it is read.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait AuditEvents: Send + Sync {
    /// The events of a tenant that a filter leaves, as many as the window shows.
    async fn read(
        &self,
        tenant: &TenantId,
        filter: &EventFilter,
        window: EventWindow,
    ) -> Result<Vec<AuditEvent>, StorageError>;
}
