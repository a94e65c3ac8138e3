//! Tenants and relying parties as their administrators see them.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp};
use tenancy::{
    ClientRecord, ClientRegistry, ClientType, Deletion, RetiredSecret, Rotation, TenantRecord,
    TenantRegistry,
};

use super::{MemoryStore, take};

/// As many of a list as are wanted, in the order of their ids.
fn part<T: Clone, K: Ord>(
    mut list: Vec<T>,
    key: impl Fn(&T) -> K,
    skip: u32,
    limit: u32,
) -> Vec<T> {
    list.sort_by_key(key);
    let (skip, limit) = (skip.try_into().unwrap(), limit.try_into().unwrap());
    list.into_iter().skip(skip).take(limit).collect()
}

#[async_trait]
impl TenantRegistry for MemoryStore {
    async fn read(&self, id: &TenantId) -> Result<Option<TenantRecord>, StorageError> {
        let state = self.state();
        let found = state.tenants.iter().find(|record| record.tenant.id == *id);
        Ok(found.cloned())
    }

    async fn list(&self, skip: u32, limit: u32) -> Result<Vec<TenantRecord>, StorageError> {
        let all = self.state().tenants.clone();
        Ok(part(all, |record| record.tenant.id.clone(), skip, limit))
    }

    async fn change(
        &self,
        changed: &TenantRecord,
        seen: Option<Timestamp>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |known: &&mut TenantRecord| {
            known.tenant.id == changed.tenant.id && known.updated_at == seen
        };
        let found = state.tenants.iter_mut().find(is_it);
        let is_found = found.is_some();
        if let Some(known) = found {
            known.tenant.settings = changed.tenant.settings.clone();
            known.updated_at = changed.updated_at;
            state.record(event);
        }
        Ok(is_found)
    }

    async fn close(
        &self,
        id: &TenantId,
        at: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        Ok(self.move_tenant(id, None, Some(at), event))
    }

    async fn reopen(&self, id: &TenantId, event: &AuditEvent) -> Result<bool, StorageError> {
        let closed_at = TenantRegistry::read(self, id).await?;
        let closed_at = closed_at.and_then(|record| record.closed_at);
        Ok(closed_at.is_some() && self.move_tenant(id, closed_at, None, event))
    }

    async fn delete(&self, id: &TenantId, event: &AuditEvent) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |record: &TenantRecord| record.tenant.id == *id && record.closed_at.is_some();
        let is_found = take(&mut state.tenants, is_it).is_some();
        if is_found {
            state
                .clients
                .retain(|record| record.client.tenant_id != *id);
            state.accounts.retain(|account| account.tenant_id != *id);
            state.forget_logos(id, None);
            state.record(event);
        }
        Ok(is_found)
    }
}

impl MemoryStore {
    /// Sets when a tenant was closed, if it is `before`.
    fn move_tenant(
        &self,
        id: &TenantId,
        before: Option<Timestamp>,
        after: Option<Timestamp>,
        event: &AuditEvent,
    ) -> bool {
        let mut state = self.state();
        let is_it =
            |record: &&mut TenantRecord| record.tenant.id == *id && record.closed_at == before;
        let found = state.tenants.iter_mut().find(is_it);
        let is_found = found.is_some();
        if let Some(record) = found {
            record.closed_at = after;
            state.record(event);
        }
        is_found
    }
}

#[async_trait]
impl ClientRegistry for MemoryStore {
    async fn read(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<ClientRecord>, StorageError> {
        let state = self.state();
        let is_it = |record: &&ClientRecord| is_client(record, tenant, client);
        Ok(state.clients.iter().find(is_it).cloned())
    }

    async fn list(
        &self,
        tenant: &TenantId,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<ClientRecord>, StorageError> {
        let state = self.state();
        let of_tenant = |record: &&ClientRecord| record.client.tenant_id == *tenant;
        let all = state.clients.iter().filter(of_tenant).cloned().collect();
        Ok(part(all, |record| record.client.id().clone(), skip, limit))
    }

    async fn change(
        &self,
        changed: &ClientRecord,
        seen: Option<Timestamp>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let (tenant, id) = (&changed.client.tenant_id, changed.client.id());
        let is_it =
            |known: &&mut ClientRecord| is_client(known, tenant, id) && known.updated_at == seen;
        let found = state.clients.iter_mut().find(is_it);
        let is_found = found.is_some();
        if let Some(known) = found {
            known.client.registration = changed.client.registration.clone();
            known.updated_at = changed.updated_at;
            if known.client.registration.client_type == ClientType::Public {
                known.client.secret = None;
                known.client.retired_secret = None;
            }
            let at = changed.updated_at.unwrap_or_default();
            state.follow_logo_uri(&changed.client, at);
            state.record(event);
        }
        Ok(is_found)
    }

    async fn rotate(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        rotation: &Rotation,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |record: &&mut ClientRecord| is_client(record, tenant, client);
        let found = state.clients.iter_mut().find(is_it);
        let is_found = found.is_some();
        if let Some(record) = found {
            let until = rotation.retired_until;
            let replaced = record.client.secret.replace(rotation.secret);
            record.client.retired_secret = replaced.map(|hash| RetiredSecret { hash, until });
            state.record(event);
        }
        Ok(is_found)
    }

    async fn delete(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        event: &AuditEvent,
    ) -> Result<Deletion, StorageError> {
        let mut state = self.state();
        let is_it = |record: &&ClientRecord| is_client(record, tenant, client);
        let Some(found) = state.clients.iter().find(is_it) else {
            return Ok(Deletion::Absent);
        };
        if found.client.registration.is_lock {
            return Ok(Deletion::Locked);
        }
        state
            .clients
            .retain(|record| !is_client(record, tenant, client));
        state.forget_logos(tenant, Some(client));
        state.record(event);
        Ok(Deletion::Deleted)
    }
}

fn is_client(record: &ClientRecord, tenant: &TenantId, client: &ClientId) -> bool {
    record.client.tenant_id == *tenant && record.client.id() == client
}
