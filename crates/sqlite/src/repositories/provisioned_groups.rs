//! Groups as they are provisioned.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{FoldedName, StorageError, TenantId, Timestamp};
use provisioning::{
    Group, GroupEntry, GroupStore, Outcome, Provisioner, Report, Revision, StoredGroup,
};
use scim::list::Query;

use super::columns::{count, moment, text};
use super::document::Document;
use super::fragment::Fragment;
use super::group_members;
use super::kept::Keep as _;
use super::provisioned::{ReportRows, Scope, moved, page};
use super::schema::{group_external_ids, user_groups};
use crate::backend::{Connection, Failure, Store, lock};

#[derive(AsChangeset, Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = user_groups, primary_key(tenant_id, group_id), treat_none_as_null = true)]
struct GroupRow {
    tenant_id: String,
    group_id: String,
    display_name: String,
    display_name_folded: String,
    profile: Document,
    revision: i64,
    created_at: i64,
    updated_at: Option<i64>,
}

impl GroupRow {
    fn of(group: &Group, revision: u32) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: group.tenant_id.to_string(),
            group_id: group.group_id.clone(),
            display_name: group.display_name.clone(),
            display_name_folded: FoldedName::of(&group.display_name).to_string(),
            profile: Document::of(&group.profile)?,
            revision: revision.into(),
            created_at: group.created_at.micros(),
            updated_at: group.updated_at.map(Timestamp::micros),
        })
    }

    fn read(self, external_id: Option<String>) -> Result<StoredGroup, Failure> {
        let changed_at = self.updated_at.unwrap_or(self.created_at);
        Ok(StoredGroup {
            group: Group {
                tenant_id: text("user_groups.tenant_id", &self.tenant_id)?,
                group_id: self.group_id,
                display_name: self.display_name,
                profile: self.profile.read("user_groups.profile")?,
                created_at: moment(self.created_at),
                updated_at: self.updated_at.map(moment),
            },
            external_id,
            revision: Revision {
                count: count("user_groups.revision", self.revision)?,
                changed_at: moment(changed_at),
            },
            members: Vec::new(),
        })
    }

    /// Whether another group of the tenant has the name.
    async fn is_taken(&self, connection: &mut Connection) -> Result<bool, Failure> {
        let holder: Option<String> = user_groups::table
            .filter(user_groups::tenant_id.eq(&self.tenant_id))
            .filter(user_groups::display_name_folded.eq(&self.display_name_folded))
            .filter(user_groups::group_id.ne(&self.group_id))
            .select(user_groups::group_id)
            .first(connection)
            .await
            .optional()?;
        Ok(holder.is_some())
    }
}

/// A group as it shall be stored.
#[derive(Clone)]
struct EntryRows {
    group: GroupRow,
    provisioner: String,
    external_id: Option<String>,
    added: Vec<String>,
    removed: Vec<String>,
}

impl EntryRows {
    fn of(entry: &GroupEntry<'_>, revision: u32) -> Result<Self, Failure> {
        let ids = |users: &[kernel::UserId]| users.iter().map(ToString::to_string).collect();
        Ok(Self {
            group: GroupRow::of(entry.group, revision)?,
            provisioner: entry.provisioner.to_string(),
            external_id: entry.external_id.map(str::to_owned),
            added: ids(entry.added),
            removed: ids(entry.removed),
        })
    }

    /// Why it cannot be stored.
    async fn obstacle(&self, connection: &mut Connection) -> Result<Option<Outcome>, Failure> {
        if self.group.is_taken(connection).await? {
            return Ok(Some(Outcome::NameTaken));
        }
        if let Some(external_id) = &self.external_id {
            let holder: Option<String> = group_external_ids::table
                .find((&self.group.tenant_id, &self.provisioner, external_id))
                .select(group_external_ids::group_id)
                .first(connection)
                .await
                .optional()?;
            if holder.is_some_and(|holder| holder != self.group.group_id) {
                return Ok(Some(Outcome::ExternalIdTaken));
            }
        }
        let tenant = &self.group.tenant_id;
        if group_members::are_users(tenant, &self.added, connection).await? {
            Ok(None)
        } else {
            Ok(Some(Outcome::NoSuchMember))
        }
    }

    /// Stores what belongs to a group whose row is there.
    async fn complete(&self, connection: &mut Connection) -> Result<(), Failure> {
        let (tenant, group) = (&self.group.tenant_id, &self.group.group_id);
        let earlier = group_external_ids::table
            .filter(group_external_ids::tenant_id.eq(tenant))
            .filter(group_external_ids::group_id.eq(group))
            .filter(group_external_ids::provisioner.eq(&self.provisioner));
        diesel::delete(earlier).execute(connection).await?;
        if let Some(external_id) = &self.external_id {
            diesel::insert_into(group_external_ids::table)
                .values((
                    group_external_ids::tenant_id.eq(tenant),
                    group_external_ids::provisioner.eq(&self.provisioner),
                    group_external_ids::external_id.eq(external_id),
                    group_external_ids::group_id.eq(group),
                ))
                .kept()
                .execute(connection)
                .await?;
        }
        group_members::remove(tenant, group, &self.removed, connection).await?;
        group_members::add(tenant, group, &self.added, connection).await
    }
}

