//! Accounts.

use std::collections::HashSet;

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Json, Nullable, Text};
use diesel_async::RunQueryDsl;
use identity::{
    Account, AccountFilter, AccountQuery, AccountUpdate, Accounts, NewAccount, UpdateOutcome,
};
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, UserId};
use provisioning::Outcome;

use super::access;
use super::columns::{email, moment, text, username};
use super::devices::DeviceRow;
use super::document::Document;
use super::events::EventRow;
use super::invitations::WelcomeRows;
use super::kept::Keep as _;
use super::logout_notices;
use super::many::{self, many};
use super::schema::{accounts, sign_in_telemetry};
use crate::backend::{Connection, Failure, Store, lock};

/// An account as it is stored.
#[derive(AsChangeset, Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = accounts, primary_key(tenant_id, user_id), treat_none_as_null = true)]
pub(super) struct AccountRow {
    tenant_id: String,
    user_id: String,
    username: String,
    username_folded: String,
    email: String,
    email_folded: String,
    is_disabled: bool,
    is_verified: bool,
    locale: Option<String>,
    roles: Document,
    external_id: Option<String>,
    created_at: i64,
    updated_at: Option<i64>,
}

many!(AccountRow in accounts:
    tenant_id Text, user_id Text, username Text, username_folded Text, email Text,
    email_folded Text, is_disabled Bool, is_verified Bool, locale Nullable<Text>, roles Json,
    external_id Nullable<Text>, created_at BigInt, updated_at Nullable<BigInt>,
);

