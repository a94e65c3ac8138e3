//! Accounts and API keys.

use async_trait::async_trait;
use identity::api_key::{ApiKey, ApiKeys};
use identity::{Account, Accounts, NewAccount, Stamp};
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, TokenHash, UserId};

use super::MemoryStore;

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

    async fn create<'a>(
        &self,
        new: NewAccount<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        if state.is_taken(new.account) {
            return Ok(false);
        }
        state.accounts.push(new.account.clone());
        state.invitations.push(new.invitation.clone());
        state.send(new.mail);
        state.record(event);
        Ok(true)
    }
}

#[async_trait]
impl ApiKeys for MemoryStore {
    async fn create(&self, key: &ApiKey, event: &AuditEvent) -> Result<(), StorageError> {
        let mut state = self.state();
        state.api_keys.push(key.clone());
        state.record(event);
        Ok(())
    }

    async fn find(&self, token: &TokenHash) -> Result<Option<ApiKey>, StorageError> {
        let state = self.state();
        Ok(state
            .api_keys
            .iter()
            .find(|key| key.token == *token)
            .cloned())
    }

    async fn note_use(
        &self,
        tenant: &TenantId,
        key_id: &str,
        used: &Stamp,
    ) -> Result<(), StorageError> {
        let mut state = self.state();
        let is_it = |key: &&mut ApiKey| key.tenant_id == *tenant && key.key_id == key_id;
        if let Some(key) = state.api_keys.iter_mut().find(is_it) {
            key.last_use = Some(used.clone());
        }
        Ok(())
    }
}
