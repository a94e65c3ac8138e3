//! Attempts, counted.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::attempts::{
    AttemptLedger, BeginCharge, Blocked, ChargedTo, DEVICE_LIMIT, FailureCharge, NameKey,
    OPEN_LIMIT, Verdict,
};
use kernel::{AuditEvent, StorageError, TokenHash};

use super::budgets::{AddressRow, NameRow};
use super::columns::moment;
use super::events::EventRow;
use super::kept::Keep as _;
use super::schema::{browser_begins, challenges, known_devices};
use crate::backend::{Connection, Failure, Store};

#[async_trait]
impl AttemptLedger for Store {
    async fn charge_begin(
        &self,
        charge: &BeginCharge,
        blocked: &AuditEvent,
    ) -> Result<Verdict, StorageError> {
        let (charge, event) = (charge.clone(), EventRow::of(blocked)?);
        self.write(async move |connection| {
            let verdict = match charge_address(&charge, connection).await? {
                Some(blocked) => Verdict::Blocked(blocked),
                None => charge_name(&charge, connection).await?,
            };
            if let Verdict::Blocked(Blocked { is_new: true, .. }) = verdict {
                event.record(connection).await?;
            }
            Ok(verdict)
        })
        .await
    }

    async fn charge_failure(
        &self,
        charge: &FailureCharge,
        refused: &AuditEvent,
        blocked: &AuditEvent,
    ) -> Result<(), StorageError> {
        let charge = charge.clone();
        let (refused, blocked) = (EventRow::of(refused)?, EventRow::of(blocked)?);
        self.write(async move |connection| {
            let (tenant, address) = (charge.tenant_id.as_str(), charge.network().to_string());
            let mut budget = AddressRow::take(tenant, &address, connection).await?;
            let is_blocked = budget.fail(1, charge.now, &charge.policy);
            AddressRow::put(tenant, &address, &budget, &charge.policy, connection).await?;
            refused.record(connection).await?;
            if is_blocked {
                blocked.record(connection).await?;
            }
            Ok(())
        })
        .await
    }
}

/// Steps 1 and 2: what stands against the address.
async fn charge_address(
    charge: &BeginCharge,
    connection: &mut Connection,
) -> Result<Option<Blocked>, Failure> {
    let (tenant, address) = (charge.tenant_id.as_str(), charge.network().to_string());
    let mut budget = AddressRow::take(tenant, &address, connection).await?;
    let of_address = || {
        challenges::table
            .filter(challenges::tenant_id.eq(tenant))
            .filter(challenges::address.eq(&address))
    };
    let unsolved = of_address().filter(challenges::expires_at.le(charge.now.micros()));
    let unsolved = diesel::delete(unsolved).execute(connection).await?;
    let mut is_new = false;
    if unsolved > 0 {
        let unsolved = u32::try_from(unsolved).unwrap_or(u32::MAX);
        is_new = budget.fail(unsolved, charge.now, &charge.policy);
        AddressRow::put(tenant, &address, &budget, &charge.policy, connection).await?;
    }
    if let Err(blocked) = budget.check(charge.now) {
        return Ok(Some(Blocked { is_new, ..blocked }));
    }
    let (open, oldest): (i64, Option<i64>) = of_address()
        .select((
            diesel::dsl::count_star(),
            diesel::dsl::min(challenges::expires_at),
        ))
        .first(connection)
        .await?;
    Ok(oldest
        .filter(|_| open >= i64::from(OPEN_LIMIT))
        .map(|oldest| Blocked {
            until: moment(oldest),
            is_new: false,
        }))
}

/// Steps 3 to 5: who pays for the begin.
async fn charge_name(
    charge: &BeginCharge,
    connection: &mut Connection,
) -> Result<Verdict, Failure> {
    let Some(name) = charge.name else {
        return Ok(Verdict::Allowed(ChargedTo::Address));
    };
    if let Some(device) = &charge.device
        && charge_device(charge, name, device, connection).await?
    {
        return Ok(Verdict::Allowed(ChargedTo::Device));
    }
    let tenant = charge.tenant_id.as_str();
    let before = NameRow::take(tenant, name, connection).await?;
    let mut budget = before;
    let charged = budget.charge(charge.now, &charge.policy);
    if budget != before {
        NameRow::put(tenant, name, &budget, &charge.policy, connection).await?;
    }
    if let Err(blocked) = charged {
        return Ok(Verdict::Blocked(blocked));
    }
    if let Some(browser) = &charge.browser {
        note(charge, name, browser, connection).await?;
    }
    Ok(Verdict::Allowed(ChargedTo::Name))
}

/// Whether a known device pays. One that has used up its budget is no longer known.
async fn charge_device(
    charge: &BeginCharge,
    name: NameKey,
    device: &TokenHash,
    connection: &mut Connection,
) -> Result<bool, Failure> {
    let known = || {
        known_devices::table
            .find((charge.tenant_id.as_str(), device.as_bytes().as_slice()))
            .filter(known_devices::name_key.eq(name.as_bytes().as_slice()))
    };
    let limit = i64::from(DEVICE_LIMIT);
    let payer = known()
        .filter(known_devices::expires_at.gt(charge.now.micros()))
        .filter(known_devices::unfinished.lt(limit));
    let paid = diesel::update(payer)
        .set(known_devices::unfinished.eq(known_devices::unfinished + 1))
        .kept()
        .execute(connection)
        .await?;
    if paid == 1 {
        return Ok(true);
    }
    let used_up = known().filter(known_devices::unfinished.ge(limit));
    diesel::delete(used_up).execute(connection).await?;
    Ok(false)
}

/// Notes an allowed begin for its browser, so that a success can refund it.
async fn note(
    charge: &BeginCharge,
    name: NameKey,
    browser: &TokenHash,
    connection: &mut Connection,
) -> Result<(), Failure> {
    diesel::insert_into(browser_begins::table)
        .values((
            browser_begins::tenant_id.eq(charge.tenant_id.as_str()),
            browser_begins::browser.eq(browser.as_bytes().as_slice()),
            browser_begins::name_key.eq(name.as_bytes().as_slice()),
            browser_begins::begins.eq(1),
            browser_begins::noted_at.eq(charge.now.micros()),
        ))
        .on_conflict((
            browser_begins::tenant_id,
            browser_begins::browser,
            browser_begins::name_key,
        ))
        .do_update()
        .set((
            browser_begins::begins.eq(browser_begins::begins + 1),
            browser_begins::noted_at.eq(charge.now.micros()),
        ))
        .kept()
        .execute(connection)
        .await?;
    Ok(())
}
