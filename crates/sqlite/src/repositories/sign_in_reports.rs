//! What clients report about sign-ins.

use async_trait::async_trait;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::sign_in::{SignInNonce, Telemetry};
use identity::sign_in_quality::{ErrorRate, SignInReports};
use kernel::{StorageError, TenantId, Timestamp};
use serde_json::Value;

use super::kept::Keep as _;
use super::schema::sign_in_telemetry;
use super::sweep::forget_reports;
use crate::backend::{Connection, Failure, Store};

/// A report as it is stored.
#[derive(Clone, Insertable)]
#[diesel(table_name = sign_in_telemetry)]
pub(super) struct ReportRow {
    tenant_id: String,
    user_id: String,
    reported_at: i64,
    bit_error_rate: Option<Value>,
    log_data: Option<Value>,
    error_rate: Option<i64>,
}

impl ReportRow {
    /// The row of what was reported; none if nothing was.
    pub(super) fn of(nonce: &SignInNonce, telemetry: &Telemetry) -> Option<Self> {
        let is_anything = telemetry.ber.is_some() || telemetry.log_data.is_some();
        is_anything.then(|| Self {
            tenant_id: nonce.tenant_id.to_string(),
            user_id: nonce.user_id.to_string(),
            reported_at: nonce.auth_time.micros(),
            bit_error_rate: telemetry.ber.clone(),
            log_data: telemetry.log_data.clone(),
            error_rate: telemetry.error_rate.map(|rate| rate.thousandths().into()),
        })
    }

    pub(super) async fn insert(&self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(sign_in_telemetry::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}

#[async_trait]
impl SignInReports for Store {
    async fn error_rates(
        &self,
        tenant: &TenantId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(ErrorRate, u64)>, StorageError> {
        self.list(async |connection| {
            let counts: Vec<(Option<i64>, i64)> = sign_in_telemetry::table
                .filter(sign_in_telemetry::tenant_id.eq(tenant.as_str()))
                .filter(sign_in_telemetry::reported_at.ge(from.micros()))
                .filter(sign_in_telemetry::reported_at.lt(until.micros()))
                .filter(sign_in_telemetry::error_rate.is_not_null())
                .group_by(sign_in_telemetry::error_rate)
                .order(sign_in_telemetry::error_rate)
                .select((sign_in_telemetry::error_rate, count_star()))
                .load(connection)
                .await?;
            let read = |(rate, count): (Option<i64>, i64)| {
                let rate = rate.and_then(ErrorRate::from_thousandths);
                let rate = rate.ok_or_else(|| Failure::corrupt("sign_in_telemetry.error_rate"))?;
                Ok::<_, Failure>((rate, count.try_into().unwrap_or_default()))
            };
            counts.into_iter().map(read).collect()
        })
        .await
    }

    async fn forget(&self, until: Timestamp) -> Result<usize, StorageError> {
        forget_reports(self, until).await
    }
}
