//! API keys.

use async_trait::async_trait;
use identity::Stamp;
use identity::api_key::{ApiKey, ApiKeys};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash};

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
