//! Tenants.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, StorageError, TenantId};
use tenancy::{Tenant, Tenants};

use super::columns::{moment, text};
use super::document::Document;
use super::events::EventRow;
use super::kept::Keep as _;
use super::schema::tenants;
use crate::backend::{Failure, Store};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = tenants)]
pub(super) struct TenantRow {
    pub(super) tenant_id: String,
    pub(super) settings: Document,
    created_at: i64,
}

impl TenantRow {
    pub(super) fn of(tenant: &Tenant) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: tenant.id.to_string(),
            settings: Document::of(&tenant.settings)?,
            created_at: tenant.created_at.micros(),
        })
    }

    pub(super) fn read(self) -> Result<Tenant, Failure> {
        Ok(Tenant {
            id: text("tenants.tenant_id", &self.tenant_id)?,
            settings: self.settings.read("tenants.settings")?,
            created_at: moment(self.created_at),
        })
    }
}

#[async_trait]
impl Tenants for Store {
    async fn find(&self, id: &TenantId) -> Result<Option<Arc<Tenant>>, StorageError> {
        self.look_up(async |connection| {
            let row = tenants::table
                .find(id.as_str())
                .filter(tenants::closed_at.is_null())
                .select(TenantRow::as_select())
                .first(connection)
                .await
                .optional()?;
            Ok(row.map(TenantRow::read).transpose()?.map(Arc::new))
        })
        .await
    }

    async fn create(&self, tenant: &Tenant, event: &AuditEvent) -> Result<bool, StorageError> {
        let (row, event) = (TenantRow::of(tenant)?, EventRow::of(event)?);
        self.write(async move |connection| {
            let created = diesel::insert_into(tenants::table)
                .values(row)
                .on_conflict_do_nothing()
                .kept()
                .execute(connection)
                .await?;
            if created == 1 {
                event.record(connection).await?;
            }
            Ok(created == 1)
        })
        .await
    }
}
