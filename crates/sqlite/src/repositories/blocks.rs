//! Blocks that the ledger has imposed.

use std::net::IpAddr;

use async_trait::async_trait;
use diesel::dsl::count;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::Account;
use identity::attempts::{AddressBudget, BlockPage, BlockWindow, Blocks, NameBudget, NameKey};
use kernel::{AuditEvent, StorageError, TenantId, Timestamp};

use super::accounts::AccountRow;
use super::budgets::{AddressRow, NameRow};
use super::columns::text;
use super::events::EventRow;
use super::kept::Keep as _;
use super::schema::{accounts, address_budgets, known_devices, name_budgets};
use crate::backend::{Failure, Store};

#[async_trait]
impl Blocks for Store {
    async fn networks(
        &self,
        tenant: &TenantId,
        now: Timestamp,
        window: BlockWindow,
    ) -> Result<BlockPage<(IpAddr, AddressBudget)>, StorageError> {
        let wanted = || {
            address_budgets::table
                .filter(address_budgets::tenant_id.eq(tenant.as_str()))
                .filter(address_budgets::blocked_until.gt(now.micros()))
                .into_boxed()
        };
        let total: i64 = self
            .list(async |connection| Ok(wanted().count().get_result(connection).await?))
            .await?;
        let (end, address) = (address_budgets::blocked_until, address_budgets::address);
        let sorted = if window.is_descending {
            wanted().order((end.desc(), address.desc()))
        } else {
            wanted().order((end, address))
        };
        let page = sorted
            .limit(window.limit.into())
            .offset(window.offset.try_into().unwrap_or(i64::MAX))
            .select(AddressRow::as_select());
        let blocked = self.list(async |connection| {
            let rows: Vec<AddressRow> = page.load(connection).await?;
            let read = |row: AddressRow| {
                let network = text("address_budgets.address", row.address())?;
                Ok::<_, Failure>((network, row.read()?))
            };
            rows.into_iter().map(read).collect()
        });
        Ok(BlockPage {
            blocked: blocked.await?,
            total: total.try_into().unwrap_or_default(),
        })
    }

    async fn accounts(
        &self,
        tenant: &TenantId,
        now: Timestamp,
        window: BlockWindow,
    ) -> Result<BlockPage<(Account, NameBudget)>, StorageError> {
        // A known device tells whose name that is.
        let is_of_name = known_devices::tenant_id
            .eq(name_budgets::tenant_id)
            .and(known_devices::name_key.eq(name_budgets::name_key));
        let is_owner = accounts::tenant_id
            .eq(known_devices::tenant_id)
            .and(accounts::user_id.nullable().eq(known_devices::user_id));
        let wanted = || {
            name_budgets::table
                .inner_join(known_devices::table.on(is_of_name))
                .inner_join(accounts::table.on(is_owner))
                .filter(name_budgets::tenant_id.eq(tenant.as_str()))
                .filter(name_budgets::blocked_until.gt(now.micros()))
        };
        let total: i64 = self
            .list(async |connection| {
                let count = wanted().select(count(accounts::user_id).aggregate_distinct());
                Ok(count.get_result(connection).await?)
            })
            .await?;
        let found: Vec<(i64, String)> = self
            .list(async |connection| {
                let found = wanted()
                    .select((name_budgets::blocked_until, accounts::user_id))
                    .distinct()
                    .into_boxed();
                let (end, user) = (name_budgets::blocked_until, accounts::user_id);
                let sorted = if window.is_descending {
                    found.order((end.desc(), user.desc()))
                } else {
                    found.order((end, user))
                };
                Ok(sorted
                    .limit(window.limit.into())
                    .offset(window.offset.try_into().unwrap_or(i64::MAX))
                    .load(connection)
                    .await?)
            })
            .await?;
        let users: Vec<String> = found.into_iter().map(|(_, user)| user).collect();
        let rows: Vec<(AccountRow, NameRow)> = self
            .list(async |connection| {
                let page = wanted().filter(accounts::user_id.eq_any(&users));
                Ok(page
                    .select((AccountRow::as_select(), NameRow::as_select()))
                    .load(connection)
                    .await?)
            })
            .await?;
        let mut blocked = Vec::with_capacity(rows.len());
        for (account, budget) in rows {
            blocked.push((account.read()?, budget.read()?));
        }
        let place = |(account, _): &(Account, NameBudget)| {
            let id = account.user_id.as_str();
            users.iter().position(|user| user == id)
        };
        // Of an account with several devices there are several rows.
        blocked.sort_by_key(place);
        blocked.dedup_by(|one, other| one.0.user_id == other.0.user_id);
        Ok(BlockPage {
            blocked,
            total: total.try_into().unwrap_or_default(),
        })
    }

    async fn lift_network(
        &self,
        tenant: &TenantId,
        network: IpAddr,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, network) = (tenant.to_string(), network.to_string());
        let (now, event) = (event.at.micros(), EventRow::of(event)?);
        self.write(async move |connection| {
            let blocked = address_budgets::table
                .find((tenant, network))
                .filter(address_budgets::blocked_until.gt(now));
            if diesel::delete(blocked).execute(connection).await? == 0 {
                return Ok(false);
            }
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn lift_name(
        &self,
        tenant: &TenantId,
        name: &NameKey,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, name) = (tenant.to_string(), *name);
        let (now, event) = (event.at.micros(), EventRow::of(event)?);
        self.write(async move |connection| {
            let blocked = name_budgets::table
                .find((tenant, name.as_bytes().as_slice()))
                .filter(name_budgets::blocked_until.gt(now));
            let lifted = diesel::update(blocked)
                .set((
                    name_budgets::blocked_until.eq(0),
                    name_budgets::blocks.eq(0),
                    name_budgets::burst.eq(0),
                ))
                .kept()
                .execute(connection)
                .await?;
            if lifted == 0 {
                return Ok(false);
            }
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}
