//! Credentials that take the place of others.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::change::{Credentials, Replacement};
use kernel::{AuditEvent, StorageError};

use super::access;
use super::credentials::CredentialRow;
use super::events::EventRow;
use super::kept::Keep as _;
use super::mails::MailRow;
use super::nonces::give_back;
use super::schema::{accounts, credentials};
use crate::backend::{Store, lock};

#[async_trait]
impl Credentials for Store {
    async fn replace<'a>(
        &self,
        replacement: Replacement<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant_id, user) = (replacement.tenant_id, replacement.user_id);
        let row = CredentialRow::of(tenant_id, user, replacement.credential, &self.sealer);
        let notice = MailRow::of(replacement.notice, &self.sealer)?;
        let event = EventRow::of(event)?;
        let (tenant_id, tenant) = (tenant_id.clone(), tenant_id.to_string());
        let user = user.to_string();
        let keep = replacement.keep.map(|keep| keep.as_str().to_owned());
        let replaces = replacement.replaces.map(|old| old.as_bytes().to_vec());
        let (refund, now) = (replacement.refund.cloned(), replacement.now.micros());
        self.write(async move |connection| {
            let account = accounts::table.find((&tenant, &user));
            let open = account
                .filter(accounts::is_disabled.eq(false))
                .select(accounts::user_id);
            let open: Option<String> = lock(open).first(connection).await.optional()?;
            if open.is_none() {
                return Ok(false);
            }
            if let Some(proved) = &replaces {
                let kept = credentials::table
                    .find((&tenant, &user))
                    .filter(credentials::handle.eq(proved))
                    .select(credentials::user_id);
                let kept: Option<String> = kept.first(connection).await.optional()?;
                if kept.is_none() {
                    return Ok(false);
                }
            }
            diesel::update(account)
                .set(accounts::updated_at.eq(now))
                .kept()
                .execute(connection)
                .await?;
            access::end_other_sessions(&tenant, &user, keep.as_deref(), now, connection).await?;
            access::end_links(&tenant, &user, connection).await?;
            row.replace(connection).await?;
            if let Some(refund) = &refund {
                give_back(&tenant_id, refund, connection).await?;
            }
            notice.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}
