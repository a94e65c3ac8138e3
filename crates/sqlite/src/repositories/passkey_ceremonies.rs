//! Passkey ceremonies.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::passkey::{Ceremonies, Ceremony, CeremonyPurpose, OPEN_LIMIT};
use kernel::{FoldedName, StorageError, TenantId, Timestamp, TokenHash};
use serde_json::Value;

use super::columns::{moment, text, token};
use super::kept::Keep as _;
use super::schema::passkey_ceremonies;
use crate::backend::{Failure, Store};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = passkey_ceremonies)]
struct CeremonyRow {
    tenant_id: String,
    challenge: Vec<u8>,
    user_id: Option<String>,
    username_folded: Option<String>,
    state: Value,
    network: String,
    expires_at: i64,
}

impl CeremonyRow {
    fn of(ceremony: &Ceremony) -> Self {
        let (user_id, username_folded) = match &ceremony.purpose {
            CeremonyPurpose::Registration(user) => (Some(user.to_string()), None),
            CeremonyPurpose::Authentication(name) => {
                (None, name.as_ref().map(|name| name.as_str().to_owned()))
            }
        };
        Self {
            tenant_id: ceremony.tenant_id.to_string(),
            challenge: ceremony.challenge.as_bytes().to_vec(),
            user_id,
            username_folded,
            state: ceremony.state.clone(),
            network: ceremony.network.to_string(),
            expires_at: ceremony.expires_at.micros(),
        }
    }

    fn read(self) -> Result<Ceremony, Failure> {
        let purpose = if let Some(user) = self.user_id.as_deref() {
            CeremonyPurpose::Registration(text("passkey_ceremonies.user_id", user)?)
        } else {
            let name = self.username_folded.as_deref().map(FoldedName::of);
            CeremonyPurpose::Authentication(name)
        };
        Ok(Ceremony {
            tenant_id: text("passkey_ceremonies.tenant_id", &self.tenant_id)?,
            challenge: token("passkey_ceremonies.challenge", &self.challenge)?,
            purpose,
            state: self.state,
            network: text("passkey_ceremonies.network", &self.network)?,
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl Ceremonies for Store {
    async fn open(&self, ceremony: &Ceremony, now: Timestamp) -> Result<bool, StorageError> {
        let row = CeremonyRow::of(ceremony);
        self.write(async move |connection| {
            let open: i64 = passkey_ceremonies::table
                .filter(passkey_ceremonies::tenant_id.eq(&row.tenant_id))
                .filter(passkey_ceremonies::network.eq(&row.network))
                .filter(passkey_ceremonies::expires_at.gt(now.micros()))
                .count()
                .get_result(connection)
                .await?;
            if open >= i64::from(OPEN_LIMIT) {
                return Ok(false);
            }
            diesel::insert_into(passkey_ceremonies::table)
                .values(row)
                .kept()
                .execute(connection)
                .await?;
            Ok(true)
        })
        .await
    }

    async fn redeem(
        &self,
        tenant: &TenantId,
        challenge: &TokenHash,
    ) -> Result<Option<Ceremony>, StorageError> {
        let (tenant, challenge) = (tenant.clone(), *challenge);
        self.state(async move |connection| {
            let key = (tenant.as_str(), challenge.as_bytes().as_slice());
            let row = diesel::delete(passkey_ceremonies::table.find(key))
                .returning(CeremonyRow::as_returning())
                .get_result(connection)
                .await
                .optional()?;
            row.map(CeremonyRow::read).transpose()
        })
        .await
    }
}
