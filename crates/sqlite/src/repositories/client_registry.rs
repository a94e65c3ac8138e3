//! Relying parties as their administrators see them.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp};
use tenancy::{ClientRecord, ClientRegistry, ClientType, Deletion, Rotation};

use super::Failure;
use super::client_logos::Registered;
use super::columns::moment;
use super::document::Document;
use super::events::EventRow;
use super::kept::Keep as _;
use super::relying_parties::RelyingPartyRow;
use super::schema::relying_parties;
use crate::backend::{Store, lock};

/// When what was never changed was last changed.
const NEVER: i64 = 0;

#[derive(Queryable, Selectable)]
#[diesel(table_name = relying_parties)]
struct RecordRow {
    #[diesel(embed)]
    client: RelyingPartyRow,
    updated_at: i64,
}

impl RecordRow {
    fn read(self) -> Result<ClientRecord, Failure> {
        Ok(ClientRecord {
            client: self.client.read()?,
            updated_at: (self.updated_at != NEVER).then(|| moment(self.updated_at)),
        })
    }
}

#[async_trait]
impl ClientRegistry for Store {
    async fn read(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<ClientRecord>, StorageError> {
        Store::read(self, async |connection| {
            let row = relying_parties::table
                .find((tenant.as_str(), client.as_str()))
                .select(RecordRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(RecordRow::read).transpose()
        })
        .await
    }

    async fn list(
        &self,
        tenant: &TenantId,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<ClientRecord>, StorageError> {
        Store::read(self, async |connection| {
            let rows: Vec<RecordRow> = relying_parties::table
                .filter(relying_parties::tenant_id.eq(tenant.as_str()))
                .order(relying_parties::client_id)
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
        changed: &ClientRecord,
        seen: Option<Timestamp>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (client, event) = (&changed.client, EventRow::of(event)?);
        let key = (client.tenant_id.to_string(), client.id().to_string());
        let registration = Document::of(&client.registration)?;
        let is_public = client.registration.client_type == ClientType::Public;
        let updated_at = changed.updated_at.map_or(NEVER, Timestamp::micros);
        let logo = Registered::of(client, updated_at);
        let seen = seen.map_or(NEVER, Timestamp::micros);
        self.write(async move |connection| {
            let as_seen = relying_parties::table
                .find(key.clone())
                .filter(relying_parties::updated_at.eq(seen));
            let stored = diesel::update(as_seen)
                .set((
                    relying_parties::registration.eq(registration),
                    relying_parties::updated_at.eq(updated_at),
                ))
                .kept()
                .execute(connection)
                .await?;
            if stored == 0 {
                return Ok(false);
            }
            if is_public {
                diesel::update(relying_parties::table.find(key))
                    .set((
                        relying_parties::secret.eq(None::<Vec<u8>>),
                        relying_parties::retired_secret.eq(None::<Vec<u8>>),
                        relying_parties::retired_until.eq(None::<i64>),
                    ))
                    .kept()
                    .execute(connection)
                    .await?;
            }
            logo.follow(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn rotate(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        rotation: &Rotation,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let key = (tenant.to_string(), client.to_string());
        let (rotation, event) = (*rotation, EventRow::of(event)?);
        self.write(async move |connection| {
            let rotated = diesel::update(relying_parties::table.find(key))
                .set((
                    relying_parties::retired_secret.eq(relying_parties::secret),
                    relying_parties::retired_until.eq(Some(rotation.retired_until.micros())),
                    relying_parties::secret.eq(Some(rotation.secret.as_bytes().to_vec())),
                ))
                .kept()
                .execute(connection)
                .await?;
            if rotated == 1 {
                event.record(connection).await?;
            }
            Ok(rotated == 1)
        })
        .await
    }

    async fn delete(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        event: &AuditEvent,
    ) -> Result<Deletion, StorageError> {
        let key = (tenant.to_string(), client.to_string());
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let row = relying_parties::table
                .find(key.clone())
                .select(RelyingPartyRow::as_select());
            let row: Option<RelyingPartyRow> = lock(row).get_result(connection).await.optional()?;
            let Some(found) = row.map(RelyingPartyRow::read).transpose()? else {
                return Ok(Deletion::Absent);
            };
            if found.registration.is_lock {
                return Ok(Deletion::Locked);
            }
            diesel::delete(relying_parties::table.find(key))
                .execute(connection)
                .await?;
            event.record(connection).await?;
            Ok(Deletion::Deleted)
        })
        .await
    }
}
