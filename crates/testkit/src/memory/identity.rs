//! API keys.

use async_trait::async_trait;
use identity::Stamp;
use identity::api_key::{ApiKey, ApiKeys, ListedApiKey};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash, UserId};

use super::MemoryStore;

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

    async fn find_by_id(
        &self,
        tenant: &TenantId,
        key_id: &str,
    ) -> Result<Option<ApiKey>, StorageError> {
        let state = self.state();
        let is_it = |key: &&ApiKey| key.tenant_id == *tenant && key.key_id == key_id;
        Ok(state.api_keys.iter().find(is_it).cloned())
    }

    async fn list(
        &self,
        tenant: &TenantId,
        owner: Option<UserId>,
    ) -> Result<Vec<ListedApiKey>, StorageError> {
        let state = self.state();
        let is_wanted =
            |key: &&ApiKey| key.tenant_id == *tenant && (owner.is_none() || key.owner == owner);
        let mut keys: Vec<_> = state.api_keys.iter().filter(is_wanted).cloned().collect();
        keys.sort_by_key(|key| (std::cmp::Reverse(key.created.at), key.key_id.clone()));
        let listed = |key: ApiKey| {
            let mut accounts = state.accounts.iter();
            let owner = accounts.find(|account| {
                account.tenant_id == *tenant && Some(&account.user_id) == key.owner.as_ref()
            });
            ListedApiKey {
                username: owner.map(|owner| owner.username.clone()),
                key,
            }
        };
        Ok(keys.into_iter().map(listed).collect())
    }

    async fn regenerate(
        &self,
        tenant: &TenantId,
        key_id: &str,
        token: &TokenHash,
        event: &AuditEvent,
    ) -> Result<Option<ApiKey>, StorageError> {
        let mut state = self.state();
        let is_it = |key: &&mut ApiKey| key.tenant_id == *tenant && key.key_id == key_id;
        let Some(key) = state.api_keys.iter_mut().find(is_it) else {
            return Ok(None);
        };
        (key.token, key.last_use, key.is_active) = (*token, None, true);
        let renewed = key.clone();
        state.record(event);
        Ok(Some(renewed))
    }

    async fn revoke(
        &self,
        tenant: &TenantId,
        key_id: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |key: &ApiKey| key.tenant_id == *tenant && key.key_id == key_id;
        let is_revoked = super::take(&mut state.api_keys, is_it).is_some();
        if is_revoked {
            state.record(event);
        }
        Ok(is_revoked)
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