impl AccountRow {
    /// The row of `account`.
    pub(super) fn of(account: &Account) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: account.tenant_id.to_string(),
            user_id: account.user_id.to_string(),
            username: account.username.to_string(),
            username_folded: account.username.folded().to_string(),
            email: account.email.to_string(),
            email_folded: account.email.folded().to_string(),
            is_disabled: account.is_disabled,
            is_verified: account.is_verified,
            locale: account.locale.clone(),
            roles: Document::of(&account.roles)?,
            external_id: account.external_id.clone(),
            created_at: account.created_at.micros(),
            updated_at: account.updated_at.map(kernel::Timestamp::micros),
        })
    }

    /// Stores a new account; false if its id, username or e-mail address is taken.
    pub(super) async fn insert(self, connection: &mut Connection) -> Result<bool, Failure> {
        let created = diesel::insert_into(accounts::table)
            .values(self)
            .on_conflict_do_nothing()
            .kept()
            .execute(connection)
            .await?;
        Ok(created == 1)
    }

    /// Which of its names another account of the tenant has.
    pub(super) async fn taken(
        &self,
        connection: &mut Connection,
    ) -> Result<Option<Outcome>, Failure> {
        let others = || {
            accounts::table
                .filter(accounts::tenant_id.eq(&self.tenant_id))
                .filter(accounts::user_id.ne(&self.user_id))
                .select(accounts::user_id)
        };
        let of_name = others().filter(accounts::username_folded.eq(&self.username_folded));
        let of_name: Option<String> = of_name.first(connection).await.optional()?;
        if of_name.is_some() {
            return Ok(Some(Outcome::NameTaken));
        }
        let of_address = others().filter(accounts::email_folded.eq(&self.email_folded));
        let of_address: Option<String> = of_address.first(connection).await.optional()?;
        Ok(of_address.map(|_| Outcome::AddressTaken))
    }

    /// Stores the account in place of what it was. Devices know the name that it had.
    pub(super) async fn replace(&self, connection: &mut Connection) -> Result<(), Failure> {
        let kept = accounts::table
            .find((&self.tenant_id, &self.user_id))
            .filter(accounts::username_folded.eq(&self.username_folded));
        if !diesel::select(exists(kept)).get_result(connection).await? {
            DeviceRow::forget(&self.tenant_id, &self.user_id, connection).await?;
        }
        diesel::update(accounts::table.find((&self.tenant_id, &self.user_id)))
            .set(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    pub(super) fn read(self) -> Result<Account, Failure> {
        Ok(Account {
            tenant_id: text("accounts.tenant_id", &self.tenant_id)?,
            user_id: text("accounts.user_id", &self.user_id)?,
            username: username("accounts.username", &self.username)?,
            email: email("accounts.email", &self.email)?,
            is_disabled: self.is_disabled,
            is_verified: self.is_verified,
            locale: self.locale,
            roles: self.roles.read("accounts.roles")?,
            external_id: self.external_id,
            created_at: moment(self.created_at),
            updated_at: self.updated_at.map(moment),
        })
    }
}

/// Deletes an account; false if there is none. Whatever is theirs and not named here goes with the row.
pub(super) async fn remove(
    tenant: &str,
    user: &str,
    connection: &mut Connection,
) -> Result<bool, Failure> {
    let account = accounts::table.find((tenant, user));
    if diesel::delete(account).execute(connection).await? == 0 {
        return Ok(false);
    }
    DeviceRow::forget(tenant, user, connection).await?;
    let reports = sign_in_telemetry::table
        .filter(sign_in_telemetry::tenant_id.eq(tenant))
        .filter(sign_in_telemetry::user_id.eq(user));
    diesel::delete(reports).execute(connection).await?;
    Ok(true)
}

#[async_trait]
impl Accounts for Store {
    async fn find(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Option<Account>, StorageError> {
        self.look_up(async |connection| {
            let row = accounts::table
                .find((tenant.as_str(), user.as_str()))
                .select(AccountRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(AccountRow::read).transpose()
        })
        .await
    }

    async fn find_by_username(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
    ) -> Result<Option<Account>, StorageError> {
        self.look_up(async |connection| {
            let row = accounts::table
                .filter(accounts::tenant_id.eq(tenant.as_str()))
                .filter(accounts::username_folded.eq(username.as_str()))
                .select(AccountRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(AccountRow::read).transpose()
        })
        .await
    }

    async fn find_many(
        &self,
        tenant: &TenantId,
        users: &[UserId],
    ) -> Result<Vec<Account>, StorageError> {
        self.accounts_of(tenant, users).await
    }

    async fn list(
        &self,
        tenant: &TenantId,
        query: &AccountQuery,
    ) -> Result<Vec<Account>, StorageError> {
        self.account_page(tenant, query).await
    }

    async fn count(&self, tenant: &TenantId, filter: &AccountFilter) -> Result<u64, StorageError> {
        self.account_count(tenant, filter).await
    }

    async fn create<'a>(
        &self,
        new: NewAccount<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let account = AccountRow::of(new.account)?;
        let welcome = WelcomeRows::of(new.welcome, &self.sealer)?;
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            if !account.insert(connection).await? {
                return Ok(false);
            }
            welcome.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn create_many<'a>(
        &self,
        _: &TenantId,
        new: &[(NewAccount<'a>, &'a AuditEvent)],
    ) -> Result<Vec<bool>, StorageError> {
        let mut batch = Batch::default();
        for (new, event) in new {
            batch.accounts.push(AccountRow::of(new.account)?);
            batch
                .welcomes
                .push(WelcomeRows::of(new.welcome, &self.sealer)?);
            batch.events.push(EventRow::of(event)?);
        }
        self.write(async move |connection| batch.store(connection).await)
            .await
    }

    async fn update<'a>(
        &self,
        update: AccountUpdate<'a>,
        event: &AuditEvent,
    ) -> Result<UpdateOutcome, StorageError> {
        let (before, row) = (update.before.clone(), AccountRow::of(update.after)?);
        let is_moved = update.before.email != update.after.email;
        let is_disabling = update.after.is_disabled && !update.before.is_disabled;
        let welcome = WelcomeRows::of(update.welcome, &self.sealer)?;
        let (at, event) = (event.at.micros(), EventRow::of(event)?);
        self.write(async move |connection| {
            let (tenant, user) = (row.tenant_id.clone(), row.user_id.clone());
            let current = accounts::table
                .find((&tenant, &user))
                .select(AccountRow::as_select());
            let current: Option<AccountRow> = lock(current).first(connection).await.optional()?;
            let Some(current) = current else {
                return Ok(UpdateOutcome::Stale);
            };
            if current.read()? != before {
                return Ok(UpdateOutcome::Stale);
            }
            if row.taken(connection).await?.is_some() {
                return Ok(UpdateOutcome::Taken);
            }
            row.replace(connection).await?;
            if is_moved {
                access::end_links(&tenant, &user, connection).await?;
            } else if !welcome.is_empty() {
                access::end_invitations(&tenant, &user, connection).await?;
            }
            welcome.insert(connection).await?;
            if is_disabling {
                access::end(&tenant, &user, at, connection).await?;
            }
            event.record(connection).await?;
            Ok(UpdateOutcome::Updated)
        })
        .await
    }

    async fn delete(
        &self,
        tenant: &TenantId,
        users: &[(UserId, AuditEvent)],
    ) -> Result<usize, StorageError> {
        let tenant = tenant.to_string();
        let mut rows = Vec::with_capacity(users.len());
        for (user, event) in users {
            rows.push((user.to_string(), event.at.micros(), EventRow::of(event)?));
        }
        self.write(async move |connection| {
            let mut events = Vec::with_capacity(rows.len());
            for (user, at, event) in rows {
                logout_notices::leave_for_all_of(&tenant, &user, None, at, connection).await?;
                if remove(&tenant, &user, connection).await? {
                    events.push(event);
                }
            }
            let deleted = events.len();
            many::insert(events, connection).await?;
            Ok(deleted)
        })
        .await
    }
}

impl AccountRow {
    fn names(&self) -> Names {
        let (id, name, address) = (&self.user_id, &self.username_folded, &self.email_folded);
        (id.clone(), name.clone(), address.clone())
    }
}

/// By what accounts may contradict each other: id, folded username, folded address.
type Names = (String, String, String);

/// Accounts about to be created together, each with what goes along.
#[derive(Clone, Default)]
struct Batch {
    accounts: Vec<AccountRow>,
    welcomes: Vec<WelcomeRows>,
    events: Vec<EventRow>,
}

impl Batch {
    async fn store(self, connection: &mut Connection) -> Result<Vec<bool>, Failure> {
        let asked: Vec<_> = self.accounts.iter().map(AccountRow::names).collect();
        let ending = " ON CONFLICT DO NOTHING RETURNING user_id, username_folded, email_folded";
        let stored = many::insert_if_free(self.accounts, ending, connection).await?;
        let mut stored: HashSet<Names> = stored.into_iter().collect();
        let (mut created, mut invitations, mut mails, mut events) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let along = self.welcomes.into_iter().zip(self.events);
        for (names, (welcome, event)) in asked.into_iter().zip(along) {
            // Of two that are alike in all three the first was stored.
            let is_created = stored.remove(&names);
            created.push(is_created);
            if is_created {
                welcome.unpack(&mut invitations, &mut mails);
                events.push(event);
            }
        }
        many::insert(invitations, connection).await?;
        many::insert(mails, connection).await?;
        many::insert(events, connection).await?;
        Ok(created)
    }
}
