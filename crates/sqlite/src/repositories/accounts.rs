//! Accounts.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::{Account, Accounts, NewAccount};
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, UserId};
use provisioning::Outcome;
use serde_json::Value;

use super::columns::{document, email, moment, text, to_document, username};
use super::events::EventRow;
use super::invitations::InvitationRow;
use super::mails::MailRow;
use super::schema::accounts;
use crate::backend::{Connection, Failure, Store};

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
    roles: Value,
    external_id: Option<String>,
    created_at: i64,
    updated_at: Option<i64>,
}

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
            roles: to_document(&account.roles)?,
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

    /// Stores the account in place of what it was.
    pub(super) async fn replace(&self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::update(accounts::table.find((&self.tenant_id, &self.user_id)))
            .set(self)
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
            roles: document("accounts.roles", self.roles)?,
            external_id: self.external_id,
            created_at: moment(self.created_at),
            updated_at: self.updated_at.map(moment),
        })
    }
}

#[async_trait]
impl Accounts for Store {
    async fn find(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Option<Account>, StorageError> {
        self.read(async |connection| {
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
        self.read(async |connection| {
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

    async fn create<'a>(
        &self,
        new: NewAccount<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let account = AccountRow::of(new.account)?;
        let invitation = InvitationRow::of(new.invitation);
        let mail = MailRow::of(new.mail, &self.sealer)?;
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            if !account.insert(connection).await? {
                return Ok(false);
            }
            invitation.insert(connection).await?;
            mail.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}
