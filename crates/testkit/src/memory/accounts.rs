//! Accounts.

use std::collections::HashSet;

use async_trait::async_trait;
use identity::{
    Account, AccountFilter, AccountOrder, AccountQuery, AccountUpdate, Accounts, Guest, NewAccount,
    SessionId, UpdateOutcome, Welcome,
};
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp, UserId};

use super::{MemoryStore, State};

impl MemoryStore {
    /// The accounts that a filter leaves, in no order.
    fn wanted_accounts(&self, tenant: &TenantId, filter: &AccountFilter) -> Vec<Account> {
        let begins = |name: FoldedName, prefix: &Option<FoldedName>| {
            let prefix = prefix.as_ref().map(FoldedName::as_str);
            prefix.is_none_or(|prefix| name.as_str().starts_with(prefix))
        };
        let is_wanted = |known: &&Account| {
            known.tenant_id == *tenant
                && begins(known.username.folded(), &filter.username)
                && begins(known.email.folded(), &filter.email)
        };
        let state = self.state();
        state.accounts.iter().filter(is_wanted).cloned().collect()
    }
}

#[async_trait]
impl Accounts for MemoryStore {
    async fn find(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Option<Account>, StorageError> {
        let state = self.state();
        let is_it = |known: &&Account| known.tenant_id == *tenant && known.user_id == *user;
        Ok(state.accounts.iter().find(is_it).cloned())
    }

    async fn find_by_username(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
    ) -> Result<Option<Account>, StorageError> {
        let state = self.state();
        let is_it =
            |known: &&Account| known.tenant_id == *tenant && known.username.folded() == *username;
        Ok(state.accounts.iter().find(is_it).cloned())
    }

    async fn find_many(
        &self,
        tenant: &TenantId,
        users: &[UserId],
    ) -> Result<Vec<Account>, StorageError> {
        let state = self.state();
        let is_wanted =
            |known: &&Account| known.tenant_id == *tenant && users.contains(&known.user_id);
        Ok(state.accounts.iter().filter(is_wanted).cloned().collect())
    }

    async fn list(
        &self,
        tenant: &TenantId,
        query: &AccountQuery,
    ) -> Result<Vec<Account>, StorageError> {
        let mut accounts = self.wanted_accounts(tenant, &query.filter);
        match query.order {
            AccountOrder::CreatedAt => {
                accounts.sort_by_key(|account| (account.created_at, account.user_id.clone()));
            }
            AccountOrder::Username => accounts.sort_by_key(|account| account.username.folded()),
            AccountOrder::Email => accounts.sort_by_key(|account| account.email.folded()),
        }
        if query.is_descending {
            accounts.reverse();
        }
        let page = accounts.into_iter().skip(query.offset.try_into().unwrap());
        Ok(page.take(query.limit.try_into().unwrap()).collect())
    }

    async fn count(&self, tenant: &TenantId, filter: &AccountFilter) -> Result<u64, StorageError> {
        Ok(self.wanted_accounts(tenant, filter).len() as u64)
    }

    async fn create<'a>(
        &self,
        new: NewAccount<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        Ok(self.state().create(new, event))
    }

    async fn create_many<'a>(
        &self,
        tenant: &TenantId,
        new: &[(NewAccount<'a>, &'a AuditEvent)],
    ) -> Result<Vec<bool>, StorageError> {
        let mut state = self.state();
        let mut taken = Taken::default();
        for account in state.accounts.iter().filter(|it| it.tenant_id == *tenant) {
            taken.take(account);
        }
        let mut created = Vec::with_capacity(new.len());
        for (new, event) in new {
            let is_free = taken.take(new.account);
            if is_free {
                state.store(*new, event);
            }
            created.push(is_free);
        }
        Ok(created)
    }

    async fn update<'a>(
        &self,
        update: AccountUpdate<'a>,
        event: &AuditEvent,
    ) -> Result<UpdateOutcome, StorageError> {
        let mut state = self.state();
        let Some(index) = state.accounts.iter().position(|it| it == update.before) else {
            return Ok(UpdateOutcome::Stale);
        };
        let before = state.accounts.remove(index);
        let names = AccountNames(update.after);
        if state.accounts.iter().any(|other| names.clash(other)) {
            state.accounts.insert(index, before);
            return Ok(UpdateOutcome::Taken);
        }
        state.accounts.insert(index, update.after.clone());
        let (tenant, user) = (&before.tenant_id, &before.user_id);
        if before.email != update.after.email {
            state.end_links(tenant, user);
        } else if update.welcome.is_some() {
            state.withdraw(tenant, user);
        }
        if let Some(welcome) = update.welcome {
            state.send_welcome(welcome);
        }
        if before.username.folded() != update.after.username.folded() {
            state.forget_devices(tenant, user);
        }
        if update.after.is_disabled && !before.is_disabled {
            state.revoke_everything(tenant, user, event.at);
        }
        state.record(event);
        Ok(UpdateOutcome::Updated)
    }

    async fn delete(
        &self,
        tenant: &TenantId,
        users: &[(UserId, AuditEvent)],
    ) -> Result<usize, StorageError> {
        let mut state = self.state();
        let mut deleted = 0;
        for (user, event) in users {
            let is_it = |known: &Account| known.tenant_id == *tenant && known.user_id == *user;
            if super::take(&mut state.accounts, is_it).is_some() {
                state.forget(tenant, user, event.at);
                state.record(event);
                deleted += 1;
            }
        }
        Ok(deleted)
    }
}

