//! Tenants, relying parties and signing keys.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp};
use oidc::{SigningKey, SigningKeys};
use tenancy::{ClientRecord, RelyingParties, RelyingParty, Tenant, TenantRecord, Tenants};

use super::MemoryStore;

#[async_trait]
impl Tenants for MemoryStore {
    async fn find(&self, id: &TenantId) -> Result<Option<Arc<Tenant>>, StorageError> {
        let state = self.state();
        Ok(state
            .tenants
            .iter()
            .filter(|record| record.closed_at.is_none())
            .map(|record| &record.tenant)
            .find(|tenant| tenant.id == *id)
            .map(|tenant| Arc::new(tenant.clone())))
    }

    async fn create(&self, tenant: &Tenant, event: &AuditEvent) -> Result<bool, StorageError> {
        let mut state = self.state();
        let mut known = state.tenants.iter();
        let is_new = known.all(|record| record.tenant.id != tenant.id);
        if is_new {
            state.tenants.push(TenantRecord {
                tenant: tenant.clone(),
                updated_at: None,
                closed_at: None,
            });
            state.record(event);
        }
        Ok(is_new)
    }
}

#[async_trait]
impl RelyingParties for MemoryStore {
    async fn find(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<Arc<RelyingParty>>, StorageError> {
        let state = self.state();
        let is_it = |known: &&RelyingParty| known.tenant_id == *tenant && known.id() == client;
        let mut clients = state.clients.iter().map(|record| &record.client);
        Ok(clients.find(is_it).map(|client| Arc::new(client.clone())))
    }

    async fn register(
        &self,
        client: &RelyingParty,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_same =
            |known: &RelyingParty| known.tenant_id == client.tenant_id && known.id() == client.id();
        let mut known = state.clients.iter();
        let is_new = !known.any(|record| is_same(&record.client));
        if is_new {
            state.clients.push(ClientRecord {
                client: client.clone(),
                updated_at: None,
            });
            state.follow_logo_uri(client, client.created_at);
            state.record(event);
        }
        Ok(is_new)
    }
}

#[async_trait]
impl SigningKeys for MemoryStore {
    async fn live(&self, tenant: &TenantId) -> Result<Vec<SigningKey>, StorageError> {
        let state = self.state();
        let of_tenant = state
            .signing_keys
            .iter()
            .filter(|(owner, _)| owner == tenant);
        let mut keys: Vec<_> = of_tenant.map(|(_, key)| key.clone()).collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.signs_from));
        Ok(keys)
    }

    async fn publish(
        &self,
        tenant: &TenantId,
        beside: &[String],
        keys: &[SigningKey],
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let of_tenant = state
            .signing_keys
            .iter()
            .filter(|(owner, _)| owner == tenant);
        let known: BTreeSet<_> = of_tenant.map(|(_, key)| &key.kid).collect();
        let is_as_thought = known == beside.iter().collect();
        if is_as_thought {
            let keys = keys.iter().map(|key| (tenant.clone(), key.clone()));
            state.signing_keys.extend(keys);
            state.record(event);
        }
        Ok(is_as_thought)
    }

    async fn retire(
        &self,
        tenant: &TenantId,
        kid: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let before = state.signing_keys.len();
        state
            .signing_keys
            .retain(|(owner, key)| owner != tenant || key.kid != kid);
        let is_retired = state.signing_keys.len() < before;
        if is_retired {
            state.record(event);
        }
        Ok(is_retired)
    }

    async fn with_keys_from(&self, moment: Timestamp) -> Result<Vec<TenantId>, StorageError> {
        let state = self.state();
        let aged = state
            .signing_keys
            .iter()
            .filter(|(_, key)| key.signs_from <= moment);
        let tenants: BTreeSet<_> = aged.map(|(owner, _)| owner.clone()).collect();
        Ok(tenants.into_iter().collect())
    }
}
