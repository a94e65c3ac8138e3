//! Lists of accounts.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use identity::{Account, AccountFilter, AccountOrder, AccountQuery};
use kernel::{FoldedName, StorageError, TenantId, UserId};

use super::accounts::AccountRow;
use super::many::Database;
use super::schema::accounts;
use crate::backend::Store;

/// Ids in one statement.
const PIECE: usize = 1000;

/// As many accounts are found by name and then sorted in some milliseconds.
const FEW: i64 = 20_000;

type Wanted<'a> = accounts::BoxedQuery<'a, Database>;
type Ids<'a> = accounts::BoxedQuery<'a, Database, Text>;

impl Store {
    /// Those of these accounts that there are.
    pub(super) async fn accounts_of(
        &self,
        tenant: &TenantId,
        users: &[UserId],
    ) -> Result<Vec<Account>, StorageError> {
        let mut found = Vec::new();
        for piece in users.chunks(PIECE) {
            let ids: Vec<&str> = piece.iter().map(UserId::as_str).collect();
            let rows = self.read(async |connection| {
                let rows: Vec<AccountRow> = accounts::table
                    .filter(accounts::tenant_id.eq(tenant.as_str()))
                    .filter(accounts::user_id.eq_any(ids))
                    .select(AccountRow::as_select())
                    .load(connection)
                    .await?;
                rows.into_iter().map(AccountRow::read).collect()
            });
            found.append(&mut rows.await?);
        }
        Ok(found)
    }

    /// A page of a tenant's accounts.
    pub(super) async fn account_page(
        &self,
        tenant: &TenantId,
        query: &AccountQuery,
    ) -> Result<Vec<Account>, StorageError> {
        let offset = query.offset.try_into().unwrap_or(i64::MAX);
        self.list(async |connection| {
            let wanted = || wanted(tenant, &query.filter);
            let is_filtered = query.filter != AccountFilter::default();
            let page = if query.order == AccountOrder::CreatedAt && is_filtered {
                // The first that is too much, which the index of names gives without the accounts.
                let behind_few = wanted().select(accounts::tenant_id).offset(FEW);
                let behind_few: Option<String> = behind_few.first(connection).await.optional()?;
                if behind_few.is_none() {
                    let few = sorted_one_by_one(wanted(), query);
                    let ids = few.limit(query.limit.into()).offset(offset);
                    sorted_one_by_one(of_ids(tenant, ids.select(accounts::user_id)), query)
                } else {
                    sorted(wanted(), query)
                        .limit(query.limit.into())
                        .offset(offset)
                }
            } else {
                sorted(wanted(), query)
                    .limit(query.limit.into())
                    .offset(offset)
            };
            let rows: Vec<AccountRow> = page
                .select(AccountRow::as_select())
                .load(connection)
                .await?;
            rows.into_iter().map(AccountRow::read).collect()
        })
        .await
    }

    /// How many accounts a filter leaves.
    pub(super) async fn account_count(
        &self,
        tenant: &TenantId,
        filter: &AccountFilter,
    ) -> Result<u64, StorageError> {
        let count: i64 = self
            .list(async |connection| {
                let count = wanted(tenant, filter).count();
                Ok(count.get_result(connection).await?)
            })
            .await?;
        Ok(count.try_into().unwrap_or_default())
    }
}

/// The accounts that a filter leaves.
fn wanted<'a>(tenant: &'a TenantId, filter: &'a AccountFilter) -> Wanted<'a> {
    let mut wanted = accounts::table
        .filter(accounts::tenant_id.eq(tenant.as_str()))
        .into_boxed();
    if let Some(prefix) = &filter.username {
        wanted = wanted
            .filter(accounts::username_folded.ge(prefix.as_str()))
            .filter(accounts::username_folded.lt(behind(prefix)));
    }
    if let Some(prefix) = &filter.email {
        wanted = wanted
            .filter(accounts::email_folded.ge(prefix.as_str()))
            .filter(accounts::email_folded.lt(behind(prefix)));
    }
    wanted
}

fn sorted<'a>(wanted: Wanted<'a>, query: &AccountQuery) -> Wanted<'a> {
    use accounts::{created_at, email_folded, user_id, username_folded};
    match (query.order, query.is_descending) {
        (AccountOrder::CreatedAt, false) => wanted.order((created_at, user_id)),
        (AccountOrder::CreatedAt, true) => wanted.order((created_at.desc(), user_id.desc())),
        (AccountOrder::Username, false) => wanted.order(username_folded),
        (AccountOrder::Username, true) => wanted.order(username_folded.desc()),
        (AccountOrder::Email, false) => wanted.order(email_folded),
        (AccountOrder::Email, true) => wanted.order(email_folded.desc()),
    }
}

/// The accounts with those ids.
fn of_ids<'a>(tenant: &'a TenantId, ids: Ids<'a>) -> Wanted<'a> {
    accounts::table
        .filter(accounts::tenant_id.eq(tenant.as_str()))
        .filter(accounts::user_id.eq_any(ids))
        .into_boxed()
}

/// Sorted by creation, but not by the index of it: whoever goes along that index looking for a few
/// goes through everybody.
fn sorted_one_by_one<'a>(wanted: Wanted<'a>, query: &AccountQuery) -> Wanted<'a> {
    let moment = accounts::created_at + 0;
    if query.is_descending {
        wanted.order((moment.desc(), accounts::user_id.desc()))
    } else {
        wanted.order((moment, accounts::user_id))
    }
}

/// A text behind all that begin with `prefix`: both databases compare the bytes of UTF-8.
fn behind(prefix: &FoldedName) -> String {
    format!("{prefix}{}", char::MAX)
}
