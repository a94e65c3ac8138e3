//! Tenants and relying parties, remembered for a few seconds: every request asks for them.

use std::sync::Arc;

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, Clock, ShortMemory, StorageError, TenantId};

use crate::{RelyingParties, RelyingParty, Tenant, Tenants};

/// Both ports of this crate over a store that does the same, with a [`ShortMemory`] in between.
pub struct Remembered<S: ?Sized> {
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    tenants: ShortMemory<TenantId, Arc<Tenant>>,
    clients: ShortMemory<(TenantId, ClientId), Arc<RelyingParty>>,
}

impl<S: ?Sized> Remembered<S> {
    /// Remembers what `store` says.
    pub fn new(store: Arc<S>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            tenants: ShortMemory::default(),
            clients: ShortMemory::default(),
        }
    }
}

#[async_trait]
impl<S: Tenants + ?Sized> Tenants for Remembered<S> {
    async fn find(&self, id: &TenantId) -> Result<Option<Arc<Tenant>>, StorageError> {
        if let Some(tenant) = self.tenants.recall(id, &*self.clock) {
            return Ok(Some(tenant));
        }
        let read_at = self.clock.now();
        let found = self.store.find(id).await?;
        if let Some(tenant) = &found {
            self.tenants.remember(id, tenant.clone(), read_at);
        }
        Ok(found)
    }

    async fn create(&self, tenant: &Tenant, event: &AuditEvent) -> Result<bool, StorageError> {
        self.store.create(tenant, event).await
    }
}

#[async_trait]
impl<S: RelyingParties + ?Sized> RelyingParties for Remembered<S> {
    async fn find(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<Arc<RelyingParty>>, StorageError> {
        let key = (tenant.clone(), client.clone());
        if let Some(client) = self.clients.recall(&key, &*self.clock) {
            return Ok(Some(client));
        }
        let read_at = self.clock.now();
        let found = self.store.find(tenant, client).await?;
        if let Some(client) = &found {
            self.clients.remember(&key, client.clone(), read_at);
        }
        Ok(found)
    }

    async fn register(
        &self,
        client: &RelyingParty,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        self.store.register(client, event).await
    }
}

#[cfg(test)]
mod tests {
    use kernel::{MockClock, Timestamp};

    use super::*;
    use crate::{MockTenants, TenantSettings};

    #[tokio::test]
    async fn the_store_is_asked_once_but_a_miss_is_asked_again() {
        let mut store = MockTenants::new();
        store.expect_find().times(3).returning(|id| {
            let settings = TenantSettings::default();
            let tenant = Tenant {
                id: id.clone(),
                settings,
                created_at: Timestamp::default(),
            };
            Ok((id.as_str() == "acme").then(|| Arc::new(tenant)))
        });
        let mut clock = MockClock::new();
        clock
            .expect_now()
            .return_const(Timestamp::from_seconds(100));
        let tenants = Remembered::new(Arc::new(store), Arc::new(clock));
        for _ in 0..2 {
            assert!(
                tenants
                    .find(&"acme".parse().unwrap())
                    .await
                    .unwrap()
                    .is_some()
            );
            assert!(
                tenants
                    .find(&"none".parse().unwrap())
                    .await
                    .unwrap()
                    .is_none()
            );
        }
    }
}
