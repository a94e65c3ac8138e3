//! Who is in which group.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::UserId;

use super::columns::text;
use super::fragment::Fragment;
use super::schema::{accounts, group_members};
use crate::backend::{Connection, Failure};

/// Members of one statement.
pub(super) const CHUNK: usize = 5_000;

/// The members of each of these groups, in one query.
pub(super) async fn of_groups(
    tenant: &str,
    groups: &[&str],
    connection: &mut Connection,
) -> Result<HashMap<String, Vec<UserId>>, Failure> {
    let mut members = HashMap::<String, Vec<UserId>>::new();
    if groups.is_empty() {
        return Ok(members);
    }
    let rows: Vec<(String, String)> = group_members::table
        .filter(group_members::tenant_id.eq(tenant))
        .filter(group_members::group_id.eq_any(groups))
        .order((group_members::group_id, group_members::user_id))
        .select((group_members::group_id, group_members::user_id))
        .load(connection)
        .await?;
    for (group, user) in rows {
        let user = text("group_members.user_id", &user)?;
        members.entry(group).or_default().push(user);
    }
    Ok(members)
}

/// Whether all of them are users of the tenant.
pub(super) async fn are_users(
    tenant: &str,
    users: &[String],
    connection: &mut Connection,
) -> Result<bool, Failure> {
    for chunk in users.chunks(CHUNK) {
        let known: i64 = accounts::table
            .filter(accounts::tenant_id.eq(tenant))
            .filter(accounts::user_id.eq_any(chunk))
            .count()
            .get_result(connection)
            .await?;
        if usize::try_from(known).ok() != Some(chunk.len()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes users members. They are users, each named once.
pub(super) async fn add(
    tenant: &str,
    group: &str,
    users: &[String],
    connection: &mut Connection,
) -> Result<(), Failure> {
    for chunk in users.chunks(CHUNK) {
        let rows = chunk.iter().map(|user| {
            Fragment::of("(")
                .text(tenant)
                .sql(", ")
                .text(group)
                .sql(", ")
                .text(user)
                .sql(")")
        });
        Fragment::of("INSERT INTO group_members (tenant_id, group_id, user_id) VALUES ")
            .then(Fragment::listed(rows))
            .sql(" ON CONFLICT DO NOTHING")
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Makes users members no longer.
pub(super) async fn remove(
    tenant: &str,
    group: &str,
    users: &[String],
    connection: &mut Connection,
) -> Result<(), Failure> {
    for chunk in users.chunks(CHUNK) {
        let members = group_members::table
            .filter(group_members::tenant_id.eq(tenant))
            .filter(group_members::group_id.eq(group))
            .filter(group_members::user_id.eq_any(chunk));
        diesel::delete(members).execute(connection).await?;
    }
    Ok(())
}
