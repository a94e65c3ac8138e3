//! Tenants as their administrators see them.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp};
use tenancy::{TenantRecord, TenantRegistry};

use super::Failure;
use super::columns::moment;
use super::events::EventRow;
use super::kept::Keep as _;
use super::schema::tenants;
use super::tenants::TenantRow;
use crate::backend::Store;

/// When what was never changed was last changed.
const NEVER: i64 = 0;

#[derive(Queryable, Selectable)]
#[diesel(table_name = tenants)]
struct RecordRow {
    #[diesel(embed)]
    tenant: TenantRow,
    updated_at: i64,
    closed_at: Option<i64>,
}

impl RecordRow {
    fn read(self) -> Result<TenantRecord, Failure> {
        Ok(TenantRecord {
            tenant: self.tenant.read()?,
            updated_at: (self.updated_at != NEVER).then(|| moment(self.updated_at)),
            closed_at: self.closed_at.map(moment),
        })
    }
}

#[async_trait]
impl TenantRegistry for Store {
    async fn read(&self, id: &TenantId) -> Result<Option<TenantRecord>, StorageError> {
        Store::read(self, async |connection| {
            let row = tenants::table
                .find(id.as_str())
                .select(RecordRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(RecordRow::read).transpose()
        })
        .await
    }

    async fn list(&self, skip: u32, limit: u32) -> Result<Vec<TenantRecord>, StorageError> {
        Store::read(self, async |connection| {
            let rows: Vec<RecordRow> = tenants::table
                .order(tenants::tenant_id)
                .offset(skip.into())
                .limit(limit.into())
                .select(RecordRow::as_select())
                .load(connection)
                .await?;
            rows.into_iter().map(RecordRow::read).collect()
        })
        .await
    }

    async fn change(
        &self,
        changed: &TenantRecord,
        seen: Option<Timestamp>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (row, event) = (TenantRow::of(&changed.tenant)?, EventRow::of(event)?);
        let updated_at = changed.updated_at.map_or(NEVER, Timestamp::micros);
        let seen = seen.map_or(NEVER, Timestamp::micros);
        self.write(async move |connection| {
            let as_seen = tenants::table
                .find(row.tenant_id)
                .filter(tenants::updated_at.eq(seen));
            let stored = diesel::update(as_seen)
                .set((
                    tenants::settings.eq(row.settings),
                    tenants::updated_at.eq(updated_at),
                ))
                .kept()
                .execute(connection)
                .await?;
            if stored == 1 {
                event.record(connection).await?;
            }
            Ok(stored == 1)
        })
        .await
    }

    async fn close(
        &self,
        id: &TenantId,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (id, event) = (id.to_string(), EventRow::of(event)?);
        self.write(async move |connection| {
            let open = tenants::table.find(id).filter(tenants::closed_at.is_null());
            let closed = diesel::update(open)
                .set(tenants::closed_at.eq(Some(at.micros())))
                .kept()
                .execute(connection)
                .await?;
            if closed == 1 {
                event.record(connection).await?;
            }
            Ok(closed == 1)
        })
        .await
    }

    async fn reopen(&self, id: &TenantId, event: &AuditEvent) -> Result<bool, StorageError> {
        let (id, event) = (id.to_string(), EventRow::of(event)?);
        self.write(async move |connection| {
            let closed = tenants::table
                .find(id)
                .filter(tenants::closed_at.is_not_null());
            let opened = diesel::update(closed)
                .set(tenants::closed_at.eq(None::<i64>))
                .kept()
                .execute(connection)
                .await?;
            if opened == 1 {
                event.record(connection).await?;
            }
            Ok(opened == 1)
        })
        .await
    }

    async fn delete(&self, id: &TenantId, event: &AuditEvent) -> Result<bool, StorageError> {
        let (id, event) = (id.to_string(), EventRow::of(event)?);
        self.write(async move |connection| {
            let closed = tenants::table
                .find(id)
                .filter(tenants::closed_at.is_not_null());
            let deleted = diesel::delete(closed).execute(connection).await?;
            if deleted == 1 {
                event.record(connection).await?;
            }
            Ok(deleted == 1)
        })
        .await
    }
}
