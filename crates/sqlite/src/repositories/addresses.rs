//! Addresses of accounts, and the codes that confirm them.

use std::time::Duration;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::email_change::{
    AddressChange, AddressCode, Addresses, CODE_PAUSE, ChangeOutcome, DAILY_CODES,
};
use identity::mail::Mail;
use identity::registration::{CODE_TRIES, CodeMac};
use identity::{Account, KnownDevice};
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp};

use super::access;
use super::accounts::AccountRow;
use super::columns::{bytes, moment, text};
use super::devices::DeviceRow;
use super::events::EventRow;
use super::kept::Keep as _;
use super::mails::MailRow;
use super::nonces::give_back;
use super::schema::{accounts, address_codes};
use crate::backend::{Connection, Failure, Store, lock};

const DAY: Duration = Duration::from_hours(24);

/// A code as it is stored.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = address_codes)]
struct CodeRow {
    tenant_id: String,
    user_id: String,
    code: Vec<u8>,
    address: String,
    tries: i64,
    is_open: bool,
    sent_at: i64,
    expires_at: i64,
}

impl CodeRow {
    fn of(code: &AddressCode) -> Self {
        Self {
            tenant_id: code.tenant_id.to_string(),
            user_id: code.user_id.to_string(),
            code: code.code.as_bytes().to_vec(),
            address: code.address.to_string(),
            tries: 0,
            is_open: true,
            sent_at: code.sent_at.micros(),
            expires_at: code.expires_at.micros(),
        }
    }

    fn read(self) -> Result<AddressCode, Failure> {
        Ok(AddressCode {
            tenant_id: text("address_codes.tenant_id", &self.tenant_id)?,
            user_id: text("address_codes.user_id", &self.user_id)?,
            code: CodeMac::from_bytes(bytes("address_codes.code", &self.code)?),
            address: FoldedName::of(&self.address),
            sent_at: moment(self.sent_at),
            expires_at: moment(self.expires_at),
        })
    }

    /// The account, kept from others: codes of one account are counted one after the other.
    async fn account(&self, connection: &mut Connection) -> Result<Option<Account>, Failure> {
        let account = accounts::table
            .find((&self.tenant_id, &self.user_id))
            .select(AccountRow::as_select());
        let row: Option<AccountRow> = lock(account).first(connection).await.optional()?;
        row.map(AccountRow::read).transpose()
    }

    /// When the codes of the last day were sent, newest first.
    async fn sent_before(&self, connection: &mut Connection) -> Result<Vec<i64>, Failure> {
        let yesterday = moment(self.sent_at).minus(DAY).micros();
        Ok(address_codes::table
            .filter(address_codes::tenant_id.eq(&self.tenant_id))
            .filter(address_codes::user_id.eq(&self.user_id))
            .filter(address_codes::sent_at.gt(yesterday))
            .order(address_codes::sent_at.desc())
            .select(address_codes::sent_at)
            .load(connection)
            .await?)
    }

    /// Stores the code in place of earlier ones.
    async fn put(self, connection: &mut Connection) -> Result<(), Failure> {
        let earlier = address_codes::table
            .filter(address_codes::tenant_id.eq(&self.tenant_id))
            .filter(address_codes::user_id.eq(&self.user_id));
        diesel::update(earlier)
            .set(address_codes::is_open.eq(false))
            .kept()
            .execute(connection)
            .await?;
        diesel::insert_into(address_codes::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// When the oldest of the codes that fill the limit stops counting, if they do.
fn limit(sent: &[i64]) -> Option<Timestamp> {
    let oldest = sent.get(DAILY_CODES as usize - 1)?;
    Some(moment(*oldest).plus(DAY))
}

#[async_trait]
impl Addresses for Store {
    async fn change<'a>(
        &self,
        change: AddressChange<'a>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome, StorageError> {
        let (before, row) = (change.before.clone(), AccountRow::of(change.after)?);
        let code = CodeRow::of(change.code);
        let confirm = MailRow::of(change.confirm, &self.sealer)?;
        let notice = change.notice.map(|mail| MailRow::of(mail, &self.sealer));
        let (notice, refund) = (notice.transpose()?, change.refund.cloned());
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            if code.account(connection).await?.as_ref() != Some(&before) {
                return Ok(ChangeOutcome::Stale);
            }
            let sent = code.sent_before(connection).await?;
            if let Some(until) = limit(&sent) {
                return Ok(ChangeOutcome::Limited(until));
            }
            if row.taken(connection).await?.is_some() {
                return Ok(ChangeOutcome::Taken);
            }
            row.replace(connection).await?;
            access::end_links(&code.tenant_id, &code.user_id, connection).await?;
            code.put(connection).await?;
            confirm.insert(connection).await?;
            if let Some(notice) = notice {
                notice.insert(connection).await?;
            }
            if let Some(refund) = &refund {
                give_back(&before.tenant_id, refund, connection).await?;
            }
            event.record(connection).await?;
            Ok(ChangeOutcome::Changed)
        })
        .await
    }

