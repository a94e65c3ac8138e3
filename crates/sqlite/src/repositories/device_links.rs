//! Mailed links that make a browser known.

use std::time::Duration;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::KnownDevice;
use identity::attempts::NameKey;
use identity::device_link::{DAILY_PER_ACCOUNT, DeviceLink, DeviceLinks};
use identity::mail::Mail;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash};

use super::columns::{bytes, moment, text, token};
use super::devices::DeviceRow;
use super::events::EventRow;
use super::kept::Keep as _;
use super::mails::MailRow;
use super::schema::{accounts, device_links};
use crate::backend::{Failure, Store, lock};

const DAY: Duration = Duration::from_hours(24);

/// A link as it is stored.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = device_links)]
struct LinkRow {
    tenant_id: String,
    code: Vec<u8>,
    user_id: String,
    name_key: Vec<u8>,
    is_followed: bool,
    sent_at: i64,
    expires_at: i64,
}

impl LinkRow {
    fn of(link: &DeviceLink) -> Self {
        Self {
            tenant_id: link.tenant_id.to_string(),
            code: link.code.as_bytes().to_vec(),
            user_id: link.user_id.to_string(),
            name_key: link.name.as_bytes().to_vec(),
            is_followed: false,
            sent_at: link.sent_at.micros(),
            expires_at: link.expires_at.micros(),
        }
    }

    fn read(self) -> Result<DeviceLink, Failure> {
        let name = bytes("device_links.name_key", &self.name_key)?;
        Ok(DeviceLink {
            tenant_id: text("device_links.tenant_id", &self.tenant_id)?,
            code: token("device_links.code", &self.code)?,
            user_id: text("device_links.user_id", &self.user_id)?,
            name: NameKey::from_bytes(name),
            sent_at: moment(self.sent_at),
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl DeviceLinks for Store {
    async fn send(
        &self,
        link: &DeviceLink,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<(), StorageError> {
        let (row, mail) = (LinkRow::of(link), MailRow::of(mail, &self.sealer)?);
        let event = EventRow::of(event)?;
        let yesterday = link.sent_at.minus(DAY).micros();
        self.write(async move |connection| {
            // Links of one account are counted one after the other.
            let account = accounts::table
                .find((&row.tenant_id, &row.user_id))
                .select(accounts::user_id);
            let known = lock(account).first::<String>(connection).await.optional()?;
            let sent: i64 = device_links::table
                .filter(device_links::tenant_id.eq(&row.tenant_id))
                .filter(device_links::user_id.eq(&row.user_id))
                .filter(device_links::sent_at.gt(yesterday))
                .count()
                .get_result(connection)
                .await?;
            if known.is_none() || sent >= i64::from(DAILY_PER_ACCOUNT) {
                return Ok(());
            }
            diesel::insert_into(device_links::table)
                .values(row)
                .kept()
                .execute(connection)
                .await?;
            mail.insert(connection).await?;
            event.record(connection).await
        })
        .await
    }

    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<DeviceLink>, StorageError> {
        self.look_up(async |connection| {
            let row = device_links::table
                .find((tenant.as_str(), code.as_bytes().as_slice()))
                .filter(device_links::is_followed.eq(false))
                .select(LinkRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(LinkRow::read).transpose()
        })
        .await
    }

    async fn follow(
        &self,
        link: &DeviceLink,
        device: &KnownDevice,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, code) = (link.tenant_id.to_string(), *link.code.as_bytes());
        let device = DeviceRow::of(&link.tenant_id, &link.user_id, device);
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let live = device_links::table
                .find((&tenant, code.as_slice()))
                .filter(device_links::is_followed.eq(false))
                .filter(device_links::expires_at.gt(now.micros()));
            let followed = diesel::update(live)
                .set(device_links::is_followed.eq(true))
                .kept()
                .execute(connection)
                .await?;
            if followed == 0 {
                return Ok(false);
            }
            device.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}
