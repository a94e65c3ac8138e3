//! Sign-in nonces.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::attempts::NameKey;
use identity::sign_in::{Refund, SignInNonce, SignInNonces, Telemetry};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash};
use zkp_protocol::Handle;

use super::budgets::NameRow;
use super::columns::{bytes, count, moment, optional_token, text, token};
use super::document::Document;
use super::events::EventRow;
use super::kept::Keep as _;
use super::schema::{accounts, browser_begins, credentials, known_devices, sign_in_nonces};
use super::sign_in_reports::ReportRow;
use crate::backend::{Connection, Failure, Store, lock};

/// A nonce as it is stored.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = sign_in_nonces)]
pub(super) struct NonceRow {
    pub(super) tenant_id: String,
    token: Vec<u8>,
    pub(super) user_id: String,
    name_key: Vec<u8>,
    auth_req_id: Option<Vec<u8>>,
    browser: Option<Vec<u8>>,
    amr: Document,
    auth_time: i64,
    expires_at: i64,
}

impl NonceRow {
    pub(super) fn of(nonce: &SignInNonce) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: nonce.tenant_id.to_string(),
            token: nonce.token.as_bytes().to_vec(),
            user_id: nonce.user_id.to_string(),
            name_key: nonce.name.as_bytes().to_vec(),
            auth_req_id: nonce.auth_req_id.map(|id| id.as_bytes().to_vec()),
            browser: nonce.browser.map(|browser| browser.as_bytes().to_vec()),
            amr: Document::of(&nonce.amr)?,
            auth_time: nonce.auth_time.micros(),
            expires_at: nonce.expires_at.micros(),
        })
    }

    pub(super) async fn insert(&self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(sign_in_nonces::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    fn read(self) -> Result<SignInNonce, Failure> {
        let auth_req_id = self.auth_req_id.as_deref();
        Ok(SignInNonce {
            token: token("sign_in_nonces.token", &self.token)?,
            tenant_id: text("sign_in_nonces.tenant_id", &self.tenant_id)?,
            user_id: text("sign_in_nonces.user_id", &self.user_id)?,
            name: NameKey::from_bytes(bytes("sign_in_nonces.name_key", &self.name_key)?),
            auth_req_id: optional_token("sign_in_nonces.auth_req_id", auth_req_id)?,
            browser: optional_token("sign_in_nonces.browser", self.browser.as_deref())?,
            amr: self.amr.read("sign_in_nonces.amr")?,
            auth_time: moment(self.auth_time),
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl SignInNonces for Store {
    async fn issue(
        &self,
        nonce: &SignInNonce,
        proved: &Handle,
        refund: &Refund,
        telemetry: &Telemetry,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let tenant = nonce.tenant_id.clone();
        let telemetry = ReportRow::of(nonce, telemetry);
        let (nonce, event) = (NonceRow::of(nonce)?, EventRow::of(event)?);
        let (proved, refund) = (*proved, refund.clone());
        self.write(async move |connection| {
            if !is_theirs(&nonce, &proved, connection).await? {
                return Ok(false);
            }
            give_back(&tenant, &refund, connection).await?;
            nonce.insert(connection).await?;
            if let Some(telemetry) = telemetry {
                telemetry.insert(connection).await?;
            }
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<SignInNonce>, StorageError> {
        self.look_up(async |connection| {
            let row = sign_in_nonces::table
                .find((tenant.as_str(), token.as_bytes().as_slice()))
                .select(NonceRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(NonceRow::read).transpose()
        })
        .await
    }
}

/// Whether an account that is open has the credential. Whoever is about to replace it waits, and then finds the nonce.
async fn is_theirs(
    nonce: &NonceRow,
    proved: &Handle,
    connection: &mut Connection,
) -> Result<bool, Failure> {
    let open = accounts::table
        .find((&nonce.tenant_id, &nonce.user_id))
        .filter(accounts::is_disabled.eq(false))
        .select(accounts::user_id);
    let open: Option<String> = lock(open).first(connection).await.optional()?;
    if open.is_none() {
        return Ok(false);
    }
    let kept = credentials::table
        .find((&nonce.tenant_id, &nonce.user_id))
        .filter(credentials::handle.eq(proved.as_bytes().as_slice()))
        .select(credentials::user_id);
    let kept: Option<String> = kept.first(connection).await.optional()?;
    Ok(kept.is_some())
}

/// Gives the begins of a success back to whoever paid for them.
pub(super) async fn give_back(
    tenant: &TenantId,
    refund: &Refund,
    connection: &mut Connection,
) -> Result<(), Failure> {
    let name = refund.name.as_bytes().as_slice();
    let device_paid = match &refund.device {
        Some(device) => {
            let known = known_devices::table
                .find((tenant.as_str(), device.as_bytes().as_slice()))
                .filter(known_devices::name_key.eq(name))
                .filter(known_devices::unfinished.gt(0));
            let forgotten = diesel::update(known)
                .set(known_devices::unfinished.eq(0))
                .kept()
                .execute(connection)
                .await?;
            forgotten == 1
        }
        None => false,
    };
    let begins = match &refund.browser {
        Some(browser) => {
            let noted =
                browser_begins::table.find((tenant.as_str(), browser.as_bytes().as_slice(), name));
            let noted: Option<i64> = diesel::delete(noted)
                .returning(browser_begins::begins)
                .get_result(connection)
                .await
                .optional()?;
            count("browser_begins.begins", noted.unwrap_or(0))?
        }
        // Without a browser nothing was noted: it is this one begin, unless the device paid for it.
        None => u32::from(!device_paid),
    };
    if begins > 0 {
        let mut budget = NameRow::take(tenant.as_str(), refund.name, connection).await?;
        budget.refund(begins);
        NameRow::put_refunded(tenant.as_str(), refund.name, &budget, connection).await?;
    }
    Ok(())
}