    async fn send(
        &self,
        code: &AddressCode,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<(), StorageError> {
        let (row, mail) = (CodeRow::of(code), MailRow::of(mail, &self.sealer)?);
        let (address, event) = (code.address.clone(), EventRow::of(event)?);
        let pause = code.sent_at.minus(CODE_PAUSE).micros();
        self.write(async move |connection| {
            let account = row.account(connection).await?;
            let is_due = account.is_some_and(|account| {
                !account.is_verified && !account.is_disabled && account.email.folded() == address
            });
            let sent = row.sent_before(connection).await?;
            let is_early = sent.as_slice().first().is_some_and(|last| *last > pause);
            if !is_due || is_early || limit(&sent).is_some() {
                return Ok(());
            }
            row.put(connection).await?;
            mail.insert(connection).await?;
            event.record(connection).await
        })
        .await
    }

    async fn try_code(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
        now: Timestamp,
    ) -> Result<Option<AddressCode>, StorageError> {
        let (tenant, username) = (tenant.clone(), username.clone());
        let row: Option<CodeRow> = self
            .state(async move |connection| {
                let named: Option<String> = accounts::table
                    .filter(accounts::tenant_id.eq(tenant.as_str()))
                    .filter(accounts::username_folded.eq(username.as_str()))
                    .select(accounts::user_id)
                    .first(connection)
                    .await
                    .optional()?;
                // Nobody has this id: names that do not exist cost the same.
                let named = named.unwrap_or_default();
                let open = address_codes::table
                    .filter(address_codes::tenant_id.eq(tenant.as_str()))
                    .filter(address_codes::user_id.eq(&named))
                    .filter(address_codes::is_open.eq(true))
                    .filter(address_codes::expires_at.gt(now.micros()));
                Ok(diesel::update(open)
                    .set(address_codes::tries.eq(address_codes::tries + 1))
                    .returning(CodeRow::as_returning())
                    .kept()
                    .get_result(connection)
                    .await
                    .optional()?)
            })
            .await?;
        let row = row.filter(|row| row.tries <= i64::from(CODE_TRIES));
        Ok(row.map(CodeRow::read).transpose()?)
    }

    async fn confirm(
        &self,
        code: &AddressCode,
        device: &KnownDevice,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (row, address) = (CodeRow::of(code), code.address.clone());
        let device = DeviceRow::of(&code.tenant_id, &code.user_id, device);
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let account = row.account(connection).await?;
            let is_its = |it: &Account| !it.is_disabled && it.email.folded() == address;
            if !account.is_some_and(|account| is_its(&account)) {
                return Ok(false);
            }
            let open = address_codes::table
                .find((&row.tenant_id, &row.user_id, &row.code))
                .filter(address_codes::is_open.eq(true))
                .filter(address_codes::expires_at.gt(now.micros()));
            let used = diesel::update(open)
                .set(address_codes::is_open.eq(false))
                .kept()
                .execute(connection)
                .await?;
            if used == 0 {
                return Ok(false);
            }
            diesel::update(accounts::table.find((&row.tenant_id, &row.user_id)))
                .set((
                    accounts::is_verified.eq(true),
                    accounts::updated_at.eq(now.micros()),
                ))
                .kept()
                .execute(connection)
                .await?;
            device.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}
