//! Users and groups as they are provisioned.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use identity::{Account, Memberships};
use kernel::{FoldedName, StorageError, TenantId, Timestamp, UserId};
use oidc::Profiles;
use provisioning::{
    Consequences, GroupEntry, GroupStore, Membership, Outcome, Provisioner, Report, RequestCounter,
    Revision, StoredGroup, User, UserEntry, UserStore,
};
use scim::Resource;
use scim::list::Query;
use serde_json::{Map, Value};

use super::{MemoryStore, State};

/// What is provisioned.
#[derive(Debug, Default)]
pub(super) struct Provisioned {
    profiles: Vec<Profile>,
    groups: Vec<StoredGroup>,
    external_ids: Vec<ExternalId>,
    requests: HashMap<(TenantId, Provisioner), (Timestamp, u32)>,
}

#[derive(Debug)]
struct Profile {
    tenant: TenantId,
    user: UserId,
    document: Map<String, Value>,
    revision: u32,
}

#[derive(Debug)]
struct ExternalId {
    tenant: TenantId,
    provisioner: Provisioner,
    /// `user` or `group`.
    kind: &'static str,
    name: String,
    id: String,
}

impl Provisioned {
    fn external_id(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        kind: &str,
        id: &str,
    ) -> Option<String> {
        let is_it = |it: &&ExternalId| {
            it.tenant == *tenant && it.provisioner == *provisioner && it.kind == kind && it.id == id
        };
        let found = self.external_ids.iter().find(is_it);
        found.map(|it| it.name.clone())
    }

    /// Notes what a provisioner calls something. False, and nothing noted, if it calls another so.
    fn call(&mut self, new: ExternalId, external_id: Option<&str>) -> bool {
        let is_own = |it: &ExternalId| {
            it.tenant == new.tenant && it.provisioner == new.provisioner && it.kind == new.kind
        };
        let is_taken = |it: &ExternalId| Some(it.name.as_str()) == external_id && it.id != new.id;
        if self
            .external_ids
            .iter()
            .any(|it| is_own(it) && is_taken(it))
        {
            return false;
        }
        self.external_ids
            .retain(|it| !is_own(it) || it.id != new.id);
        if external_id.is_some() {
            self.external_ids.push(new);
        }
        true
    }
}

#[async_trait]
impl Profiles for MemoryStore {
    async fn provisioned(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Option<Value>, StorageError> {
        let state = self.state();
        let mut profiles = state.provisioned.profiles.iter();
        let found = profiles.find(|it| it.tenant == *tenant && it.user == *user);
        Ok(found.map(|it| it.document.clone().into()))
    }
}

impl State {
    fn user(&self, account: &Account, provisioner: &Provisioner) -> User {
        let (tenant, id) = (&account.tenant_id, &account.user_id);
        let held = &self.provisioned;
        let is_it = |it: &&Profile| it.tenant == *tenant && it.user == *id;
        let profile = held.profiles.iter().find(is_it);
        let is_member =
            |it: &&StoredGroup| it.group.tenant_id == *tenant && it.members.contains(id);
        let mut groups: Vec<_> = held.groups.iter().filter(is_member).collect();
        groups.sort_by_key(|it| (it.group.created_at, it.group.group_id.clone()));
        let membership = |it: &&StoredGroup| Membership {
            group_id: it.group.group_id.clone(),
            display_name: it.group.display_name.clone(),
        };
        User {
            account: account.clone(),
            profile: profile.map(|it| it.document.clone()).unwrap_or_default(),
            external_id: held.external_id(tenant, provisioner, "user", id.as_str()),
            revision: Revision {
                count: profile.map_or(0, |it| it.revision),
                changed_at: account.updated_at.unwrap_or(account.created_at),
            },
            groups: groups.iter().map(membership).collect(),
        }
    }

