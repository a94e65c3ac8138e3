//! The port that keeps security events until their receivers have them.

use async_trait::async_trait;
use kernel::{SecurityEvent, StorageError, Timestamp};

use crate::NoticeOutcome;

/// An event that a worker has for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct LeasedEvent {
    /// Increases from event to event.
    pub id: i64,
    /// The event.
    pub event: SecurityEvent,
    /// How often somebody set out to bring it.
    pub attempts: u32,
}

/// Port: keeps security events, in one queue for each tenant. They are written by whatever they report.
///
/// A tenant's events are brought one after the other, in the order in which they were stored, and a receiver
/// that is away is asked once in a while and not once for each of them.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SecurityEvents: Send + Sync {
    /// Takes the first event of the queue that has been due for longest at `now`. Until `until` the whole queue is
    /// that worker's alone; then it is due again, if nobody has settled the event. Counts the attempt.
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LeasedEvent>, StorageError>;

    /// Records how an attempt ended. An event that was brought or given up is gone and the next of its queue is due;
    /// one that is postponed keeps those behind it waiting. That it was brought is recorded whoever has leased
    /// it since, anything else only while this attempt is the latest. False, and nothing recorded, if it is not, or
    /// if the event is gone.
    async fn settle(
        &self,
        leased: &LeasedEvent,
        outcome: &NoticeOutcome,
    ) -> Result<bool, StorageError>;
}
