//! Budgets of addresses and names: read, changed by the domain, and written back, in one transaction.

use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use identity::attempts::{AddressBudget, NameBudget, NameKey};
use kernel::Timestamp;
use tenancy::BlockConfig;

use super::columns::{count, moment};
use super::kept::Keep as _;
use super::schema::{address_budgets, name_budgets};
use crate::backend::{Connection, Failure};

/// When a budget can be forgotten that was taken and has not been put back: nothing was counted.
const AT_ONCE: Timestamp = moment(0);

/// The budget of one address in one tenant.
#[derive(Clone, Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = address_budgets)]
pub(super) struct AddressRow {
    tenant_id: String,
    address: String,
    window_start: i64,
    failures: i64,
    blocks: i64,
    blocked_until: i64,
    forget_at: i64,
}

impl AddressRow {
    fn of(tenant: &str, address: &str, budget: &AddressBudget, forget_at: Timestamp) -> Self {
        Self {
            tenant_id: tenant.to_owned(),
            address: address.to_owned(),
            window_start: budget.window_start.micros(),
            failures: budget.failures.into(),
            blocks: budget.blocks.into(),
            blocked_until: budget.blocked_until.micros(),
            forget_at: forget_at.micros(),
        }
    }

    /// The budget, kept from other transactions; a new one if there was none.
    pub(super) async fn take(
        tenant: &str,
        address: &str,
        connection: &mut Connection,
    ) -> Result<AddressBudget, Failure> {
        let new = Self::of(tenant, address, &AddressBudget::default(), AT_ONCE);
        // An upsert that changes nothing locks the row, or makes it, and returns it, in one statement.
        let row: Self = diesel::insert_into(address_budgets::table)
            .values(new)
            .on_conflict((address_budgets::tenant_id, address_budgets::address))
            .do_update()
            .set(address_budgets::address.eq(excluded(address_budgets::address)))
            .returning(Self::as_returning())
            .kept()
            .get_result(connection)
            .await?;
        row.read()
    }

    /// The network, as text.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The budget as the domain has it.
    pub(super) fn read(&self) -> Result<AddressBudget, Failure> {
        Ok(AddressBudget {
            window_start: moment(self.window_start),
            failures: count("address_budgets.failures", self.failures)?,
            blocks: count("address_budgets.blocks", self.blocks)?,
            blocked_until: moment(self.blocked_until),
        })
    }

    /// Writes the budget back.
    pub(super) async fn put(
        tenant: &str,
        address: &str,
        budget: &AddressBudget,
        policy: &BlockConfig,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let forget_at = budget.forgettable_at(policy);
        diesel::update(address_budgets::table.find((tenant, address)))
            .set(Self::of(tenant, address, budget, forget_at))
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// The budget of one name in one tenant.
#[derive(Clone, Insertable, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = name_budgets)]
pub(super) struct NameRow {
    tenant_id: String,
    name_key: Vec<u8>,
    window_start: i64,
    burst: i64,
    blocks: i64,
    blocked_until: i64,
    total: i64,
    forgiven_until: i64,
    forget_at: i64,
}

impl NameRow {
    fn of(tenant: &str, name: NameKey, budget: &NameBudget, forget_at: Timestamp) -> Self {
        Self {
            tenant_id: tenant.to_owned(),
            name_key: name.as_bytes().to_vec(),
            window_start: budget.window_start.micros(),
            burst: budget.burst.into(),
            blocks: budget.blocks.into(),
            blocked_until: budget.blocked_until.micros(),
            total: budget.total.into(),
            forgiven_until: budget.forgiven_until.micros(),
            forget_at: forget_at.micros(),
        }
    }

    /// The budget, kept from other transactions; a new one if there was none.
    pub(super) async fn take(
        tenant: &str,
        name: NameKey,
        connection: &mut Connection,
    ) -> Result<NameBudget, Failure> {
        let new = Self::of(tenant, name, &NameBudget::default(), AT_ONCE);
        let row: Self = diesel::insert_into(name_budgets::table)
            .values(new)
            .on_conflict((name_budgets::tenant_id, name_budgets::name_key))
            .do_update()
            .set(name_budgets::name_key.eq(excluded(name_budgets::name_key)))
            .returning(Self::as_returning())
            .kept()
            .get_result(connection)
            .await?;
        row.read()
    }

    /// The budget as the domain has it.
    pub(super) fn read(&self) -> Result<NameBudget, Failure> {
        Ok(NameBudget {
            window_start: moment(self.window_start),
            burst: count("name_budgets.burst", self.burst)?,
            blocks: count("name_budgets.blocks", self.blocks)?,
            blocked_until: moment(self.blocked_until),
            total: count("name_budgets.total", self.total)?,
            forgiven_until: moment(self.forgiven_until),
        })
    }

    /// Writes the budget back.
    pub(super) async fn put(
        tenant: &str,
        name: NameKey,
        budget: &NameBudget,
        policy: &BlockConfig,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let forget_at = budget.forgettable_at(policy);
        diesel::update(name_budgets::table.find((tenant, name.as_bytes().as_slice())))
            .set(Self::of(tenant, name, budget, forget_at))
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Writes back what was refunded. It is forgotten when it would have been, which may be later than need be.
    pub(super) async fn put_refunded(
        tenant: &str,
        name: NameKey,
        budget: &NameBudget,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        diesel::update(name_budgets::table.find((tenant, name.as_bytes().as_slice())))
            .set((
                name_budgets::burst.eq(i64::from(budget.burst)),
                name_budgets::total.eq(i64::from(budget.total)),
            ))
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}
