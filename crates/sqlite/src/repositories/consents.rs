//! What people have allowed clients.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, UserId};
use oidc::{Consent, Consents, Scope};

use super::events::EventRow;
use super::grants::scope;
use super::kept::Keep as _;
use super::schema::consents;
use crate::backend::Store;

#[derive(Clone, Insertable)]
#[diesel(table_name = consents)]
struct ConsentRow {
    tenant_id: String,
    user_id: String,
    client_id: String,
    scope: String,
    given_at: i64,
}

impl ConsentRow {
    fn of(consent: &Consent, scope: &str) -> Self {
        Self {
            tenant_id: consent.tenant_id.to_string(),
            user_id: consent.user_id.to_string(),
            client_id: consent.client_id.to_string(),
            scope: scope.to_owned(),
            given_at: consent.given_at.micros(),
        }
    }
}

#[async_trait]
impl Consents for Store {
    async fn find(
        &self,
        tenant: &TenantId,
        user: &UserId,
        client: &ClientId,
    ) -> Result<Option<Scope>, StorageError> {
        self.look_up(async |connection| {
            let allowed: Vec<String> = consents::table
                .filter(consents::tenant_id.eq(tenant.as_str()))
                .filter(consents::user_id.eq(user.as_str()))
                .filter(consents::client_id.eq(client.as_str()))
                .order(consents::scope)
                .select(consents::scope)
                .load(connection)
                .await?;
            if allowed.is_empty() {
                return Ok(None);
            }
            scope("consents.scope", &allowed.join(" ")).map(Some)
        })
        .await
    }

    async fn give(&self, consent: &Consent, event: &AuditEvent) -> Result<(), StorageError> {
        let of_token = |token| ConsentRow::of(consent, token);
        let rows: Vec<_> = consent.scope.tokens().map(of_token).collect();
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            for row in &rows {
                diesel::insert_into(consents::table)
                    .values(row)
                    .on_conflict_do_nothing()
                    .kept()
                    .execute(connection)
                    .await?;
            }
            event.record(connection).await
        })
        .await
    }
}
