//! Mailed links by which somebody chooses a new picture.

use std::time::Duration;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::mail::Mail;
use identity::reset::{
    DAILY_PER_ADDRESS, OPEN_PER_MAILBOX, RedeemOutcome, RequestOutcome, Reset, ResetLink, Resets,
    Second, TRIES_PER_LINK,
};
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, TokenHash};

use super::access;
use super::columns::{moment, text, token};
use super::credentials::CredentialRow;
use super::devices::DeviceRow;
use super::events::EventRow;
use super::kept::Keep as _;
use super::mails::MailRow;
use super::schema::{accounts, recovery_codes, reset_links, sign_in_nonces, tenants};
use crate::backend::{Connection, Failure, Store, lock};

const DAY: Duration = Duration::from_hours(24);

/// A link as it is stored.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = reset_links, treat_none_as_default_value = false)]
struct LinkRow {
    tenant_id: String,
    code: Vec<u8>,
    user_id: Option<String>,
    mailbox: String,
    network: String,
    is_followed: bool,
    requested_at: i64,
    expires_at: i64,
}

impl LinkRow {
    fn of(link: &ResetLink) -> Self {
        Self {
            tenant_id: link.tenant_id.to_string(),
            code: link.code.as_bytes().to_vec(),
            user_id: link.user_id.as_ref().map(ToString::to_string),
            mailbox: link.mailbox.to_string(),
            network: link.network.to_string(),
            is_followed: false,
            requested_at: link.requested_at.micros(),
            expires_at: link.expires_at.micros(),
        }
    }

    fn read(self) -> Result<ResetLink, Failure> {
        let user = self.user_id.as_deref();
        Ok(ResetLink {
            tenant_id: text("reset_links.tenant_id", &self.tenant_id)?,
            code: token("reset_links.code", &self.code)?,
            user_id: user
                .map(|user| text("reset_links.user_id", user))
                .transpose()?,
            mailbox: FoldedName::of(&self.mailbox),
            network: text("reset_links.network", &self.network)?,
            requested_at: moment(self.requested_at),
            expires_at: moment(self.expires_at),
        })
    }

    /// What keeps this link from being stored, if anything does.
    async fn limit(&self, connection: &mut Connection) -> Result<Option<RequestOutcome>, Failure> {
        // Requests in one tenant are counted one after the other.
        let tenant = tenants::table
            .find(&self.tenant_id)
            .select(tenants::tenant_id);
        lock(tenant).first::<String>(connection).await?;
        let of_tenant = || reset_links::table.filter(reset_links::tenant_id.eq(&self.tenant_id));
        let yesterday = moment(self.requested_at).minus(DAY).micros();
        // The oldest of the requests that fill the limit is the first to stop counting.
        let filling: Option<i64> = of_tenant()
            .filter(reset_links::network.eq(&self.network))
            .filter(reset_links::requested_at.gt(yesterday))
            .order(reset_links::requested_at.desc())
            .select(reset_links::requested_at)
            .offset(i64::from(DAILY_PER_ADDRESS) - 1)
            .first(connection)
            .await
            .optional()?;
        let open: i64 = of_tenant()
            .filter(reset_links::mailbox.eq(&self.mailbox))
            .filter(reset_links::expires_at.gt(self.requested_at))
            .count()
            .get_result(connection)
            .await?;
        Ok(match filling {
            Some(at) => Some(RequestOutcome::Limited(moment(at).plus(DAY))),
            None if open >= i64::from(OPEN_PER_MAILBOX) => Some(RequestOutcome::Enough),
            None => None,
        })
    }
}

