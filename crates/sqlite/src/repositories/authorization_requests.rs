//! Authorization requests.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Json, Text};
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, StorageError, TenantId, TokenHash};
use oidc::{AuthorizationRequest, AuthorizationRequests, Grant};

use super::columns::{moment, text, token};
use super::document::Document;
use super::events::EventRow;
use super::grants::GrantRow;
use super::many::many;
use super::schema::authorization_requests;
use crate::backend::{Connection, Failure, Store, insert_all};

#[derive(Queryable, Selectable)]
#[diesel(table_name = authorization_requests)]
struct RequestRow {
    tenant_id: String,
    token: Vec<u8>,
    client_id: String,
    browser: Vec<u8>,
    parameters: Document,
    created_at: i64,
    expires_at: i64,
}

many!(RequestRow in authorization_requests:
    tenant_id Text, token Binary, client_id Text, browser Binary, parameters Json,
    created_at BigInt, expires_at BigInt,
);

impl RequestRow {
    fn of(request: &AuthorizationRequest) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: request.tenant_id.to_string(),
            token: request.token.as_bytes().to_vec(),
            client_id: request.client_id.to_string(),
            browser: request.browser.as_bytes().to_vec(),
            parameters: Document::of(&request.parameters)?,
            created_at: request.created_at.micros(),
            expires_at: request.expires_at.micros(),
        })
    }

    fn read(self) -> Result<AuthorizationRequest, Failure> {
        Ok(AuthorizationRequest {
            token: token("authorization_requests.token", &self.token)?,
            tenant_id: text("authorization_requests.tenant_id", &self.tenant_id)?,
            client_id: text("authorization_requests.client_id", &self.client_id)?,
            browser: token("authorization_requests.browser", &self.browser)?,
            parameters: self.parameters.read("authorization_requests.parameters")?,
            created_at: moment(self.created_at),
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl AuthorizationRequests for Store {
    async fn open(&self, request: &AuthorizationRequest) -> Result<(), StorageError> {
        self.insert((RequestRow::of(request)?,)).await
    }

    async fn find(&self, token: &TokenHash) -> Result<Option<AuthorizationRequest>, StorageError> {
        self.look_up(async |connection| {
            let row = authorization_requests::table
                .filter(authorization_requests::token.eq(token.as_bytes().as_slice()))
                .select(RequestRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(RequestRow::read).transpose()
        })
        .await
    }

    async fn end(
        &self,
        tenant: &TenantId,
        token: Option<TokenHash>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let tenant = tenant.to_string();
        let (ended_at, event) = (event.at.micros(), EventRow::of(event)?);
        self.write(async move |connection| {
            let has_ended = consume(&tenant, token, ended_at, connection).await?;
            if has_ended {
                event.record(connection).await?;
            }
            Ok(has_ended)
        })
        .await
    }

    async fn identify(
        &self,
        token: Option<TokenHash>,
        grant: &Grant,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let grant = GrantRow::of(grant)?;
        let (ended_at, event) = (event.at.micros(), EventRow::of(event)?);
        self.write(async move |connection| {
            if !grant.is_of_session(connection).await?
                || !consume(grant.tenant_id(), token, ended_at, connection).await?
            {
                return Ok(false);
            }
            if grant.has_another(connection).await? {
                event.record(connection).await?;
            } else {
                insert_all((grant, event), connection).await?;
            }
            Ok(true)
        })
        .await
    }
}

/// Takes a live request away. One that was answered at once was never there.
async fn consume(
    tenant: &str,
    token: Option<TokenHash>,
    at: i64,
    connection: &mut Connection,
) -> Result<bool, Failure> {
    let Some(token) = token else {
        return Ok(true);
    };
    let live = authorization_requests::table
        .find((tenant, token.as_bytes().as_slice()))
        .filter(authorization_requests::expires_at.gt(at));
    Ok(diesel::delete(live).execute(connection).await? == 1)
}