/// The groups that `condition` is about.
async fn groups(
    condition: Fragment,
    scope: Scope<'_>,
    query: Option<&Query>,
    connection: &mut Connection,
) -> Result<Vec<StoredGroup>, Failure> {
    let with_external_id = group_external_ids::tenant_id
        .eq(user_groups::tenant_id)
        .and(group_external_ids::group_id.eq(user_groups::group_id))
        .and(group_external_ids::provisioner.eq(scope.provisioner.to_owned()));
    let mut wanted = user_groups::table
        .left_join(group_external_ids::table.on(with_external_id))
        .select((
            GroupRow::as_select(),
            group_external_ids::external_id.nullable(),
        ))
        .filter(condition)
        .into_boxed();
    if let Some(query) = query {
        let (limit, offset) = page(query);
        wanted = wanted
            .order(scope.group_order(query.order.as_ref()))
            .limit(limit)
            .offset(offset);
    }
    let rows: Vec<(GroupRow, Option<String>)> = wanted.load(connection).await?;
    rows.into_iter()
        .map(|(row, external_id)| row.read(external_id))
        .collect()
}

async fn add_members(
    tenant: &str,
    groups: &mut [StoredGroup],
    connection: &mut Connection,
) -> Result<(), Failure> {
    let ids: Vec<&str> = groups.iter().map(|it| it.group.group_id.as_str()).collect();
    let mut members = group_members::of_groups(tenant, &ids, connection).await?;
    for group in groups {
        group.members = members.remove(&group.group.group_id).unwrap_or_default();
    }
    Ok(())
}

#[async_trait]
impl GroupStore for Store {
    async fn create_group<'a>(
        &self,
        entry: GroupEntry<'a>,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let (rows, report) = (EntryRows::of(&entry, 1)?, ReportRows::of(report)?);
        self.write(async move |connection| {
            if let Some(obstacle) = rows.obstacle(connection).await? {
                return Ok(obstacle);
            }
            let created = diesel::insert_into(user_groups::table)
                .values(&rows.group)
                .on_conflict_do_nothing()
                .kept()
                .execute(connection)
                .await?;
            if created == 0 {
                return Ok(Outcome::NameTaken);
            }
            rows.complete(connection).await?;
            report.record(connection).await?;
            Ok(Outcome::Done)
        })
        .await
    }

    async fn find_group(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        group: &str,
        with_members: bool,
    ) -> Result<Option<StoredGroup>, StorageError> {
        self.read(async |connection| {
            let scope = Scope::of(tenant, provisioner);
            let is_it = scope
                .groups(None)
                .sql(" AND user_groups.group_id = ")
                .text(group);
            let mut found = groups(is_it, scope, None, connection).await?;
            if with_members {
                add_members(tenant.as_str(), &mut found, connection).await?;
            }
            Ok(found.pop())
        })
        .await
    }

    async fn list_groups(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        query: &Query,
    ) -> Result<(u64, Vec<StoredGroup>), StorageError> {
        self.list(async |connection| {
            let scope = Scope::of(tenant, provisioner);
            let condition = scope.groups(query.condition.as_ref());
            let mut found = Vec::new();
            if query.count > 0 {
                found = groups(condition.clone(), scope, Some(query), connection).await?;
            }
            if query.projection.wants("members") {
                add_members(tenant.as_str(), &mut found, connection).await?;
            }
            let total = if let Some(total) = query.total_of(found.len()) {
                total
            } else {
                let all = user_groups::table.filter(condition).count();
                let all: i64 = all.get_result(connection).await?;
                u64::try_from(all).unwrap_or(0)
            };
            Ok((total, found))
        })
        .await
    }

    async fn update_group<'a>(
        &self,
        entry: GroupEntry<'a>,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let rows = EntryRows::of(&entry, expected.count + 1)?;
        let report = ReportRows::of(report)?;
        self.write(async move |connection| {
            let (tenant, group) = (&rows.group.tenant_id, &rows.group.group_id);
            let current = revision(tenant, group, connection).await?;
            if let Some(outcome) = moved(current, expected) {
                return Ok(outcome);
            }
            if let Some(obstacle) = rows.obstacle(connection).await? {
                return Ok(obstacle);
            }
            diesel::update(user_groups::table.find((tenant, group)))
                .set(&rows.group)
                .kept()
                .execute(connection)
                .await?;
            rows.complete(connection).await?;
            report.record(connection).await?;
            Ok(Outcome::Done)
        })
        .await
    }

    async fn delete_group(
        &self,
        tenant: &TenantId,
        group: &str,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let (tenant, group) = (tenant.to_string(), group.to_owned());
        let report = ReportRows::of(report)?;
        self.write(async move |connection| {
            let current = revision(&tenant, &group, connection).await?;
            if let Some(outcome) = moved(current, expected) {
                return Ok(outcome);
            }
            diesel::delete(user_groups::table.find((&tenant, &group)))
                .execute(connection)
                .await?;
            report.record(connection).await?;
            Ok(Outcome::Done)
        })
        .await
    }
}

/// In which version the group is, whose row is kept until the transaction ends.
async fn revision(
    tenant: &str,
    group: &str,
    connection: &mut Connection,
) -> Result<Option<Revision>, Failure> {
    let row = user_groups::table.find((tenant, group)).select((
        user_groups::revision,
        user_groups::created_at,
        user_groups::updated_at,
    ));
    let found: Option<(i64, i64, Option<i64>)> = lock(row).first(connection).await.optional()?;
    let Some((revision, created_at, updated_at)) = found else {
        return Ok(None);
    };
    Ok(Some(Revision {
        count: count("user_groups.revision", revision)?,
        changed_at: moment(updated_at.unwrap_or(created_at)),
    }))
}