#[async_trait]
impl Resets for Store {
    async fn request(
        &self,
        link: &ResetLink,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<RequestOutcome, StorageError> {
        let (row, mail) = (LinkRow::of(link), MailRow::of(mail, &self.sealer)?);
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            if let Some(outcome) = row.limit(connection).await? {
                return Ok(outcome);
            }
            let user = row.user_id.clone();
            diesel::insert_into(reset_links::table)
                .values(row)
                .kept()
                .execute(connection)
                .await?;
            mail.insert_for(user.as_deref(), connection).await?;
            event.record(connection).await?;
            Ok(RequestOutcome::Stored)
        })
        .await
    }

    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<ResetLink>, StorageError> {
        self.look_up(async |connection| {
            let row = reset_links::table
                .find((tenant.as_str(), code.as_bytes().as_slice()))
                .filter(reset_links::user_id.is_not_null())
                .filter(reset_links::is_followed.eq(false))
                .select(LinkRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(LinkRow::read).transpose()
        })
        .await
    }

    async fn redeem<'a>(
        &self,
        reset: Reset<'a>,
        event: &AuditEvent,
        refused: &AuditEvent,
    ) -> Result<RedeemOutcome, StorageError> {
        let (tenant, user) = (reset.tenant_id, reset.user_id);
        let credential = CredentialRow::of(tenant, user, reset.credential, &self.sealer);
        let device = DeviceRow::of(tenant, user, reset.device);
        let notice = MailRow::of(reset.notice, &self.sealer)?;
        let (event, refused) = (EventRow::of(event)?, EventRow::of(refused)?);
        let (tenant, user) = (tenant.to_string(), user.to_string());
        let (code, now) = (*reset.code, reset.now.micros());
        let second = reset.second.map(SecondRow::of);
        self.write(async move |connection| {
            let account = accounts::table.find((&tenant, &user));
            let open = account
                .filter(accounts::is_disabled.eq(false))
                .select(accounts::user_id);
            let open: Option<String> = lock(open).first(connection).await.optional()?;
            let live = reset_links::table
                .find((&tenant, code.as_bytes().as_slice()))
                .filter(reset_links::user_id.eq(open))
                .filter(reset_links::is_followed.eq(false))
                .filter(reset_links::expires_at.gt(now));
            // The account's row is ours, so nobody else follows the link meanwhile.
            let followed: Option<i64> = diesel::update(live)
                .set((
                    reset_links::is_followed.eq(true),
                    reset_links::tries.eq(reset_links::tries + 1),
                ))
                .returning(reset_links::tries)
                .kept()
                .get_result(connection)
                .await
                .optional()?;
            let Some(tries) = followed else {
                return Ok(RedeemOutcome::Gone);
            };
            if let Some(second) = second
                && !second.use_up(&tenant, &user, now, connection).await?
            {
                let link = reset_links::table.find((&tenant, code.as_bytes().as_slice()));
                diesel::update(link)
                    .set(reset_links::is_followed.eq(tries >= i64::from(TRIES_PER_LINK)))
                    .kept()
                    .execute(connection)
                    .await?;
                refused.record(connection).await?;
                return Ok(RedeemOutcome::NoSecond);
            }
            diesel::update(account)
                .set(accounts::updated_at.eq(now))
                .kept()
                .execute(connection)
                .await?;
            access::end_sessions(&tenant, &user, now, connection).await?;
            access::end_links(&tenant, &user, connection).await?;
            DeviceRow::forget(&tenant, &user, connection).await?;
            credential.replace(connection).await?;
            device.insert(connection).await?;
            notice.insert(connection).await?;
            event.record(connection).await?;
            Ok(RedeemOutcome::Reset)
        })
        .await
    }
}

/// The second thing, as it is stored.
#[derive(Clone)]
enum SecondRow {
    RecoveryCode(Vec<u8>),
    Passkey(Vec<u8>),
}

impl SecondRow {
    fn of(second: Second<'_>) -> Self {
        match second {
            Second::RecoveryCode(code) => Self::RecoveryCode(code.as_bytes().to_vec()),
            Second::Passkey(nonce) => Self::Passkey(nonce.as_bytes().to_vec()),
        }
    }

    /// Takes it out; false if the account has it not.
    async fn use_up(
        &self,
        tenant: &str,
        user: &str,
        now: i64,
        connection: &mut Connection,
    ) -> Result<bool, Failure> {
        let used = match self {
            Self::RecoveryCode(code) => {
                let code = recovery_codes::table.find((tenant, user, code));
                diesel::delete(code).execute(connection).await?
            }
            Self::Passkey(nonce) => {
                let nonce = sign_in_nonces::table
                    .find((tenant, nonce))
                    .filter(sign_in_nonces::user_id.eq(user))
                    .filter(sign_in_nonces::auth_req_id.is_null())
                    .filter(sign_in_nonces::expires_at.gt(now));
                diesel::delete(nonce).execute(connection).await?
            }
        };
        Ok(used == 1)
    }
}
