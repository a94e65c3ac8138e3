//! The audit log.

use std::net::IpAddr;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Json, Nullable, Text};
use diesel_async::RunQueryDsl;
use kernel::AuditEvent;
use kernel::audit::EventKind;

use super::columns::{moment, text};
use super::document::Document;
use super::kept::Keep as _;
use super::many::many;
use super::schema::audit_events;
use crate::backend::{Connection, Failure};

/// An event as it is stored.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = audit_events)]
pub(crate) struct EventRow {
    tenant_id: String,
    at: i64,
    kind: String,
    actor: Document,
    subject: Option<String>,
    address: Option<String>,
    detail: Document,
}

many!(EventRow in audit_events:
    tenant_id Text, at BigInt, kind Text, actor Json, subject Nullable<Text>,
    address Nullable<Text>, detail Json,
);

impl EventRow {
    /// The row of `event`.
    pub(crate) fn of(event: &AuditEvent) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: event.tenant_id.to_string(),
            at: event.at.micros(),
            kind: event.kind.as_str().to_owned(),
            actor: Document::of(&event.actor)?,
            subject: event.subject.clone(),
            address: event.address.map(|address| address.to_string()),
            detail: Document::of(&event.detail)?,
        })
    }

    /// Stores the event in the transaction that it reports.
    pub(crate) async fn record(&self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(audit_events::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    pub(super) fn read(self) -> Result<AuditEvent, Failure> {
        let is_kind = |kind: &&EventKind| kind.as_str() == self.kind;
        let kind = EventKind::ALL.iter().find(is_kind);
        let address = self.address.as_deref();
        Ok(AuditEvent {
            tenant_id: text("audit_events.tenant_id", &self.tenant_id)?,
            at: moment(self.at),
            kind: *kind.ok_or_else(|| Failure::corrupt("audit_events.kind"))?,
            actor: self.actor.read("audit_events.actor")?,
            subject: self.subject,
            address: address
                .map(|address| text::<IpAddr>("audit_events.address", address))
                .transpose()?,
            detail: self.detail.read("audit_events.detail")?,
        })
    }
}
