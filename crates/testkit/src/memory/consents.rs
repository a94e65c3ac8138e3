//! What people have allowed clients.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, UserId};
use oidc::{Consent, Consents, Scope};

use super::MemoryStore;

#[async_trait]
impl Consents for MemoryStore {
    async fn find(
        &self,
        tenant: &TenantId,
        user: &UserId,
        client: &ClientId,
    ) -> Result<Option<Scope>, StorageError> {
        let state = self.state();
        let theirs = |consent: &&Consent| {
            consent.tenant_id == *tenant && consent.user_id == *user && consent.client_id == *client
        };
        let mut allowed: Vec<_> = state
            .consents
            .iter()
            .filter(theirs)
            .flat_map(|consent| consent.scope.tokens())
            .collect();
        allowed.sort_unstable();
        let allowed = (!allowed.is_empty()).then(|| Scope::parse(&allowed.join(" ")).unwrap());
        Ok(allowed)
    }

    async fn give(&self, consent: &Consent, event: &AuditEvent) -> Result<(), StorageError> {
        let mut state = self.state();
        state.consents.push(consent.clone());
        state.record(event);
        Ok(())
    }
}
