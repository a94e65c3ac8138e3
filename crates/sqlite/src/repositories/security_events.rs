//! What the receivers of tenants are to be told.
//!
//! A tenant that has events has a row in `event_queues`, which says when the first of them is due. Whoever
//! adds an event or takes one away keeps that row first, so that the two tables agree.

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{SecurityEvent, StorageError, Timestamp};
use oidc::{LeasedEvent, NoticeOutcome, SecurityEvents};

use super::columns::{count, moment, text};
use super::document::Document;
use super::events::EventRow;
use super::kept::Keep as _;
use super::leases::lease;
use super::schema::{event_queues, security_events};
use crate::backend::{Connection, Failure, Store, lock};

/// The queue of a tenant.
#[derive(Queryable, Selectable)]
#[diesel(table_name = event_queues)]
struct QueueRow {
    tenant_id: String,
    attempts: i64,
}

/// An event as it waits.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = security_events)]
pub(super) struct SecurityEventRow {
    tenant_id: String,
    event_key: String,
    subject: Document,
    events: Document,
    occurred_at: i64,
}

impl SecurityEventRow {
    pub(super) fn of(event: &SecurityEvent) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: event.tenant_id.to_string(),
            event_key: event.key.clone(),
            subject: Document::of(&event.subject)?,
            events: Document::of(&event.events)?,
            occurred_at: event.occurred_at.micros(),
        })
    }

    fn read(self) -> Result<SecurityEvent, Failure> {
        Ok(SecurityEvent {
            tenant_id: text("security_events.tenant_id", &self.tenant_id)?,
            key: self.event_key,
            subject: self.subject.read("security_events.subject")?,
            events: self.events.read("security_events.events")?,
            occurred_at: moment(self.occurred_at),
        })
    }

    /// Puts the event at the end of its tenant's queue, in the transaction that it reports.
    pub(super) async fn insert(&self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(event_queues::table)
            .values((
                event_queues::tenant_id.eq(&self.tenant_id),
                event_queues::due_at.eq(self.occurred_at),
            ))
            .on_conflict(event_queues::tenant_id)
            .do_update()
            // Nothing changes, but the row is kept until the transaction ends.
            .set(event_queues::attempts.eq(event_queues::attempts + 0))
            .kept()
            .execute(connection)
            .await?;
        diesel::insert_into(security_events::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// The first event of a tenant.
async fn first_of(
    tenant: &str,
    connection: &mut Connection,
) -> Result<Option<(i64, SecurityEventRow)>, Failure> {
    Ok(security_events::table
        .filter(security_events::tenant_id.eq(tenant))
        .order(security_events::event_id)
        .select((security_events::event_id, SecurityEventRow::as_select()))
        .first(connection)
        .await
        .optional()?)
}

/// The next event is due, if there is one.
async fn advance(tenant: &str, connection: &mut Connection) -> Result<(), Failure> {
    let queue = event_queues::table.find(tenant);
    match first_of(tenant, connection).await? {
        Some((_, next)) => {
            diesel::update(queue)
                .set((
                    event_queues::due_at.eq(next.occurred_at),
                    event_queues::attempts.eq(0),
                ))
                .kept()
                .execute(connection)
                .await?
        }
        None => diesel::delete(queue).execute(connection).await?,
    };
    Ok(())
}

#[async_trait]
impl SecurityEvents for Store {
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LeasedEvent>, StorageError> {
        let leased = lease!(
            self, event_queues by tenant_id String; now, until;
            |queue: QueueRow, connection| {
                let Some((id, event)) = first_of(&queue.tenant_id, connection).await? else {
                    advance(&queue.tenant_id, connection).await?;
                    return Ok(None);
                };
                (id, event, queue.attempts)
            }
        );
        let Some((id, event, attempts)) = leased else {
            return Ok(None);
        };
        Ok(Some(LeasedEvent {
            id,
            event: event.read()?,
            attempts: count("event_queues.attempts", attempts)?,
        }))
    }

    async fn settle(
        &self,
        leased: &LeasedEvent,
        outcome: &NoticeOutcome,
    ) -> Result<bool, StorageError> {
        let (id, attempt) = (leased.id, i64::from(leased.attempts));
        let (tenant, outcome) = (leased.event.tenant_id.to_string(), outcome.clone());
        self.write(async move |connection| {
            let queue = event_queues::table.find(&tenant);
            let latest: Option<i64> = lock(queue.select(event_queues::attempts))
                .first(connection)
                .await
                .optional()?;
            let event = security_events::table.find(id);
            let is_open: bool = diesel::select(exists(event)).get_result(connection).await?;
            if !is_open {
                return Ok(false);
            }
            let is_latest = latest == Some(attempt);
            match outcome {
                NoticeOutcome::Brought => {}
                _ if !is_latest => return Ok(false),
                NoticeOutcome::Postponed { until } => {
                    diesel::update(queue)
                        .set(event_queues::due_at.eq(until.micros()))
                        .kept()
                        .execute(connection)
                        .await?;
                    return Ok(true);
                }
                NoticeOutcome::GivenUp { event } => {
                    EventRow::of(&event)?.record(connection).await?;
                }
            }
            diesel::delete(event).execute(connection).await?;
            advance(&tenant, connection).await?;
            Ok(true)
        })
        .await
    }
}
