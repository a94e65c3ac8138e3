//! The verifier's ports, in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use client::operating_system_rng;
use kernel::{Clock, FoldedName, Random, StorageError, TenantId, Timestamp, TokenHash};
use rand_core::Rng as _;
use zkp_protocol::verifier::{
    ChallengeLedger, CredentialStore, LookAlikeKey, OpenChallenge, OprfSeed, OwnedCredential, Seed,
    Verifier,
};
use zkp_protocol::{Handle, OprfKeyVersion};

/// Room for one person, "ada".
#[derive(Default)]
pub(crate) struct Memory {
    challenges: Mutex<HashMap<TokenHash, OpenChallenge>>,
    pub(crate) ada: Mutex<Option<OwnedCredential>>,
}

pub(crate) fn verifier(origin: &str, memory: &Arc<Memory>) -> Verifier {
    Verifier {
        origin: origin.to_owned(),
        ledger: memory.clone(),
        credentials: memory.clone(),
        seeds: Arc::new(Surroundings),
        clock: Arc::new(Surroundings),
        random: Arc::new(Surroundings),
    }
}

#[async_trait]
impl ChallengeLedger for Memory {
    async fn open(&self, challenge: OpenChallenge) -> Result<(), StorageError> {
        self.challenges
            .lock()
            .unwrap()
            .insert(challenge.id, challenge);
        Ok(())
    }

    async fn consume(
        &self,
        id: &TokenHash,
        _now: Timestamp,
    ) -> Result<Option<OpenChallenge>, StorageError> {
        Ok(self.challenges.lock().unwrap().remove(id))
    }
}

#[async_trait]
impl CredentialStore for Memory {
    async fn served_to(
        &self,
        _tenant: &TenantId,
        name: &FoldedName,
    ) -> Result<Option<OwnedCredential>, StorageError> {
        Ok(self
            .ada
            .lock()
            .unwrap()
            .clone()
            .filter(|_| name.as_str() == "ada"))
    }

    async fn provable(
        &self,
        _tenant: &TenantId,
        handle: &Handle,
    ) -> Result<Option<OwnedCredential>, StorageError> {
        let ada = self.ada.lock().unwrap().clone();
        Ok(ada.filter(|owned| owned.credential.handle == *handle))
    }
}

struct Surroundings;

impl OprfSeed for Surroundings {
    fn newest(&self) -> (OprfKeyVersion, Seed) {
        (OprfKeyVersion(1), Seed::from_bytes([5; 64]))
    }

    fn version(&self, _version: OprfKeyVersion) -> Option<Seed> {
        Some(Seed::from_bytes([5; 64]))
    }

    fn look_alike_key(&self) -> LookAlikeKey {
        LookAlikeKey::from_bytes([6; 32])
    }
}

impl Clock for Surroundings {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_000)
    }
}

impl Random for Surroundings {
    fn fill(&self, bytes: &mut [u8]) {
        operating_system_rng().fill_bytes(bytes);
    }
}
