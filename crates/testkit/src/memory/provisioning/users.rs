//! Users.

use async_trait::async_trait;
use identity::Account;
use kernel::{StorageError, TenantId, Timestamp, UserId};
use provisioning::{
    Consequences, Membership, Outcome, Provisioner, Report, Revision, StoredGroup, User, UserEntry,
    UserStore,
};
use scim::Resource;
use scim::list::Query;

use super::{ExternalId, Profile};
use crate::memory::{MemoryStore, State};

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

    pub(super) fn account(&self, tenant: &TenantId, user: &UserId) -> Option<&Account> {
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
