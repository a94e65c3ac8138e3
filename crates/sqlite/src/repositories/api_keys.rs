//! API keys.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::Stamp;
use identity::api_key::{ApiKey, ApiKeys};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash};
use serde_json::Value;

use super::columns::{document, stamp, text, to_document, token};
use super::events::EventRow;
use super::schema::api_keys;
use crate::backend::{Failure, Store};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
struct ApiKeyRow {
    tenant_id: String,
    key_id: String,
    token: Vec<u8>,
    owner: Option<String>,
    name: String,
    scopes: Value,
    created_at: i64,
    created_from: Option<String>,
    created_with: Option<String>,
    last_use_at: Option<i64>,
    last_use_from: Option<String>,
    last_use_with: Option<String>,
    is_active: bool,
}

impl ApiKeyRow {
    fn of(key: &ApiKey) -> Result<Self, Failure> {
        let last_use = key.last_use.as_ref();
        Ok(Self {
            tenant_id: key.tenant_id.to_string(),
            key_id: key.key_id.clone(),
            token: key.token.as_bytes().to_vec(),
            owner: key.owner.as_ref().map(ToString::to_string),
            name: key.name.clone(),
            scopes: to_document(&key.scopes)?,
            created_at: key.created.at.micros(),
            created_from: from(&key.created),
            created_with: key.created.user_agent.clone(),
            last_use_at: last_use.map(|stamp| stamp.at.micros()),
            last_use_from: last_use.and_then(from),
            last_use_with: last_use.and_then(|stamp| stamp.user_agent.clone()),
            is_active: key.is_active,
        })
    }

    fn read(self) -> Result<ApiKey, Failure> {
        let owner = self.owner.as_deref();
        let last_use = self.last_use_at.map(|at| {
            stamp(
                "api_keys.last_use_from",
                at,
                self.last_use_from.as_deref(),
                self.last_use_with,
            )
        });
        Ok(ApiKey {
            key_id: self.key_id,
            token: token("api_keys.token", &self.token)?,
            tenant_id: text("api_keys.tenant_id", &self.tenant_id)?,
            owner: owner
                .map(|owner| text("api_keys.owner", owner))
                .transpose()?,
            name: self.name,
            scopes: document("api_keys.scopes", self.scopes)?,
            created: stamp(
                "api_keys.created_from",
                self.created_at,
                self.created_from.as_deref(),
                self.created_with,
            )?,
            last_use: last_use.transpose()?,
            is_active: self.is_active,
        })
    }
}

/// The address of a stamp as it is stored.
fn from(stamp: &Stamp) -> Option<String> {
    stamp.ip.map(|ip| ip.to_string())
}

#[async_trait]
impl ApiKeys for Store {
    async fn create(&self, key: &ApiKey, event: &AuditEvent) -> Result<(), StorageError> {
        let (row, event) = (ApiKeyRow::of(key)?, EventRow::of(event)?);
        self.write(async move |connection| {
            diesel::insert_into(api_keys::table)
                .values(row)
                .execute(connection)
                .await?;
            event.record(connection).await
        })
        .await
    }

    async fn find(&self, token: &TokenHash) -> Result<Option<ApiKey>, StorageError> {
        self.read(async |connection| {
            let row = api_keys::table
                .filter(api_keys::token.eq(token.as_bytes().as_slice()))
                .select(ApiKeyRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(ApiKeyRow::read).transpose()
        })
        .await
    }

    async fn note_use(
        &self,
        tenant: &TenantId,
        key_id: &str,
        used: &Stamp,
    ) -> Result<(), StorageError> {
        self.state(async |connection| {
            diesel::update(api_keys::table.find((tenant.as_str(), key_id)))
                .set((
                    api_keys::last_use_at.eq(used.at.micros()),
                    api_keys::last_use_from.eq(from(used)),
                    api_keys::last_use_with.eq(used.user_agent.as_deref()),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
