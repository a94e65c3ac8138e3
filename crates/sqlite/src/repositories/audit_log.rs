//! The audit log as it is read.

use async_trait::async_trait;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use identity::audit_log::{AuditEvents, EventFilter, EventWindow};
use kernel::audit::EventKind;
use kernel::{AuditEvent, StorageError, TenantId};

use super::events::EventRow;
use super::many::Database;
use super::schema::audit_events;
use crate::backend::{Failure, Store};

type Wanted<'a> = audit_events::BoxedQuery<'a, Database>;

#[async_trait]
impl AuditEvents for Store {
    async fn read(
        &self,
        tenant: &TenantId,
        filter: &EventFilter,
        window: EventWindow,
    ) -> Result<Vec<AuditEvent>, StorageError> {
        let actor = filter.actor.as_ref().map(serde_json::to_string);
        let actor = actor.transpose().map_err(Failure::from)?;
        let wanted = wanted(tenant, filter, actor.as_deref());
        self.list(async |connection| {
            let rows: Vec<EventRow> = shown(wanted, window)
                .select(EventRow::as_select())
                .load(connection)
                .await?;
            rows.into_iter().map(EventRow::read).collect()
        })
        .await
    }
}

/// The events that a filter leaves.
fn wanted<'a>(tenant: &'a TenantId, filter: &'a EventFilter, actor: Option<&'a str>) -> Wanted<'a> {
    let mut wanted = audit_events::table
        .filter(audit_events::tenant_id.eq(tenant.as_str()))
        .into_boxed();
    if let Some(from) = filter.from {
        wanted = wanted.filter(audit_events::at.ge(from.micros()));
    }
    if let Some(until) = filter.until {
        wanted = wanted.filter(audit_events::at.lt(until.micros()));
    }
    if let Some(kinds) = &filter.kinds {
        wanted = match kinds.as_slice() {
            // An index gives those of one kind in their order.
            [kind] => wanted.filter(audit_events::kind.eq(kind.as_str())),
            kinds => {
                let kinds: Vec<&str> = kinds.iter().copied().map(EventKind::as_str).collect();
                wanted.filter(audit_events::kind.eq_any(kinds))
            }
        };
    }
    if let Some(subject) = &filter.subject {
        wanted = wanted.filter(audit_events::subject.eq(subject));
    }
    if let Some(actor) = actor {
        // As the index has it.
        wanted = wanted.filter(sql::<Bool>("CAST(actor AS TEXT) = ").bind::<Text, _>(actor));
    }
    wanted
}

/// Those that a window shows. An index gives them from its moment on, and only those of that moment are passed over.
fn shown(wanted: Wanted<'_>, window: EventWindow) -> Wanted<'_> {
    let (at, number) = (audit_events::at, audit_events::event_id);
    let place = window.behind;
    let wanted = match (place, window.is_descending) {
        (Some(place), false) => wanted.filter(at.ge(place.at.micros())),
        (Some(place), true) => wanted.filter(at.le(place.at.micros())),
        (None, _) => wanted,
    };
    let wanted = if window.is_descending {
        wanted.order((at.desc(), number.desc()))
    } else {
        wanted.order((at, number))
    };
    wanted
        .limit(window.limit.into())
        .offset(place.map_or(0, |place| place.given.into()))
}
