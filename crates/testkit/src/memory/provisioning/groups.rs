//! Groups.

use std::collections::HashSet;

use async_trait::async_trait;
use identity::Memberships;
use kernel::{FoldedName, StorageError, TenantId, UserId};
use provisioning::{GroupEntry, GroupStore, Outcome, Provisioner, Report, Revision, StoredGroup};
use scim::Resource;
use scim::list::Query;

use super::ExternalId;
use crate::memory::{MemoryStore, State};

impl State {
    /// Why a group cannot be stored.
    fn obstacle(&self, entry: &GroupEntry<'_>) -> Option<Outcome> {
        let (tenant, group) = (&entry.group.tenant_id, &entry.group.group_id);
        let name = |it: &str| FoldedName::of(it);
        let is_taken = |it: &StoredGroup| {
            it.group.tenant_id == *tenant
                && it.group.group_id != *group
                && name(&it.group.display_name) == name(&entry.group.display_name)
        };
        if self.provisioned.groups.iter().any(is_taken) {
            return Some(Outcome::NameTaken);
        }
        let all_are_users = entry
            .added
            .iter()
            .all(|it| self.account(tenant, it).is_some());
        (!all_are_users).then_some(Outcome::NoSuchMember)
    }

    fn call_group(&mut self, entry: &GroupEntry<'_>) -> bool {
        let external_id = ExternalId {
            tenant: entry.group.tenant_id.clone(),
            provisioner: entry.provisioner.clone(),
            kind: "group",
            name: entry.external_id.unwrap_or_default().to_owned(),
            id: entry.group.group_id.clone(),
        };
        self.provisioned.call(external_id, entry.external_id)
    }

    fn group(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        group: &str,
    ) -> Option<StoredGroup> {
        let is_it = |it: &&StoredGroup| it.group.tenant_id == *tenant && it.group.group_id == group;
        let mut found = self.provisioned.groups.iter().find(is_it).cloned()?;
        found.external_id = self
            .provisioned
            .external_id(tenant, provisioner, "group", group);
        Some(found)
    }
}

#[async_trait]
impl Memberships for MemoryStore {
    async fn groups_with(
        &self,
        tenant: &TenantId,
        groups: &[String],
        users: &[UserId],
    ) -> Result<Vec<String>, StorageError> {
        let state = self.state();
        let is_asked = |it: &&StoredGroup| {
            it.group.tenant_id == *tenant && groups.contains(&it.group.group_id)
        };
        let has_one = |it: &&StoredGroup| it.members.iter().any(|user| users.contains(user));
        let found = state.provisioned.groups.iter().filter(is_asked);
        let found = found.filter(has_one).map(|it| it.group.group_id.clone());
        Ok(found.collect())
    }

    async fn group_names(
        &self,
        tenant: &TenantId,
        user: &UserId,
        limit: u32,
    ) -> Result<Vec<String>, StorageError> {
        let state = self.state();
        let is_member =
            |it: &&StoredGroup| it.group.tenant_id == *tenant && it.members.contains(user);
        let found = state.provisioned.groups.iter().filter(is_member);
        let mut names: Vec<_> = found.map(|it| it.group.display_name.clone()).collect();
        names.sort_by_key(|name| FoldedName::of(name).to_string());
        names.truncate(limit as usize);
        Ok(names)
    }
}

#[async_trait]
impl GroupStore for MemoryStore {
    async fn create_group<'a>(
        &self,
        entry: GroupEntry<'a>,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let mut state = self.state();
        if let Some(obstacle) = state.obstacle(&entry) {
            return Ok(obstacle);
        }
        if !state.call_group(&entry) {
            return Ok(Outcome::ExternalIdTaken);
        }
        let mut members = entry.added.to_vec();
        members.sort_unstable();
        state.provisioned.groups.push(StoredGroup {
            group: entry.group.clone(),
            external_id: None,
            revision: Revision {
                count: 1,
                changed_at: entry.group.created_at,
            },
            members,
        });
        state.report(report);
        Ok(Outcome::Done)
    }

    async fn find_group(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        group: &str,
        with_members: bool,
    ) -> Result<Option<StoredGroup>, StorageError> {
        let mut found = self.state().group(tenant, provisioner, group);
        if let Some(group) = found.as_mut().filter(|_| !with_members) {
            group.members.clear();
        }
        Ok(found)
    }

    async fn list_groups(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        query: &Query,
    ) -> Result<(u64, Vec<StoredGroup>), StorageError> {
        let state = self.state();
        let is_here = |it: &&StoredGroup| it.group.tenant_id == *tenant;
        let mut groups: Vec<_> = state.provisioned.groups.iter().filter(is_here).collect();
        groups.sort_by_key(|it| (it.group.created_at, it.group.group_id.clone()));
        let groups = groups.iter().filter_map(|it| {
            let group = state.group(tenant, provisioner, &it.group.group_id);
            group.map(|group| group.resource())
        });
        let page = query.run(groups.collect());
        let group = |it: &Resource| {
            let mut group = state.group(tenant, provisioner, it.id().unwrap()).unwrap();
            if !query.projection.wants("members") {
                group.members.clear();
            }
            group
        };
        Ok((page.total, page.resources.iter().map(group).collect()))
    }

    async fn update_group<'a>(
        &self,
        entry: GroupEntry<'a>,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let mut state = self.state();
        let (tenant, id) = (&entry.group.tenant_id, &entry.group.group_id);
        match state.group(tenant, entry.provisioner, id) {
            None => return Ok(Outcome::Gone),
            Some(current) if current.revision != expected => return Ok(Outcome::Changed),
            Some(_) => {}
        }
        if let Some(obstacle) = state.obstacle(&entry) {
            return Ok(obstacle);
        }
        if !state.call_group(&entry) {
            return Ok(Outcome::ExternalIdTaken);
        }
        let is_it =
            |it: &&mut StoredGroup| it.group.tenant_id == *tenant && it.group.group_id == *id;
        if let Some(stored) = state.provisioned.groups.iter_mut().find(is_it) {
            stored.group.clone_from(entry.group);
            stored.revision = Revision {
                count: expected.count + 1,
                changed_at: entry.group.updated_at.unwrap_or(entry.group.created_at),
            };
            let removed: HashSet<&UserId> = entry.removed.iter().collect();
            stored.members.retain(|it| !removed.contains(it));
            stored.members.extend(entry.added.iter().cloned());
            stored.members.sort_unstable();
            stored.members.dedup();
        }
        state.report(report);
        Ok(Outcome::Done)
    }

    async fn delete_group(
        &self,
        tenant: &TenantId,
        group: &str,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let mut state = self.state();
        let nobody = Provisioner::of(&kernel::Actor::operator());
        match state.group(tenant, &nobody, group) {
            None => return Ok(Outcome::Gone),
            Some(current) if current.revision != expected => return Ok(Outcome::Changed),
            Some(_) => {}
        }
        let provisioned = &mut state.provisioned;
        provisioned
            .groups
            .retain(|it| it.group.tenant_id != *tenant || it.group.group_id != group);
        provisioned
            .external_ids
            .retain(|it| it.tenant != *tenant || it.kind != "group" || it.id != group);
        state.report(report);
        Ok(Outcome::Done)
    }
}
