//! API keys.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::api_key::{ApiKey, ApiKeys};
use kernel::{AuditEvent, StorageError, TokenHash};
use serde_json::Value;

use super::columns::{document, moment, text, to_document, token};
use super::events::EventRow;
use super::schema::api_keys;
use crate::backend::{Failure, Store};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
struct ApiKeyRow {
    tenant_id: String,
    key_id: String,
    token: Vec<u8>,
    owner: Option<String>,
    name: String,
    scopes: Value,
    created_at: i64,
}

impl ApiKeyRow {
    fn of(key: &ApiKey) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: key.tenant_id.to_string(),
            key_id: key.key_id.clone(),
            token: key.token.as_bytes().to_vec(),
            owner: key.owner.as_ref().map(ToString::to_string),
            name: key.name.clone(),
            scopes: to_document(&key.scopes)?,
            created_at: key.created_at.micros(),
        })
    }

    fn read(self) -> Result<ApiKey, Failure> {
        let owner = self.owner.as_deref();
        Ok(ApiKey {
            key_id: self.key_id,
            token: token("api_keys.token", &self.token)?,
            tenant_id: text("api_keys.tenant_id", &self.tenant_id)?,
            owner: owner
                .map(|owner| text("api_keys.owner", owner))
                .transpose()?,
            name: self.name,
            scopes: document("api_keys.scopes", self.scopes)?,
            created_at: moment(self.created_at),
        })
    }
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
}
