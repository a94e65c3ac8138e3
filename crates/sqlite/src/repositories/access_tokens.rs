//! Opaque access tokens, and access tokens that were revoked.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Json, Nullable, Text};
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, StorageError, TenantId, TokenHash};
use oidc::{AccessTokens, OpaqueToken, RevokedToken};

use super::columns::{moment, text, token};
use super::document::Document;
use super::events::EventRow;
use super::kept::Keep as _;
use super::many::many;
use super::schema::access_tokens;
use crate::backend::{Failure, Store};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = access_tokens)]
struct AccessTokenRow {
    tenant_id: String,
    token: Vec<u8>,
    client_id: String,
    claims: Option<Document>,
    expires_at: i64,
    revoked_at: Option<i64>,
}

many!(AccessTokenRow in access_tokens:
    tenant_id Text, token Binary, client_id Text, claims Nullable<Json>, expires_at BigInt,
    revoked_at Nullable<BigInt>,
);

impl AccessTokenRow {
    fn issued(token: &OpaqueToken) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: token.tenant_id.to_string(),
            token: token.token.as_bytes().to_vec(),
            client_id: token.claims.client_id.to_string(),
            claims: Some(Document::of(&token.claims)?),
            expires_at: token.expires_at.micros(),
            revoked_at: None,
        })
    }

    fn revoked(token: &RevokedToken, at: i64) -> Self {
        Self {
            tenant_id: token.tenant_id.to_string(),
            token: token.token.as_bytes().to_vec(),
            client_id: token.client_id.to_string(),
            claims: None,
            expires_at: token.expires_at.micros(),
            revoked_at: Some(at),
        }
    }

    /// The opaque token; nothing if the row only says that a JWT was revoked.
    fn read(self) -> Result<Option<OpaqueToken>, Failure> {
        let Some(claims) = self.claims else {
            return Ok(None);
        };
        Ok(Some(OpaqueToken {
            token: token("access_tokens.token", &self.token)?,
            tenant_id: text("access_tokens.tenant_id", &self.tenant_id)?,
            claims: claims.read("access_tokens.claims")?,
            expires_at: moment(self.expires_at),
        }))
    }
}

#[async_trait]
impl AccessTokens for Store {
    async fn issue(&self, token: &OpaqueToken) -> Result<(), StorageError> {
        self.insert((AccessTokenRow::issued(token)?,)).await
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<OpaqueToken>, StorageError> {
        self.look_up(async |connection| {
            let row = access_tokens::table
                .find((tenant.as_str(), token.as_bytes().as_slice()))
                .filter(access_tokens::revoked_at.is_null())
                .select(AccessTokenRow::as_select())
                .first(connection)
                .await
                .optional()?;
            Ok(row.map(AccessTokenRow::read).transpose()?.flatten())
        })
        .await
    }

    async fn revoke(&self, token: &RevokedToken, event: &AuditEvent) -> Result<bool, StorageError> {
        let row = AccessTokenRow::revoked(token, event.at.micros());
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let opaque = access_tokens::table
                .find((&row.tenant_id, &row.token))
                .filter(access_tokens::revoked_at.is_null());
            let mut revoked = diesel::update(opaque)
                .set(access_tokens::revoked_at.eq(row.revoked_at))
                .kept()
                .execute(connection)
                .await?;
            if revoked == 0 {
                revoked = diesel::insert_into(access_tokens::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .kept()
                    .execute(connection)
                    .await?;
            }
            if revoked == 1 {
                event.record(connection).await?;
            }
            Ok(revoked == 1)
        })
        .await
    }

    async fn is_revoked(&self, tenant: &TenantId, token: &TokenHash) -> Result<bool, StorageError> {
        self.look_up(async |connection| {
            let revoked: i64 = access_tokens::table
                .filter(access_tokens::tenant_id.eq(tenant.as_str()))
                .filter(access_tokens::token.eq(token.as_bytes().as_slice()))
                .filter(access_tokens::revoked_at.is_not_null())
                .count()
                .get_result(connection)
                .await?;
            Ok(revoked > 0)
        })
        .await
    }
}