    /// Which of its names another account has.
    fn name_taken(&self, account: &Account) -> Option<Outcome> {
        let others = || {
            let is_other =
                |it: &&Account| it.tenant_id == account.tenant_id && it.user_id != account.user_id;
            self.accounts.iter().filter(is_other)
        };
        if others().any(|it| it.username.folded() == account.username.folded()) {
            return Some(Outcome::NameTaken);
        }
        let is_taken = others().any(|it| it.email.folded() == account.email.folded());
        is_taken.then_some(Outcome::AddressTaken)
    }

    fn store_profile(&mut self, entry: &UserEntry<'_>, revision: u32) -> bool {
        let (tenant, user) = (&entry.account.tenant_id, &entry.account.user_id);
        let external_id = ExternalId {
            tenant: tenant.clone(),
            provisioner: entry.provisioner.clone(),
            kind: "user",
            name: entry.external_id.unwrap_or_default().to_owned(),
            id: user.to_string(),
        };
        if !self.provisioned.call(external_id, entry.external_id) {
            return false;
        }
        let profiles = &mut self.provisioned.profiles;
        profiles.retain(|it| it.tenant != *tenant || it.user != *user);
        profiles.push(Profile {
            tenant: tenant.clone(),
            user: user.clone(),
            document: entry.profile.clone(),
            revision,
        });
        true
    }

    fn report(&mut self, report: &Report) {
        self.record(&report.event);
        if let Some(told) = &report.told {
            self.tell(told);
        }
    }

    fn end_access(&mut self, tenant: &TenantId, user: &UserId, at: Timestamp) {
        let is_own = |owner: &TenantId, it: &UserId| owner == tenant && it == user;
        self.close_sessions(tenant, user, None, at);
        self.nonces.retain(|it| !is_own(&it.tenant_id, &it.user_id));
        self.codes
            .retain(|(it, grant)| grant.is_some() || !is_own(&it.tenant_id, &it.user_id));
        for grant in &mut self.grants {
            if is_own(&grant.tenant_id, &grant.user_id) && grant.revoked_at.is_none() {
                grant.revoked_at = Some(at);
            }
        }
        for key in &mut self.api_keys {
            if key.tenant_id == *tenant && key.owner.as_ref() == Some(user) {
                key.is_active = false;
            }
        }
        self.end_links(tenant, user);
    }

    fn account(&self, tenant: &TenantId, user: &UserId) -> Option<&Account> {
        let is_it = |it: &&Account| it.tenant_id == *tenant && it.user_id == *user;
        self.accounts.iter().find(is_it)
    }
}

#[async_trait]
impl UserStore for MemoryStore {
    async fn create_user<'a>(
        &self,
        entry: UserEntry<'a>,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let mut state = self.state();
        let (tenant, user) = (&entry.account.tenant_id, &entry.account.user_id);
        if state.account(tenant, user).is_some() {
            return Ok(Outcome::NameTaken);
        }
        if let Some(taken) = state.name_taken(entry.account) {
            return Ok(taken);
        }
        if !state.store_profile(&entry, 1) {
            return Ok(Outcome::ExternalIdTaken);
        }
        state.accounts.push(entry.account.clone());
        if let Some(welcome) = entry.welcome {
            state.invitations.push(welcome.invitation.clone());
            state.send(&welcome.mail);
        }
        state.report(report);
        Ok(Outcome::Done)
    }

    async fn find_user(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        user: &UserId,
        with_groups: bool,
    ) -> Result<Option<User>, StorageError> {
        let state = self.state();
        let account = state.account(tenant, user);
        let mut found = account.map(|account| state.user(account, provisioner));
        if let Some(user) = found.as_mut().filter(|_| !with_groups) {
            user.groups.clear();
        }
        Ok(found)
    }

