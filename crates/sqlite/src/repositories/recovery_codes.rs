//! Recovery codes.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::mail::Mail;
use identity::recovery_code::{RecoveryCodeMac, RecoveryCodes};
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, UserId};

use super::columns::count;
use super::events::EventRow;
use super::kept::Keep as _;
use super::mails::MailRow;
use super::schema::{accounts, recovery_codes};
use crate::backend::{Store, lock};

/// A code as it is stored.
#[derive(Clone, Insertable)]
#[diesel(table_name = recovery_codes)]
struct CodeRow {
    tenant_id: String,
    user_id: String,
    code: Vec<u8>,
    created_at: i64,
}

#[async_trait]
impl RecoveryCodes for Store {
    async fn replace(
        &self,
        tenant: &TenantId,
        user: &UserId,
        codes: &[RecoveryCodeMac],
        now: Timestamp,
        notice: &Mail,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, user) = (tenant.to_string(), user.to_string());
        let row = |code: &RecoveryCodeMac| CodeRow {
            tenant_id: tenant.clone(),
            user_id: user.clone(),
            code: code.as_bytes().to_vec(),
            created_at: now.micros(),
        };
        let rows: Vec<_> = codes.iter().map(row).collect();
        let (notice, event) = (MailRow::of(notice, &self.sealer)?, EventRow::of(event)?);
        self.write(async move |connection| {
            // Whoever draws twice at once has the codes of one drawing.
            let account = accounts::table
                .find((&tenant, &user))
                .select(accounts::user_id);
            let known: Option<String> = lock(account).first(connection).await.optional()?;
            if known.is_none() {
                return Ok(false);
            }
            let earlier = recovery_codes::table
                .filter(recovery_codes::tenant_id.eq(&tenant))
                .filter(recovery_codes::user_id.eq(&user));
            diesel::delete(earlier).execute(connection).await?;
            for row in rows {
                diesel::insert_into(recovery_codes::table)
                    .values(row)
                    .kept()
                    .execute(connection)
                    .await?;
            }
            notice.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn count(&self, tenant: &TenantId, user: &UserId) -> Result<u32, StorageError> {
        self.read(async |connection| {
            let left: i64 = recovery_codes::table
                .filter(recovery_codes::tenant_id.eq(tenant.as_str()))
                .filter(recovery_codes::user_id.eq(user.as_str()))
                .count()
                .get_result(connection)
                .await?;
            count("recovery_codes", left)
        })
        .await
    }
}