/// By what accounts of one tenant may contradict each other.
struct AccountNames<'a>(&'a Account);

impl AccountNames<'_> {
    fn clash(&self, other: &Account) -> bool {
        other.tenant_id == self.0.tenant_id
            && (other.username.folded() == self.0.username.folded()
                || other.email.folded() == self.0.email.folded())
    }
}

/// Ids, names and addresses that are in use in one tenant.
#[derive(Default)]
struct Taken(HashSet<(&'static str, String)>);

impl Taken {
    /// Takes what an account needs; false, and nothing taken, if one of it is in use.
    fn take(&mut self, account: &Account) -> bool {
        let wanted = [
            ("id", account.user_id.to_string()),
            ("name", account.username.folded().to_string()),
            ("address", account.email.folded().to_string()),
        ];
        let is_free = wanted.iter().all(|it| !self.0.contains(it));
        if is_free {
            self.0.extend(wanted);
        }
        is_free
    }
}

impl State {
    fn create(&mut self, new: NewAccount<'_>, event: &AuditEvent) -> bool {
        if self.is_taken(new.account) {
            return false;
        }
        self.store(new, event);
        true
    }

    fn store(&mut self, new: NewAccount<'_>, event: &AuditEvent) {
        self.accounts.push(new.account.clone());
        if let Some(welcome) = new.welcome {
            self.send_welcome(welcome);
        }
        self.record(event);
    }

    pub(super) fn send_welcome(&mut self, welcome: &Welcome) {
        self.invitations.push(welcome.invitation.clone());
        self.send(&welcome.mail);
    }

    pub(super) fn withdraw(&mut self, tenant: &TenantId, user: &UserId) {
        let guest = Guest::Account(user.clone());
        self.invitations
            .retain(|known| known.tenant_id != *tenant || known.guest != guest);
    }

    pub(super) fn end_sessions(&mut self, tenant: &TenantId, user: &UserId, at: Timestamp) {
        self.end_other_sessions(tenant, user, None, at);
    }

    /// The same, but for one session that goes on. What it gave ends too.
    pub(super) fn end_other_sessions(
        &mut self,
        tenant: &TenantId,
        user: &UserId,
        keep: Option<&SessionId>,
        at: Timestamp,
    ) {
        self.close_sessions(tenant, user, keep, at);
        self.nonces
            .retain(|it| it.tenant_id != *tenant || it.user_id != *user);
        self.codes
            .retain(|(it, _)| it.tenant_id != *tenant || it.user_id != *user);
        for grant in &mut self.grants {
            if grant.tenant_id == *tenant && grant.user_id == *user {
                grant.revoked_at.get_or_insert(at);
            }
        }
    }

    fn revoke_everything(&mut self, tenant: &TenantId, user: &UserId, at: Timestamp) {
        self.end_sessions(tenant, user, at);
        self.end_links(tenant, user);
        for key in &mut self.api_keys {
            if key.tenant_id == *tenant && key.owner.as_ref() == Some(user) {
                key.is_active = false;
            }
        }
    }

    /// Ends the links that were mailed to the account's address.
    pub(super) fn end_links(&mut self, tenant: &TenantId, user: &UserId) {
        self.withdraw(tenant, user);
        self.device_links
            .retain(|(it, _)| it.tenant_id != *tenant || it.user_id != *user);
        self.void_resets(tenant, user);
    }

    pub(super) fn forget_devices(&mut self, tenant: &TenantId, user: &UserId) {
        self.devices
            .retain(|it| it.tenant != *tenant || it.owner != *user);
    }

    fn forget(&mut self, tenant: &TenantId, user: &UserId, at: Timestamp) {
        self.revoke_everything(tenant, user, at);
        self.forget_devices(tenant, user);
        self.grants
            .retain(|it| it.tenant_id != *tenant || it.user_id != *user);
        self.api_keys
            .retain(|it| it.tenant_id != *tenant || it.owner.as_ref() != Some(user));
        self.credentials
            .retain(|(owner, it)| owner != tenant || it.user != *user);
    }
}
