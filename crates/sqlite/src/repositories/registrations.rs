//! Registrations: asked for, tried, confirmed.

use std::time::Duration;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::mail::{Mail, MailContent};
use identity::registration::{
    CODE_TRIES, ConfirmOutcome, DAILY_PER_ADDRESS, DAILY_PER_MAILBOX, PendingRegistration,
    RegistrationMails, Registrations, RequestOutcome,
};
use identity::{Account, KnownDevice};
use kernel::{AuditEvent, FoldedName, Language, StorageError, TenantId, Timestamp};

use super::accounts::AccountRow;
use super::columns::{email, moment};
use super::credentials::CredentialRow;
use super::devices::DeviceRow;
use super::events::EventRow;
use super::kept::Keep as _;
use super::mails::MailRow;
use super::pending_registrations::PendingRow;
use super::schema::{accounts, invitations, pending_registrations, registration_requests, tenants};
use super::sealer::Sealer;
use crate::backend::{Connection, Failure, Store, lock};

const DAY: Duration = Duration::from_hours(24);

#[async_trait]
impl Registrations for Store {
    async fn request(
        &self,
        pending: &PendingRegistration,
        mails: &RegistrationMails,
        requested: &AuditEvent,
        refused: &AuditEvent,
    ) -> Result<RequestOutcome, StorageError> {
        let row = PendingRow::of(pending, &self.sealer);
        let confirm = MailRow::of(&mails.confirm, &self.sealer)?;
        let taken = MailRow::of(&mails.taken, &self.sealer)?;
        let (requested, refused) = (EventRow::of(requested)?, EventRow::of(refused)?);
        let asked = Asked::of(pending);
        let sealer = self.sealer.clone();
        self.write(async move |connection| {
            if let Some(until) = asked.limit(connection).await? {
                return Ok(RequestOutcome::Limited(until));
            }
            asked.count(connection).await?;
            let is_taken = asked.is_taken(connection).await?;
            row.insert(!is_taken, connection).await?;
            if is_taken {
                asked.warn_owner(&sealer, connection).await?;
                taken.insert(connection).await?;
                refused.record(connection).await?;
                Ok(RequestOutcome::Taken)
            } else {
                confirm.insert(connection).await?;
                requested.record(connection).await?;
                Ok(RequestOutcome::Pending)
            }
        })
        .await
    }

    async fn try_code(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
        now: Timestamp,
    ) -> Result<Vec<PendingRegistration>, StorageError> {
        let (of, username) = (tenant.clone(), username.clone());
        let rows: Vec<PendingRow> = self
            .state(async move |connection| {
                let waiting = pending_registrations::table
                    .filter(pending_registrations::tenant_id.eq(of.as_str()))
                    .filter(pending_registrations::username_folded.eq(username.as_str()))
                    .filter(pending_registrations::is_confirmable.eq(true))
                    .filter(pending_registrations::expires_at.gt(now.micros()));
                let rows = diesel::update(waiting)
                    .set(pending_registrations::tries.eq(pending_registrations::tries + 1))
                    .returning(PendingRow::as_returning())
                    .kept()
                    .get_results(connection)
                    .await?;
                Ok(rows)
            })
            .await?;
        let open = rows
            .into_iter()
            .filter(|row| row.tries <= i64::from(CODE_TRIES));
        let read = |row: PendingRow| row.read(tenant, &self.sealer);
        Ok(open.map(read).collect::<Result<_, Failure>>()?)
    }

    async fn confirm(
        &self,
        pending_id: &str,
        account: &Account,
        device: &KnownDevice,
        event: &AuditEvent,
    ) -> Result<ConfirmOutcome, StorageError> {
        let confirmation = Confirmation {
            pending_id: pending_id.to_owned(),
            account: account.clone(),
            sealer: self.sealer.clone(),
        };
        let row = AccountRow::of(account)?;
        let device = DeviceRow::of(&account.tenant_id, &account.user_id, device);
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let outcome = confirmation.run(row, connection).await?;
            if outcome == ConfirmOutcome::Confirmed {
                device.insert(connection).await?;
                event.record(connection).await?;
            }
            Ok(outcome)
        })
        .await
    }
}

/// What is asked for, and by whom.
#[derive(Clone)]
struct Asked {
    tenant: TenantId,
    id: String,
    username: FoldedName,
    email: FoldedName,
    network: String,
    now: Timestamp,
}

impl Asked {
    fn of(pending: &PendingRegistration) -> Self {
        Self {
            tenant: pending.tenant_id.clone(),
            id: pending.id.clone(),
            username: pending.username.folded(),
            email: pending.email.folded(),
            network: pending.network.to_string(),
            now: pending.requested_at,
        }
    }

    /// Until when there are too many requests, if there are. Forgets those that no longer count.
    async fn limit(&self, connection: &mut Connection) -> Result<Option<Timestamp>, Failure> {
        let tenant = tenants::table
            .find(self.tenant.as_str())
            .select(tenants::tenant_id);
        lock(tenant).first::<String>(connection).await?;
        let yesterday = self.now.minus(DAY).micros();
        self.forget(yesterday, connection).await?;

        let counted = || {
            registration_requests::table
                .filter(registration_requests::tenant_id.eq(self.tenant.as_str()))
                .filter(registration_requests::requested_at.gt(yesterday))
                .order(registration_requests::requested_at.desc())
                .select(registration_requests::requested_at)
        };
        // The oldest of the requests that fill the limit is the first to stop counting.
        let mailbox: Option<i64> = counted()
            .filter(registration_requests::email_folded.eq(self.email.as_str()))
            .offset(i64::from(DAILY_PER_MAILBOX) - 1)
            .first(connection)
            .await
            .optional()?;
        let network: Option<i64> = counted()
            .filter(registration_requests::network.eq(&self.network))
            .offset(i64::from(DAILY_PER_ADDRESS) - 1)
            .first(connection)
            .await
            .optional()?;
        Ok(mailbox.max(network).map(|at| moment(at).plus(DAY)))
    }

