//! Devices that wait to be signed in.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::attempts::FailureCharge;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{
    DeviceApproval, DeviceAuthorization, DeviceAuthorizations, DeviceDecision, DeviceRedemption,
    PollOutcome, Polling, UserCode, UserCodeEvents, UserCodeOutcome,
};

use super::budgets::AddressRow;
use super::columns::{count, moment, text, token};
use super::document::Document;
use super::events::EventRow;
use super::grants::{GrantRow, scope};
use super::held::held;
use super::kept::Keep as _;
use super::refresh_tokens::RefreshTokenRow;
use super::schema::{authorization_requests, device_authorizations, sessions};
use crate::backend::{Connection, Failure, Store, lock};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = device_authorizations)]
struct DeviceRow {
    tenant_id: String,
    device_code: Vec<u8>,
    user_code: String,
    client_id: String,
    scope: String,
    terms: Document,
    created_at: i64,
    expires_at: i64,
    poll_interval: i64,
    polled_at: Option<i64>,
    is_denied: bool,
    user_id: Option<String>,
    approval: Option<Document>,
}

impl DeviceRow {
    fn of(device: &DeviceAuthorization) -> Result<Self, Failure> {
        let polling = Polling::default();
        Ok(Self {
            tenant_id: device.tenant_id.to_string(),
            device_code: device.device_code.as_bytes().to_vec(),
            user_code: device.user_code.as_str().to_owned(),
            client_id: device.client_id.to_string(),
            scope: device.scope.to_string(),
            terms: Document::of(&device.terms)?,
            created_at: device.created_at.micros(),
            expires_at: device.expires_at.micros(),
            poll_interval: polling.interval.into(),
            polled_at: polling.polled_at.map(Timestamp::micros),
            is_denied: false,
            user_id: None,
            approval: None,
        })
    }

    fn read(self) -> Result<DeviceAuthorization, Failure> {
        Ok(DeviceAuthorization {
            device_code: token("device_authorizations.device_code", &self.device_code)?,
            user_code: user_code(&self.user_code)?,
            tenant_id: text("device_authorizations.tenant_id", &self.tenant_id)?,
            client_id: text("device_authorizations.client_id", &self.client_id)?,
            scope: scope("device_authorizations.scope", &self.scope)?,
            terms: self.terms.read("device_authorizations.terms")?,
            created_at: moment(self.created_at),
            expires_at: moment(self.expires_at),
        })
    }

    fn polling(&self) -> Result<Polling, Failure> {
        Ok(Polling {
            interval: count("device_authorizations.poll_interval", self.poll_interval)?,
            polled_at: self.polled_at.map(moment),
        })
    }
}

/// The device of a user code about which nothing has been said.
macro_rules! waiting {
    ($tenant:expr, $user_code:expr, $now:expr) => {
        device_authorizations::table
            .filter(device_authorizations::tenant_id.eq($tenant))
            .filter(device_authorizations::user_code.eq($user_code))
            .filter(device_authorizations::expires_at.gt($now.micros()))
            .filter(device_authorizations::is_denied.eq(false))
            .filter(device_authorizations::approval.is_null())
    };
}

fn user_code(stored: &str) -> Result<UserCode, Failure> {
    UserCode::parse(stored).map_err(|_| Failure::corrupt("device_authorizations.user_code"))
}

fn approval(stored: &Document) -> Result<DeviceApproval, Failure> {
    stored.read("device_authorizations.approval")
}

#[async_trait]
impl DeviceAuthorizations for Store {
    async fn open(&self, authorization: &DeviceAuthorization) -> Result<bool, StorageError> {
        let row = DeviceRow::of(authorization)?;
        self.state(async move |connection| {
            let stored = diesel::insert_into(device_authorizations::table)
                .values(row)
                .on_conflict_do_nothing()
                .kept()
                .execute(connection)
                .await?;
            Ok(stored == 1)
        })
        .await
    }