    async fn list_users(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        query: &Query,
    ) -> Result<(u64, Vec<User>), StorageError> {
        let state = self.state();
        let is_here = |it: &&Account| it.tenant_id == *tenant;
        let mut accounts: Vec<_> = state.accounts.iter().filter(is_here).collect();
        accounts.sort_by_key(|it| (it.created_at, it.user_id.clone()));
        let users = accounts.iter().map(|it| state.user(it, provisioner));
        let page = query.run(users.map(|user| user.resource()).collect());
        let user = |it: &Resource| {
            let id = it.id().unwrap().parse().unwrap();
            let mut user = state.user(state.account(tenant, &id).unwrap(), provisioner);
            if !query.projection.wants("groups") {
                user.groups.clear();
            }
            user
        };
        Ok((page.total, page.resources.iter().map(user).collect()))
    }

    async fn update_user<'a>(
        &self,
        entry: UserEntry<'a>,
        expected: Revision,
        consequences: Consequences,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let mut state = self.state();
        let (tenant, user) = (&entry.account.tenant_id, &entry.account.user_id);
        let Some(current) = state.account(tenant, user) else {
            return Ok(Outcome::Gone);
        };
        if state.user(current, entry.provisioner).revision != expected {
            return Ok(Outcome::Changed);
        }
        if let Some(taken) = state.name_taken(entry.account) {
            return Ok(taken);
        }
        if !state.store_profile(&entry, expected.count + 1) {
            return Ok(Outcome::ExternalIdTaken);
        }
        let is_it = |it: &&mut Account| it.tenant_id == *tenant && it.user_id == *user;
        if let Some(account) = state.accounts.iter_mut().find(is_it) {
            account.clone_from(entry.account);
        }
        if consequences.ends_access {
            state.end_access(tenant, user, report.event.at);
        } else if consequences.address_changed {
            state.end_links(tenant, user);
        }
        let is_enrolled = state
            .credentials
            .iter()
            .any(|(owner, it)| owner == tenant && it.user == *user);
        if let Some(welcome) = entry.welcome.filter(|_| !is_enrolled) {
            state.withdraw(tenant, user);
            state.invitations.push(welcome.invitation.clone());
            state.send(&welcome.mail);
        }
        state.report(report);
        Ok(Outcome::Done)
    }

    async fn delete_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError> {
        let mut state = self.state();
        let Some(current) = state.account(tenant, user) else {
            return Ok(Outcome::Gone);
        };
        let nobody = Provisioner::of(&kernel::Actor::operator());
        if state.user(current, &nobody).revision != expected {
            return Ok(Outcome::Changed);
        }
        state.end_access(tenant, user, report.event.at);
        let is_own = |owner: &TenantId, it: &UserId| owner == tenant && it == user;
        state
            .accounts
            .retain(|it| !is_own(&it.tenant_id, &it.user_id));
        state
            .credentials
            .retain(|(owner, it)| !is_own(owner, &it.user));
        state
            .grants
            .retain(|it| !is_own(&it.tenant_id, &it.user_id));
        state
            .api_keys
            .retain(|it| it.tenant_id != *tenant || it.owner.as_ref() != Some(user));
        let provisioned = &mut state.provisioned;
        provisioned
            .profiles
            .retain(|it| !is_own(&it.tenant, &it.user));
        provisioned
            .external_ids
            .retain(|it| it.tenant != *tenant || it.kind != "user" || it.id != user.as_str());
        for group in &mut provisioned.groups {
            if group.group.tenant_id == *tenant {
                group.members.retain(|member| member != user);
            }
        }
        state.report(report);
        Ok(Outcome::Done)
    }
}

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

#[async_trait]
impl RequestCounter for MemoryStore {
    async fn count_request(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        window: Timestamp,
    ) -> Result<u32, StorageError> {
        let mut state = self.state();
        let key = (tenant.clone(), provisioner.clone());
        let (start, used) = state.provisioned.requests.entry(key).or_insert((window, 0));
        if *start != window {
            (*start, *used) = (window, 0);
        }
        *used += 1;
        Ok(*used)
    }
}
