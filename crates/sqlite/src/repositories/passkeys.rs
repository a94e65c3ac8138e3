//! Passkeys.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::Stamp;
use identity::mail::Mail;
use identity::passkey::{Addition, PER_ACCOUNT, Passkey, PasskeyUse, Passkeys};
use identity::sign_in::SignInNonce;
use kernel::{AuditEvent, StorageError, TenantId, UserId};
use serde_json::Value;

use super::columns::{count, stamp, text};
use super::events::EventRow;
use super::kept::Keep as _;
use super::mails::MailRow;
use super::nonces::NonceRow;
use super::schema::{accounts, passkeys};
use crate::backend::{Failure, Store, lock};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = passkeys)]
struct PasskeyRow {
    tenant_id: String,
    credential_id: String,
    user_id: String,
    name: String,
    public_key: Value,
    counter: i64,
    is_device_bound: bool,
    created_at: i64,
    created_from: Option<String>,
    created_with: Option<String>,
    used_at: Option<i64>,
    used_from: Option<String>,
    used_with: Option<String>,
}

impl PasskeyRow {
    fn of(passkey: &Passkey) -> Self {
        let last_use = passkey.last_use.as_ref();
        Self {
            tenant_id: passkey.tenant_id.to_string(),
            credential_id: passkey.credential_id.clone(),
            user_id: passkey.user_id.to_string(),
            name: passkey.name.clone(),
            public_key: passkey.key.clone(),
            counter: passkey.counter.into(),
            is_device_bound: passkey.is_device_bound,
            created_at: passkey.created.at.micros(),
            created_from: from(&passkey.created),
            created_with: passkey.created.user_agent.clone(),
            used_at: last_use.map(|used| used.at.micros()),
            used_from: last_use.and_then(from),
            used_with: last_use.and_then(|used| used.user_agent.clone()),
        }
    }

    fn read(self) -> Result<Passkey, Failure> {
        let (used_from, used_with) = (self.used_from.as_deref(), self.used_with);
        let last_use = self
            .used_at
            .map(|at| stamp("passkeys.used_from", at, used_from, used_with));
        Ok(Passkey {
            tenant_id: text("passkeys.tenant_id", &self.tenant_id)?,
            credential_id: self.credential_id,
            user_id: text("passkeys.user_id", &self.user_id)?,
            name: self.name,
            key: self.public_key,
            counter: count("passkeys.counter", self.counter)?,
            is_device_bound: self.is_device_bound,
            created: stamp(
                "passkeys.created_from",
                self.created_at,
                self.created_from.as_deref(),
                self.created_with,
            )?,
            last_use: last_use.transpose()?,
        })
    }
}

/// The address of a stamp as it is stored.
fn from(stamp: &Stamp) -> Option<String> {
    stamp.ip.map(|ip| ip.to_string())
}

#[async_trait]
impl Passkeys for Store {
    async fn add(
        &self,
        passkey: &Passkey,
        notice: &Mail,
        event: &AuditEvent,
    ) -> Result<Addition, StorageError> {
        let (row, notice) = (PasskeyRow::of(passkey), MailRow::of(notice, &self.sealer)?);
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            // Passkeys of one account are counted one after the other.
            let account = accounts::table
                .find((&row.tenant_id, &row.user_id))
                .select(accounts::user_id);
            let owner = lock(account).first::<String>(connection).await.optional()?;
            let had: i64 = passkeys::table
                .filter(passkeys::tenant_id.eq(&row.tenant_id))
                .filter(passkeys::user_id.eq(&row.user_id))
                .count()
                .get_result(connection)
                .await?;
            if owner.is_none() || had >= i64::from(PER_ACCOUNT) {
                return Ok(Addition::Full);
            }
            let added = diesel::insert_into(passkeys::table)
                .values(row)
                .on_conflict_do_nothing()
                .kept()
                .execute(connection)
                .await?;
            if added == 0 {
                return Ok(Addition::Known);
            }
            notice.insert(connection).await?;
            event.record(connection).await?;
            Ok(Addition::Added)
        })
        .await
    }

    async fn find(
        &self,
        tenant: &TenantId,
        credential_id: &str,
    ) -> Result<Option<Passkey>, StorageError> {
        self.look_up(async |connection| {
            let row = passkeys::table
                .find((tenant.as_str(), credential_id))
                .select(PasskeyRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(PasskeyRow::read).transpose()
        })
        .await
    }

    async fn of_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Vec<Passkey>, StorageError> {
        self.read(async |connection| {
            let rows = passkeys::table
                .filter(passkeys::tenant_id.eq(tenant.as_str()))
                .filter(passkeys::user_id.eq(user.as_str()))
                .order((passkeys::created_at, passkeys::credential_id))
                .select(PasskeyRow::as_select())
                .load(connection)
                .await?;
            rows.into_iter().map(PasskeyRow::read).collect()
        })
        .await
    }

    async fn rename(
        &self,
        tenant: &TenantId,
        user: &UserId,
        credential_id: &str,
        name: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let key = (tenant.to_string(), credential_id.to_owned());
        let (user, name) = (user.to_string(), name.to_owned());
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let own = passkeys::table.find(key).filter(passkeys::user_id.eq(user));
            let renamed = diesel::update(own)
                .set(passkeys::name.eq(name))
                .kept()
                .execute(connection)
                .await?;
            if renamed == 0 {
                return Ok(false);
            }
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn remove(
        &self,
        tenant: &TenantId,
        user: &UserId,
        credential_id: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let key = (tenant.to_string(), credential_id.to_owned());
        let (user, event) = (user.to_string(), EventRow::of(event)?);
        self.write(async move |connection| {
            let own = passkeys::table.find(key).filter(passkeys::user_id.eq(user));
            if diesel::delete(own).execute(connection).await? == 0 {
                return Ok(false);
            }
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn sign_in(
        &self,
        passkey_use: &PasskeyUse,
        nonce: &SignInNonce,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (nonce, event) = (NonceRow::of(nonce)?, EventRow::of(event)?);
        let proved = passkey_use.clone();
        self.write(async move |connection| {
            let counter = i64::from(proved.counter);
            // Without a counter it is 0 for ever.
            let below = if counter == 0 { 1 } else { counter };
            let usable = passkeys::table
                .find((&nonce.tenant_id, &proved.credential_id))
                .filter(passkeys::user_id.eq(&nonce.user_id))
                .filter(passkeys::counter.lt(below));
            let used = diesel::update(usable)
                .set((
                    passkeys::public_key.eq(&proved.key),
                    passkeys::counter.eq(counter),
                    passkeys::used_at.eq(proved.used.at.micros()),
                    passkeys::used_from.eq(from(&proved.used)),
                    passkeys::used_with.eq(proved.used.user_agent.as_deref()),
                ))
                .kept()
                .execute(connection)
                .await?;
            if used == 0 {
                return Ok(false);
            }
            nonce.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}
