//! Keyrings of tenants, for as long as a node may rely on what it has read.

use std::fmt;
use std::sync::Arc;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, ShortMemory, StorageError, TenantId};
use tenancy::SigningAlgorithm;

use super::Keyring;
use crate::{SigningKey, SigningKeys};

/// The keyrings of all tenants. Parsing an RSA key costs more than signing with Ed25519, so a
/// keyring is remembered for a few seconds. A tenant that has no keys yet gets its first ones.
pub struct Keyrings {
    pub(super) keys: Arc<dyn SigningKeys>,
    pub(super) clock: Arc<dyn Clock>,
    memory: ShortMemory<TenantId, Arc<Keyring>>,
}

impl Keyrings {
    /// Keyrings of the keys that `keys` keeps.
    pub fn new(keys: Arc<dyn SigningKeys>, clock: Arc<dyn Clock>) -> Self {
        Self {
            keys,
            clock,
            memory: ShortMemory::default(),
        }
    }

    /// The keyring of a tenant.
    ///
    /// # Errors
    /// Storage did not answer, or the tenant's keys are damaged.
    pub async fn of(&self, tenant: &TenantId) -> Result<Arc<Keyring>, StorageError> {
        if let Some(keyring) = self.memory.recall(tenant, &*self.clock) {
            return Ok(keyring);
        }
        let read_at = self.clock.now();
        let mut keys = self.keys.live(tenant).await?;
        if keys.is_empty() {
            // Whoever created the tenant died before it made the keys.
            self.ensure(tenant, EventActor::System).await?;
            keys = self.keys.live(tenant).await?;
        }
        if keys.is_empty() {
            let problem = format!("tenant '{tenant}' has no signing keys");
            return Err(StorageError::Corrupt(problem));
        }
        let keyring = Arc::new(Keyring::parse(&keys, read_at)?);
        self.memory.remember(tenant, Arc::clone(&keyring), read_at);
        Ok(keyring)
    }

    /// Makes the first keys of a tenant, one of each algorithm, unless it has keys. Called when a
    /// tenant is created and when the service starts; of two nodes that do so at once, both go on
    /// with the keys of the first.
    ///
    /// # Errors
    /// Storage did not answer, or a key could not be made.
    pub async fn ensure(&self, tenant: &TenantId, actor: EventActor) -> Result<(), StorageError> {
        if !self.keys.live(tenant).await?.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let keys = SigningAlgorithm::ALL
            .into_iter()
            .map(|algorithm| SigningKey::generate(algorithm, now, now))
            .collect::<Result<Vec<_>, _>>()?;
        let kids: Vec<_> = keys.iter().map(|key| key.kid.as_str()).collect();
        let kind = EventKind::SigningKeyCreated;
        let event = AuditEvent::new(tenant.clone(), now, kind, actor).with("kid", kids);
        // False means that another node was first, whose keys are as good.
        let published = self.keys.publish(tenant, &[], &keys, &event);
        published.await.map(drop)
    }
}

impl fmt::Debug for Keyrings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyrings(..)")
    }
}
