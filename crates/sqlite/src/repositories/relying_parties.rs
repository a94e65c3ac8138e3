//! Relying parties.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, ClientId, StorageError, TenantId};
use tenancy::{LogoHash, RelyingParties, RelyingParty, RetiredSecret};

use super::client_logos::Registered;
use super::columns::{moment, optional_token, text};
use super::document::Document;
use super::events::EventRow;
use super::kept::Keep as _;
use super::schema::relying_parties;
use crate::backend::{Failure, Store};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = relying_parties)]
pub(super) struct RelyingPartyRow {
    tenant_id: String,
    client_id: String,
    registration: Document,
    secret: Option<Vec<u8>>,
    retired_secret: Option<Vec<u8>>,
    retired_until: Option<i64>,
    created_at: i64,
    logo: Option<String>,
}

impl RelyingPartyRow {
    fn of(client: &RelyingParty) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: client.tenant_id.to_string(),
            client_id: client.id().to_string(),
            registration: Document::of(&client.registration)?,
            secret: client.secret.map(|secret| secret.as_bytes().to_vec()),
            retired_secret: client
                .retired_secret
                .map(|retired| retired.hash.as_bytes().to_vec()),
            retired_until: client.retired_secret.map(|retired| retired.until.micros()),
            created_at: client.created_at.micros(),
            // It is fetched afterwards.
            logo: None,
        })
    }

    pub(super) fn read(self) -> Result<RelyingParty, Failure> {
        let retired = optional_token(
            "relying_parties.retired_secret",
            self.retired_secret.as_deref(),
        )?;
        let until = self.retired_until.map(moment);
        Ok(RelyingParty {
            tenant_id: text("relying_parties.tenant_id", &self.tenant_id)?,
            registration: self.registration.read("relying_parties.registration")?,
            secret: optional_token("relying_parties.secret", self.secret.as_deref())?,
            retired_secret: retired
                .zip(until)
                .map(|(hash, until)| RetiredSecret { hash, until }),
            created_at: moment(self.created_at),
            logo: self.logo.map(LogoHash::from_stored),
        })
    }
}

#[async_trait]
impl RelyingParties for Store {
    async fn find(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<Arc<RelyingParty>>, StorageError> {
        self.look_up(async |connection| {
            let row = relying_parties::table
                .find((tenant.as_str(), client.as_str()))
                .select(RelyingPartyRow::as_select())
                .first(connection)
                .await
                .optional()?;
            Ok(row.map(RelyingPartyRow::read).transpose()?.map(Arc::new))
        })
        .await
    }

    async fn register(
        &self,
        client: &RelyingParty,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (row, event) = (RelyingPartyRow::of(client)?, EventRow::of(event)?);
        let logo = Registered::of(client, row.created_at);
        self.write(async move |connection| {
            let registered = diesel::insert_into(relying_parties::table)
                .values(row)
                .on_conflict_do_nothing()
                .kept()
                .execute(connection)
                .await?;
            if registered == 1 {
                logo.follow(connection).await?;
                event.record(connection).await?;
            }
            Ok(registered == 1)
        })
        .await
    }
}
