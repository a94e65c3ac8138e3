//! Keyrings of tenants, for as long as a node may rely on what it has read.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, StorageError, TenantId, Timestamp};
use tenancy::SigningAlgorithm;

use super::Keyring;
use crate::{SigningKey, SigningKeys};

/// A node sees a new key at most this long after another one has published it.
const TRUSTED_FOR: Duration = Duration::from_secs(5);
/// More tenants than this at once, and everybody is read again.
const CAPACITY: usize = 1024;

/// The keyrings of all tenants. Parsing an RSA key costs more than signing with Ed25519, so a
/// keyring is kept for 5 s; that a tenant has no keys is never remembered.
pub struct Keyrings {
    keys: Arc<dyn SigningKeys>,
    clock: Arc<dyn Clock>,
    cached: Mutex<HashMap<TenantId, Cached>>,
}

struct Cached {
    keyring: Arc<Keyring>,
    read_at: Timestamp,
}

impl Keyrings {
    /// Keyrings of the keys that `keys` keeps.
    pub fn new(keys: Arc<dyn SigningKeys>, clock: Arc<dyn Clock>) -> Self {
        Self {
            keys,
            clock,
            cached: Mutex::default(),
        }
    }

    /// The keyring of a tenant.
    ///
    /// # Errors
    /// Storage did not answer, or the tenant has no keys or damaged ones.
    pub async fn of(&self, tenant: &TenantId) -> Result<Arc<Keyring>, StorageError> {
        let now = self.clock.now();
        if let Some(keyring) = self.recall(tenant, now) {
            return Ok(keyring);
        }
        let keys = self.keys.live(tenant).await?;
        if keys.is_empty() {
            let problem = format!("tenant '{tenant}' has no signing keys");
            return Err(StorageError::Corrupt(problem));
        }
        let keyring = Arc::new(Keyring::parse(&keys)?);
        self.remember(tenant, &keyring, now);
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
        let keys = [SigningAlgorithm::EdDsa, SigningAlgorithm::Rs256]
            .into_iter()
            .map(|algorithm| SigningKey::generate(algorithm, now))
            .collect::<Result<Vec<_>, _>>()?;
        let kids: Vec<_> = keys.iter().map(|key| key.kid.as_str()).collect();
        let kind = EventKind::SigningKeyCreated;
        let event = AuditEvent::new(tenant.clone(), now, kind, actor).with("kid", kids);
        // False means that another node was first, whose keys are as good.
        self.keys.publish(tenant, &keys, &event).await.map(drop)
    }

    fn recall(&self, tenant: &TenantId, now: Timestamp) -> Option<Arc<Keyring>> {
        let cached = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        let known = cached.get(tenant)?;
        (now.since(known.read_at) < TRUSTED_FOR).then(|| Arc::clone(&known.keyring))
    }

    fn remember(&self, tenant: &TenantId, keyring: &Arc<Keyring>, now: Timestamp) {
        let mut cached = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.len() >= CAPACITY && !cached.contains_key(tenant) {
            cached.clear();
        }
        let entry = Cached {
            keyring: Arc::clone(keyring),
            read_at: now,
        };
        cached.insert(tenant.clone(), entry);
    }
}

impl fmt::Debug for Keyrings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyrings(..)")
    }
}
