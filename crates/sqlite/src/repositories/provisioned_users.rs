//! Users as they are provisioned.

use std::collections::HashMap;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{StorageError, TenantId, UserId};
use provisioning::{
    Consequences, Membership, Outcome, Provisioner, Report, Revision, User, UserEntry, UserStore,
};
use scim::list::Query;

use super::access;
use super::accounts::{AccountRow, remove};
use super::columns::{count, moment};
use super::document::Document;
use super::fragment::Fragment;
use super::invitations::WelcomeRows;
use super::logout_notices;
use super::provisioned::{ReportRows, Scope, moved, page};
use super::schema::{
    accounts, credentials, group_members, user_external_ids, user_groups, user_profiles,
};
use super::user_profiles::ProfileRows;
use crate::backend::{Connection, Failure, Store, lock};

/// An account, its profile and revision, and what the asking provisioner calls it.
type UserRow = (AccountRow, Option<Document>, Option<i64>, Option<String>);

fn read(row: UserRow) -> Result<User, Failure> {
    let (account, profile, revision, external_id) = row;
    let account = account.read()?;
    Ok(User {
        profile: match profile {
            Some(profile) => profile.read("user_profiles.profile")?,
            None => serde_json::Map::new(),
        },
        external_id,
        revision: Revision {
            count: count("user_profiles.revision", revision.unwrap_or(0))?,
            changed_at: account.updated_at.unwrap_or(account.created_at),
        },
        account,
        groups: Vec::new(),
    })
}

/// The users that `condition` is about.
async fn users(
    condition: Fragment,
    scope: Scope<'_>,
    query: Option<&Query>,
    connection: &mut Connection,
) -> Result<Vec<User>, Failure> {
    let with_profile = user_profiles::tenant_id
        .eq(accounts::tenant_id)
        .and(user_profiles::user_id.eq(accounts::user_id));
    let with_external_id = user_external_ids::tenant_id
        .eq(accounts::tenant_id)
        .and(user_external_ids::user_id.eq(accounts::user_id))
        .and(user_external_ids::provisioner.eq(scope.provisioner.to_owned()));
    let mut wanted = accounts::table
        .left_join(user_profiles::table.on(with_profile))
        .left_join(user_external_ids::table.on(with_external_id))
        .select((
            AccountRow::as_select(),
            user_profiles::profile.nullable(),
            user_profiles::revision.nullable(),
            user_external_ids::external_id.nullable(),
        ))
        .filter(condition)
        .into_boxed();
    if let Some(query) = query {
        let (limit, offset) = page(query);
        wanted = wanted
            .order(scope.user_order(query.order.as_ref()))
            .limit(limit)
            .offset(offset);
    }
    let rows: Vec<UserRow> = wanted.load(connection).await?;
    rows.into_iter().map(read).collect()
}

/// Adds the groups of all these users, in one query.
async fn add_groups(
    tenant: &str,
    users: &mut [User],
    connection: &mut Connection,
) -> Result<(), Failure> {
    if users.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = users
        .iter()
        .map(|user| user.account.user_id.as_str())
        .collect();
    let group = user_groups::tenant_id
        .eq(group_members::tenant_id)
        .and(user_groups::group_id.eq(group_members::group_id));
    let rows: Vec<(String, String, String)> = group_members::table
        .inner_join(user_groups::table.on(group))
        .filter(group_members::tenant_id.eq(tenant))
        .filter(group_members::user_id.eq_any(ids))
        .order((user_groups::created_at, user_groups::group_id))
        .select((
            group_members::user_id,
            user_groups::group_id,
            user_groups::display_name,
        ))
        .load(connection)
        .await?;
    let mut groups = HashMap::<String, Vec<Membership>>::new();
    for (user, group_id, display_name) in rows {
        let membership = Membership {
            group_id,
            display_name,
        };
        groups.entry(user).or_default().push(membership);
    }
    for user in users {
        user.groups = groups
            .remove(user.account.user_id.as_str())
            .unwrap_or_default();
    }
    Ok(())
}

