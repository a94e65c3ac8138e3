//! The keys that tokens are signed with.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, StorageError, TenantId};
use oidc::{PrivateKey, SigningKey, SigningKeys};
use tenancy::SigningAlgorithm;

use super::columns::moment;
use super::events::EventRow;
use super::schema::{signing_keys, tenants};
use super::sealer::{Place, Sealer};
use crate::backend::{Failure, Store, lock};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = signing_keys)]
struct SigningKeyRow {
    tenant_id: String,
    kid: String,
    algorithm: String,
    sealed_private_key: Vec<u8>,
    created_at: i64,
}

fn place<'a>(tenant: &'a str, kid: &'a str) -> Place<'a> {
    Place {
        table: "signing_keys",
        row: kid,
        tenant,
    }
}

impl SigningKeyRow {
    fn of(tenant: &TenantId, key: &SigningKey, sealer: &Sealer) -> Self {
        let place = place(tenant.as_str(), &key.kid);
        Self {
            tenant_id: tenant.to_string(),
            kid: key.kid.clone(),
            algorithm: key.algorithm.as_str().to_owned(),
            sealed_private_key: sealer.seal(key.private_key.reveal(), place),
            created_at: key.created_at.micros(),
        }
    }

    fn read(self, sealer: &Sealer) -> Result<SigningKey, Failure> {
        let place = place(&self.tenant_id, &self.kid);
        let private_key = sealer.open(&self.sealed_private_key, place)?;
        let is_it = |algorithm: &SigningAlgorithm| algorithm.as_str() == self.algorithm;
        let algorithm = [SigningAlgorithm::Rs256, SigningAlgorithm::EdDsa]
            .into_iter()
            .find(is_it);
        Ok(SigningKey {
            algorithm: algorithm.ok_or_else(|| Failure::corrupt("signing_keys.algorithm"))?,
            private_key: PrivateKey::from_der(private_key),
            created_at: moment(self.created_at),
            kid: self.kid,
        })
    }
}

#[async_trait]
impl SigningKeys for Store {
    async fn live(&self, tenant: &TenantId) -> Result<Vec<SigningKey>, StorageError> {
        self.read(async |connection| {
            let rows = signing_keys::table
                .filter(signing_keys::tenant_id.eq(tenant.as_str()))
                .order((signing_keys::created_at.desc(), signing_keys::kid))
                .select(SigningKeyRow::as_select())
                .load(connection)
                .await?;
            rows.into_iter().map(|row| row.read(&self.sealer)).collect()
        })
        .await
    }

    async fn publish(
        &self,
        tenant: &TenantId,
        keys: &[SigningKey],
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let row = |key| SigningKeyRow::of(tenant, key, &self.sealer);
        let rows: Vec<_> = keys.iter().map(row).collect();
        let (tenant, event) = (tenant.to_string(), EventRow::of(event)?);
        self.write(async move |connection| {
            let owner = tenants::table.find(&tenant).select(tenants::tenant_id);
            lock(owner).first::<String>(connection).await?;
            let known = signing_keys::table.filter(signing_keys::tenant_id.eq(&tenant));
            if known.count().get_result::<i64>(connection).await? > 0 {
                return Ok(false);
            }
            for row in rows {
                diesel::insert_into(signing_keys::table)
                    .values(row)
                    .execute(connection)
                    .await?;
            }
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}