    async fn forget(&self, yesterday: i64, connection: &mut Connection) -> Result<(), Failure> {
        let counted = registration_requests::table
            .filter(registration_requests::tenant_id.eq(self.tenant.as_str()))
            .filter(registration_requests::requested_at.le(yesterday));
        diesel::delete(counted).execute(connection).await?;
        let expired = pending_registrations::table
            .filter(pending_registrations::tenant_id.eq(self.tenant.as_str()))
            .filter(pending_registrations::requested_at.le(yesterday))
            .filter(pending_registrations::expires_at.le(self.now.micros()));
        diesel::delete(expired).execute(connection).await?;
        Ok(())
    }

    async fn count(&self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(registration_requests::table)
            .values((
                registration_requests::tenant_id.eq(self.tenant.as_str()),
                registration_requests::registration_id.eq(&self.id),
                registration_requests::email_folded.eq(self.email.as_str()),
                registration_requests::network.eq(&self.network),
                registration_requests::requested_at.eq(self.now.micros()),
            ))
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    async fn is_taken(&self, connection: &mut Connection) -> Result<bool, Failure> {
        let owners = accounts::table
            .filter(accounts::tenant_id.eq(self.tenant.as_str()))
            .filter(
                accounts::username_folded
                    .eq(self.username.as_str())
                    .or(accounts::email_folded.eq(self.email.as_str())),
            );
        Ok(owners.count().get_result::<i64>(connection).await? > 0)
    }

    /// Tells the owner of the name, if the address is another, at most once a day.
    async fn warn_owner(
        &self,
        sealer: &Sealer,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let due = accounts::table
            .filter(accounts::tenant_id.eq(self.tenant.as_str()))
            .filter(accounts::username_folded.eq(self.username.as_str()))
            .filter(accounts::email_folded.ne(self.email.as_str()))
            .filter(
                accounts::registration_noticed_at
                    .is_null()
                    .or(accounts::registration_noticed_at.le(self.now.minus(DAY).micros())),
            );
        let owner: Option<(String, String, Option<String>)> = diesel::update(due)
            .set(accounts::registration_noticed_at.eq(self.now.micros()))
            .returning((accounts::username, accounts::email, accounts::locale))
            .kept()
            .get_result(connection)
            .await
            .optional()?;
        let Some((username, address, locale)) = owner else {
            return Ok(());
        };
        let notice = Mail {
            tenant_id: self.tenant.clone(),
            to: email("accounts.email", &address)?,
            language: locale.as_deref().and_then(Language::of_tag),
            content: MailContent::RegistrationAttempted { username },
            written_at: self.now,
        };
        MailRow::of(&notice, sealer)?.insert(connection).await
    }
}

/// A pending registration about to become an account.
#[derive(Clone)]
struct Confirmation {
    pending_id: String,
    account: Account,
    sealer: Sealer,
}

impl Confirmation {
    async fn run(
        self,
        account: AccountRow,
        connection: &mut Connection,
    ) -> Result<ConfirmOutcome, Failure> {
        let tenant = &self.account.tenant_id;
        let now = self.account.created_at.micros();
        let waiting = || pending_registrations::table.find((tenant.as_str(), &self.pending_id));
        let pending = waiting()
            .filter(pending_registrations::is_confirmable.eq(true))
            .filter(pending_registrations::expires_at.gt(now))
            .select(PendingRow::as_select());
        let Some(pending) = lock(pending).first(connection).await.optional()? else {
            return Ok(ConfirmOutcome::Gone);
        };
        if let Some(set_up) = &pending.set_up
            && !self.is_set_up_open(set_up, connection).await?
        {
            return Ok(ConfirmOutcome::Taken);
        }
        if !account.insert(connection).await? {
            return Ok(ConfirmOutcome::Taken);
        }
        if let Some(set_up) = &pending.set_up {
            self.finish_set_up(set_up, connection).await?;
        }
        let credential = pending.credential(&self.sealer)?;
        CredentialRow::of(tenant, &self.account.user_id, &credential, &self.sealer)
            .replace(connection)
            .await?;
        diesel::delete(waiting()).execute(connection).await?;
        Ok(ConfirmOutcome::Confirmed)
    }

    /// Whether the set-up invitation is there still.
    async fn is_set_up_open(
        &self,
        code: &[u8],
        connection: &mut Connection,
    ) -> Result<bool, Failure> {
        let invitation = invitations::table
            .find((self.account.tenant_id.as_str(), code))
            .filter(invitations::user_id.is_null())
            .filter(invitations::expires_at.gt(self.account.created_at.micros()))
            .select(invitations::expires_at);
        let found: Option<i64> = lock(invitation).first(connection).await.optional()?;
        Ok(found.is_some())
    }

    /// Consumes the set-up invitation: the tenant has its first administrator.
    async fn finish_set_up(&self, code: &[u8], connection: &mut Connection) -> Result<(), Failure> {
        let tenant = self.account.tenant_id.as_str();
        diesel::delete(invitations::table.find((tenant, code)))
            .execute(connection)
            .await?;
        diesel::update(tenants::table.find(tenant))
            .set(tenants::has_administrator.eq(true))
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}
