//! Authorization requests that were sent ahead.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Json, Text};
use diesel_async::RunQueryDsl;
use kernel::{ClientId, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{PushedRequest, PushedRequests, Sender};

use super::columns::{moment, text, token};
use super::document::Document;
use super::many::many;
use super::schema::pushed_requests;
use crate::backend::{Failure, Store, lock};

#[derive(Queryable, Selectable)]
#[diesel(table_name = pushed_requests)]
struct PushedRow {
    tenant_id: String,
    token: Vec<u8>,
    client_id: String,
    sender: String,
    parameters: Document,
    expires_at: i64,
}

many!(PushedRow in pushed_requests:
    tenant_id Text, token Binary, client_id Text, sender Text, parameters Json, expires_at BigInt,
);

impl PushedRow {
    fn of(request: &PushedRequest) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: request.tenant_id.to_string(),
            token: request.token.as_bytes().to_vec(),
            client_id: request.client_id.to_string(),
            sender: request.sender.as_str().to_owned(),
            parameters: Document::of(&request.parameters)?,
            expires_at: request.expires_at.micros(),
        })
    }

    fn read(self) -> Result<PushedRequest, Failure> {
        let sender = Sender::parse(&self.sender);
        Ok(PushedRequest {
            token: token("pushed_requests.token", &self.token)?,
            tenant_id: text("pushed_requests.tenant_id", &self.tenant_id)?,
            client_id: text("pushed_requests.client_id", &self.client_id)?,
            sender: sender.ok_or_else(|| Failure::corrupt("pushed_requests.sender"))?,
            parameters: self.parameters.read("pushed_requests.parameters")?,
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl PushedRequests for Store {
    async fn push(&self, request: &PushedRequest) -> Result<(), StorageError> {
        self.insert((PushedRow::of(request)?,)).await
    }

    async fn take(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<PushedRequest>, StorageError> {
        let (tenant, client, token) = (tenant.to_string(), client.to_string(), *token);
        self.write(async move |connection| {
            let key = (&tenant, token.as_bytes().as_slice());
            let live = pushed_requests::table
                .find(key)
                .filter(pushed_requests::client_id.eq(&client))
                .filter(pushed_requests::expires_at.gt(now.micros()))
                .select(PushedRow::as_select());
            let Some(row) = lock(live).first(connection).await.optional()? else {
                return Ok(None);
            };
            diesel::delete(pushed_requests::table.find(key))
                .execute(connection)
                .await?;
            row.read().map(Some)
        })
        .await
    }
}