#[async_trait]
impl UserStore for Store {
    async fn create_user<'a>(
        &self,
        entry: UserEntry<'a>,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let account = AccountRow::of(entry.account)?;
        let profile = ProfileRows::of(&entry)?;
        let welcome = WelcomeRows::of(entry.welcome, &self.sealer)?;
        let report = ReportRows::of(report)?;
        self.write(async move |connection| {
            if let Some(taken) = account.taken(connection).await? {
                return Ok(taken);
            }
            if profile.is_taken(connection).await? {
                return Ok(Outcome::ExternalIdTaken);
            }
            if !account.insert(connection).await? {
                return Ok(Outcome::NameTaken);
            }
            profile.replace(1, connection).await?;
            welcome.insert(connection).await?;
            report.record(connection).await?;
            Ok(Outcome::Done)
        })
        .await
    }

    async fn find_user(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        user: &UserId,
        with_groups: bool,
    ) -> Result<Option<User>, StorageError> {
        self.read(async |connection| {
            let scope = Scope::of(tenant, provisioner);
            let is_it = scope
                .users(None)
                .sql(" AND accounts.user_id = ")
                .text(user.as_str());
            let mut found = users(is_it, scope, None, connection).await?;
            if with_groups {
                add_groups(tenant.as_str(), &mut found, connection).await?;
            }
            Ok(found.pop())
        })
        .await
    }

    async fn list_users(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        query: &Query,
    ) -> Result<(u64, Vec<User>), StorageError> {
        self.list(async |connection| {
            let scope = Scope::of(tenant, provisioner);
            let condition = scope.users(query.condition.as_ref());
            let mut found = Vec::new();
            if query.count > 0 {
                found = users(condition.clone(), scope, Some(query), connection).await?;
            }
            if query.projection.wants("groups") {
                add_groups(tenant.as_str(), &mut found, connection).await?;
            }
            let total = if let Some(total) = query.total_of(found.len()) {
                total
            } else {
                let all = accounts::table.filter(condition).count();
                let all: i64 = all.get_result(connection).await?;
                u64::try_from(all).unwrap_or(0)
            };
            Ok((total, found))
        })
        .await
    }

    async fn update_user<'a>(
        &self,
        entry: UserEntry<'a>,
        expected: Revision,
        consequences: Consequences,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let at = report.event.at.micros();
        let account = AccountRow::of(entry.account)?;
        let profile = ProfileRows::of(&entry)?;
        let welcome = WelcomeRows::of(entry.welcome, &self.sealer)?;
        let report = ReportRows::of(report)?;
        let (tenant, user) = (
            entry.account.tenant_id.to_string(),
            entry.account.user_id.to_string(),
        );
        self.write(async move |connection| {
            let current = revision(&tenant, &user, connection).await?;
            if let Some(outcome) = moved(current, expected) {
                return Ok(outcome);
            }
            if let Some(taken) = account.taken(connection).await? {
                return Ok(taken);
            }
            if profile.is_taken(connection).await? {
                return Ok(Outcome::ExternalIdTaken);
            }
            account.replace(connection).await?;
            profile.replace(expected.count + 1, connection).await?;
            if consequences.ends_access {
                access::end(&tenant, &user, at, connection).await?;
            } else if consequences.address_changed {
                access::end_links(&tenant, &user, connection).await?;
            }
            if !welcome.is_empty() && !is_enrolled(&tenant, &user, connection).await? {
                access::end_invitations(&tenant, &user, connection).await?;
                welcome.insert(connection).await?;
            }
            report.record(connection).await?;
            Ok(Outcome::Done)
        })
        .await
    }

    async fn delete_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let (tenant, user) = (tenant.to_string(), user.to_string());
        let (at, report) = (report.event.at.micros(), ReportRows::of(report)?);
        self.write(async move |connection| {
            let current = revision(&tenant, &user, connection).await?;
            if let Some(outcome) = moved(current, expected) {
                return Ok(outcome);
            }
            logout_notices::leave_for_all_of(&tenant, &user, None, at, connection).await?;
            remove(&tenant, &user, connection).await?;
            report.record(connection).await?;
            Ok(Outcome::Done)
        })
        .await
    }
}

/// In which version the user is, whose row is kept until the transaction ends.
async fn revision(
    tenant: &str,
    user: &str,
    connection: &mut Connection,
) -> Result<Option<Revision>, Failure> {
    let account = accounts::table
        .find((tenant, user))
        .select((accounts::created_at, accounts::updated_at));
    let times: Option<(i64, Option<i64>)> = lock(account).first(connection).await.optional()?;
    let Some((created_at, updated_at)) = times else {
        return Ok(None);
    };
    let revision: Option<i64> = user_profiles::table
        .find((tenant, user))
        .select(user_profiles::revision)
        .first(connection)
        .await
        .optional()?;
    Ok(Some(Revision {
        count: count("user_profiles.revision", revision.unwrap_or(0))?,
        changed_at: moment(updated_at.unwrap_or(created_at)),
    }))
}

/// Whether the account has a picture.
async fn is_enrolled(
    tenant: &str,
    user: &str,
    connection: &mut Connection,
) -> Result<bool, Failure> {
    let found: Option<String> = credentials::table
        .find((tenant, user))
        .select(credentials::user_id)
        .first(connection)
        .await
        .optional()?;
    Ok(found.is_some())
}
