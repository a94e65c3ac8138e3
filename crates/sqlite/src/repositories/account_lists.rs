//! Lists of accounts.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::{Account, AccountOrder, AccountPage, AccountQuery};
use kernel::{FoldedName, StorageError, TenantId, UserId};

use super::accounts::AccountRow;
use super::many::Database;
use super::schema::accounts;
use crate::backend::{Failure, Store};

/// Ids in one statement.
const PIECE: usize = 1000;

type Wanted<'a> = accounts::BoxedQuery<'a, Database>;

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
    ) -> Result<AccountPage, StorageError> {
        let total: i64 = self
            .read(async |connection| {
                let count = wanted(tenant, query).count();
                Ok(count.get_result(connection).await?)
            })
            .await?;
        let accounts = self.read(async |connection| {
            let (limit, offset) = (
                query.limit.into(),
                query.offset.try_into().unwrap_or(i64::MAX),
            );
            let rows: Vec<AccountRow> = sorted(wanted(tenant, query), query)
                .limit(limit)
                .offset(offset)
                .select(AccountRow::as_select())
                .load(connection)
                .await?;
            rows.into_iter()
                .map(AccountRow::read)
                .collect::<Result<_, Failure>>()
        });
        Ok(AccountPage {
            accounts: accounts.await?,
            total: total.try_into().unwrap_or_default(),
        })
    }
}

/// The accounts that a query is about.
fn wanted<'a>(tenant: &'a TenantId, query: &'a AccountQuery) -> Wanted<'a> {
    let mut wanted = accounts::table
        .filter(accounts::tenant_id.eq(tenant.as_str()))
        .into_boxed();
    if let Some(prefix) = &query.username {
        wanted = wanted
            .filter(accounts::username_folded.ge(prefix.as_str()))
            .filter(accounts::username_folded.lt(behind(prefix)));
    }
    if let Some(prefix) = &query.email {
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

/// A text behind all that begin with `prefix`: both databases compare the bytes of UTF-8.
fn behind(prefix: &FoldedName) -> String {
    format!("{prefix}{}", char::MAX)
}
