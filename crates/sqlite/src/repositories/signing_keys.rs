//! The keys that tokens are signed with.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp};
use oidc::{PrivateKey, SigningKey, SigningKeys};
use tenancy::SigningAlgorithm;

use super::columns::{moment, text};
use super::events::EventRow;
use super::kept::Keep as _;
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
    signs_from: i64,
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
            signs_from: key.signs_from.micros(),
        }
    }

    fn read(self, sealer: &Sealer) -> Result<SigningKey, Failure> {
        let place = place(&self.tenant_id, &self.kid);
        let private_key = sealer.open(&self.sealed_private_key, place)?;
        let is_it = |algorithm: &SigningAlgorithm| algorithm.as_str() == self.algorithm;
        let algorithm = SigningAlgorithm::ALL.into_iter().find(is_it);
        Ok(SigningKey {
            algorithm: algorithm.ok_or_else(|| Failure::corrupt("signing_keys.algorithm"))?,
            private_key: PrivateKey::from_der(private_key),
            created_at: moment(self.created_at),
            signs_from: moment(self.signs_from),
            kid: self.kid,
        })
    }
}

#[async_trait]
impl SigningKeys for Store {
    async fn live(&self, tenant: &TenantId) -> Result<Vec<SigningKey>, StorageError> {
        self.look_up(async |connection| {
            let rows = signing_keys::table
                .filter(signing_keys::tenant_id.eq(tenant.as_str()))
                .order((signing_keys::signs_from.desc(), signing_keys::kid))
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
        beside: &[String],
        keys: &[SigningKey],
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let row = |key| SigningKeyRow::of(tenant, key, &self.sealer);
        let rows: Vec<_> = keys.iter().map(row).collect();
        let (tenant, event) = (tenant.to_string(), EventRow::of(event)?);
        let mut beside = beside.to_vec();
        beside.sort();
        self.write(async move |connection| {
            let owner = tenants::table.find(&tenant).select(tenants::tenant_id);
            lock(owner).first::<String>(connection).await?;
            let known: Vec<String> = signing_keys::table
                .filter(signing_keys::tenant_id.eq(&tenant))
                .order(signing_keys::kid)
                .select(signing_keys::kid)
                .load(connection)
                .await?;
            if known != beside {
                return Ok(false);
            }
            for row in rows {
                diesel::insert_into(signing_keys::table)
                    .values(row)
                    .kept()
                    .execute(connection)
                    .await?;
            }
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn retire(
        &self,
        tenant: &TenantId,
        kid: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let key = (tenant.to_string(), kid.to_owned());
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let removed = diesel::delete(signing_keys::table.find(key))
                .execute(connection)
                .await?;
            if removed > 0 {
                event.record(connection).await?;
            }
            Ok(removed > 0)
        })
        .await
    }

    async fn with_keys_from(&self, moment: Timestamp) -> Result<Vec<TenantId>, StorageError> {
        self.read(async |connection| {
            let ids: Vec<String> = signing_keys::table
                .filter(signing_keys::signs_from.le(moment.micros()))
                .order(signing_keys::tenant_id)
                .select(signing_keys::tenant_id)
                .distinct()
                .load(connection)
                .await?;
            let ids = ids.iter().map(|id| text("signing_keys.tenant_id", id));
            ids.collect()
        })
        .await
    }
}
