//! API keys.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::Stamp;
use identity::api_key::{ApiKey, ApiKeys, ListedApiKey};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash, UserId};

use super::columns::{stamp, text, token, username};
use super::document::Document;
use super::events::EventRow;
use super::kept::Keep as _;
use super::schema::{accounts, api_keys};
use crate::backend::{Failure, Store};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
struct ApiKeyRow {
    tenant_id: String,
    key_id: String,
    token: Vec<u8>,
    owner: Option<String>,
    name: String,
    scopes: Document,
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
            scopes: Document::of(&key.scopes)?,
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
            scopes: self.scopes.read("api_keys.scopes")?,
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
                .kept()
                .execute(connection)
                .await?;
            event.record(connection).await
        })
        .await
    }

    async fn find(&self, token: &TokenHash) -> Result<Option<ApiKey>, StorageError> {
        self.look_up(async |connection| {
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

    async fn find_by_id(
        &self,
        tenant: &TenantId,
        key_id: &str,
    ) -> Result<Option<ApiKey>, StorageError> {
        self.look_up(async |connection| {
            let row = api_keys::table
                .find((tenant.as_str(), key_id))
                .select(ApiKeyRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(ApiKeyRow::read).transpose()
        })
        .await
    }

    async fn list(
        &self,
        tenant: &TenantId,
        owner: Option<UserId>,
    ) -> Result<Vec<ListedApiKey>, StorageError> {
        self.read(async |connection| {
            let is_owner = accounts::tenant_id
                .eq(api_keys::tenant_id)
                .and(accounts::user_id.nullable().eq(api_keys::owner));
            let mut wanted = api_keys::table
                .left_join(accounts::table.on(is_owner))
                .filter(api_keys::tenant_id.eq(tenant.as_str()))
                .order((api_keys::created_at.desc(), api_keys::key_id))
                .select((ApiKeyRow::as_select(), accounts::username.nullable()))
                .into_boxed();
            if let Some(owner) = &owner {
                wanted = wanted.filter(api_keys::owner.eq(owner.as_str()));
            }
            let rows: Vec<(ApiKeyRow, Option<String>)> = wanted.load(connection).await?;
            let read = |(row, name): (ApiKeyRow, Option<String>)| {
                let name = name.as_deref();
                Ok(ListedApiKey {
                    key: row.read()?,
                    username: name
                        .map(|name| username("accounts.username", name))
                        .transpose()?,
                })
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }

    async fn regenerate(
        &self,
        tenant: &TenantId,
        key_id: &str,
        token: &TokenHash,
        event: &AuditEvent,
    ) -> Result<Option<ApiKey>, StorageError> {
        let (tenant, key_id, token) = (tenant.to_string(), key_id.to_owned(), *token);
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let renewed: Option<ApiKeyRow> = diesel::update(api_keys::table.find((tenant, key_id)))
                .set((
                    api_keys::token.eq(token.as_bytes().as_slice()),
                    api_keys::last_use_at.eq(None::<i64>),
                    api_keys::last_use_from.eq(None::<String>),
                    api_keys::last_use_with.eq(None::<String>),
                    api_keys::is_active.eq(true),
                ))
                .returning(ApiKeyRow::as_returning())
                .kept()
                .get_result(connection)
                .await
                .optional()?;
            let Some(renewed) = renewed else {
                return Ok(None);
            };
            event.record(connection).await?;
            renewed.read().map(Some)
        })
        .await
    }

    async fn revoke(
        &self,
        tenant: &TenantId,
        key_id: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, key_id) = (tenant.to_string(), key_id.to_owned());
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let revoked = diesel::delete(api_keys::table.find((tenant, key_id)))
                .execute(connection)
                .await?;
            if revoked == 0 {
                return Ok(false);
            }
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn note_use(
        &self,
        tenant: &TenantId,
        key_id: &str,
        used: &Stamp,
    ) -> Result<(), StorageError> {
        let (tenant, key_id, used) = (tenant.clone(), key_id.to_owned(), used.clone());
        self.state(async move |connection| {
            diesel::update(api_keys::table.find((tenant.as_str(), &key_id)))
                .set((
                    api_keys::last_use_at.eq(used.at.micros()),
                    api_keys::last_use_from.eq(from(&used)),
                    api_keys::last_use_with.eq(used.user_agent.as_deref()),
                ))
                .kept()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }
}