    async fn find_by_user_code<'a>(
        &self,
        user_code: &UserCode,
        charge: &FailureCharge,
        events: &UserCodeEvents<'a>,
    ) -> Result<UserCodeOutcome, StorageError> {
        let (user_code, charge) = (user_code.as_str().to_owned(), charge.clone());
        let (refused, blocked) = (EventRow::of(events.refused)?, EventRow::of(events.blocked)?);
        self.write(async move |connection| {
            let (tenant, address) = (charge.tenant_id.as_str(), charge.network().to_string());
            let mut budget = AddressRow::take(tenant, &address, connection).await?;
            if let Err(blocked) = budget.check(charge.now) {
                return Ok(UserCodeOutcome::Blocked {
                    until: blocked.until,
                });
            }
            let waiting: Option<DeviceRow> = waiting!(tenant, &user_code, charge.now)
                .select(DeviceRow::as_select())
                .first(connection)
                .await
                .optional()?;
            if let Some(row) = waiting {
                return Ok(UserCodeOutcome::Waits(Box::new(row.read()?)));
            }
            let is_blocked = budget.fail(1, charge.now, &charge.policy);
            AddressRow::put(tenant, &address, &budget, &charge.policy, connection).await?;
            refused.record(connection).await?;
            if is_blocked {
                blocked.record(connection).await?;
            }
            Ok(UserCodeOutcome::Unknown)
        })
        .await
    }

    async fn decide(
        &self,
        tenant: &TenantId,
        user_code: &UserCode,
        decision: &DeviceDecision,
        request: &TokenHash,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, user_code) = (tenant.to_string(), user_code.as_str().to_owned());
        let approved = match decision {
            DeviceDecision::Approved(it) => Some((it.user_id.to_string(), Document::of(it)?)),
            DeviceDecision::Denied => None,
        };
        let (request, now, event) = (*request, event.at, EventRow::of(event)?);
        self.write(async move |connection| {
            let waiting = waiting!(&tenant, &user_code, now);
            let code = lock(waiting.select(device_authorizations::device_code));
            let code: Option<Vec<u8>> = code.first(connection).await.optional()?;
            let Some(code) = code else {
                return Ok(false);
            };
            let open = authorization_requests::table
                .find((&tenant, request.as_bytes().as_slice()))
                .filter(authorization_requests::expires_at.gt(now.micros()));
            if diesel::delete(open).execute(connection).await? == 0 {
                return Ok(false);
            }
            let (user_id, approval) = approved.unzip();
            diesel::update(device_authorizations::table.find((&tenant, &code)))
                .set((
                    device_authorizations::is_denied.eq(approval.is_none()),
                    device_authorizations::user_id.eq(user_id),
                    device_authorizations::approval.eq(approval),
                ))
                .kept()
                .execute(connection)
                .await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn poll(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        device_code: &TokenHash,
        now: Timestamp,
    ) -> Result<PollOutcome, StorageError> {
        let (tenant, client, code) = (tenant.to_string(), client.to_string(), *device_code);
        self.write(async move |connection| {
            let found = device_authorizations::table
                .find((&tenant, code.as_bytes().as_slice()))
                .filter(device_authorizations::client_id.eq(&client))
                .select(DeviceRow::as_select());
            let found: Option<DeviceRow> = lock(found).first(connection).await.optional()?;
            match found {
                None => Ok(PollOutcome::Gone),
                Some(row) if row.expires_at <= now.micros() => Ok(PollOutcome::Expired),
                Some(row) if row.is_denied => Ok(PollOutcome::Denied),
                Some(mut row) => match row.approval.take() {
                    Some(stored) => {
                        let approved = (row.read()?, approval(&stored)?);
                        Ok(PollOutcome::Approved(Box::new(approved)))
                    }
                    None => ask(&row, now, connection).await,
                },
            }
        })
        .await
    }

    async fn redeem<'a>(
        &self,
        redemption: &DeviceRedemption<'a>,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let tenant = redemption.grant.tenant_id.to_string();
        let session_id = redemption.grant.session_id.as_str().to_owned();
        let session = sessions::table
            .find((tenant.clone(), session_id))
            .select(sessions::session_id);
        let approved = device_authorizations::table
            .find((tenant, redemption.device_code.as_bytes().to_vec()))
            .filter(device_authorizations::expires_at.gt(now.micros()))
            .filter(device_authorizations::approval.is_not_null())
            .filter(held(session));
        let grant = GrantRow::of(redemption.grant)?;
        let (taken, event) = (diesel::delete(approved), EventRow::of(event)?);
        match redemption.refresh_token.map(RefreshTokenRow::of) {
            Some(token) => self.consume(taken, (grant, token, event)).await,
            None => self.consume(taken, (grant, event)).await,
        }
    }
}

/// Notes the question of a device whose person has not said anything yet.
async fn ask(
    row: &DeviceRow,
    now: Timestamp,
    connection: &mut Connection,
) -> Result<PollOutcome, Failure> {
    let mut polling = row.polling()?;
    let is_due = polling.ask(now);
    diesel::update(device_authorizations::table.find((&row.tenant_id, &row.device_code)))
        .set((
            device_authorizations::poll_interval.eq(i64::from(polling.interval)),
            device_authorizations::polled_at.eq(polling.polled_at.map(Timestamp::micros)),
        ))
        .kept()
        .execute(connection)
        .await?;
    Ok(if is_due {
        PollOutcome::Pending
    } else {
        PollOutcome::SlowDown
    })
}
