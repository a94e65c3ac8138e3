//! Adapters in memory.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use kernel::{Clock, FoldedName, Random, StorageError, TenantId, Timestamp, TokenHash, UserId};
use rand_core::Rng as _;

use crate::seeded::Seeded;
use crate::verifier::{
    ChallengeLedger, CredentialStore, LookAlikeKey, OpenChallenge, OprfSeed, OwnedCredential, Seed,
};
use crate::{Credential, Handle, OprfKeyVersion};

/// A user of one tenant.
#[derive(Clone)]
pub(super) struct Account {
    pub(super) tenant: TenantId,
    pub(super) user: UserId,
    pub(super) username: String,
    pub(super) credential: Option<Credential>,
    pub(super) is_disabled: bool,
}

#[derive(Default)]
pub(super) struct Memory {
    pub(super) challenges: Mutex<HashMap<TokenHash, OpenChallenge>>,
    pub(super) accounts: Mutex<Vec<Account>>,
}

impl Memory {
    fn find(&self, is_wanted: impl Fn(&Account) -> bool) -> Option<OwnedCredential> {
        let accounts = self.accounts.lock().unwrap();
        let account = accounts.iter().find(|account| is_wanted(account))?;
        Some(OwnedCredential {
            user: account.user.clone(),
            credential: account.credential.clone()?,
        })
    }
}

#[async_trait]
impl ChallengeLedger for Memory {
    async fn open(&self, challenge: OpenChallenge) -> Result<(), StorageError> {
        let mut challenges = self.challenges.lock().unwrap();
        challenges.insert(challenge.id, challenge);
        Ok(())
    }

    async fn consume(
        &self,
        id: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<OpenChallenge>, StorageError> {
        let challenge = self.challenges.lock().unwrap().remove(id);
        Ok(challenge.filter(|challenge| now < challenge.expires_at))
    }
}

#[async_trait]
impl CredentialStore for Memory {
    async fn served_to(
        &self,
        tenant: &TenantId,
        name: &FoldedName,
    ) -> Result<Option<OwnedCredential>, StorageError> {
        Ok(self.find(|account| {
            account.tenant == *tenant && FoldedName::of(&account.username) == *name
        }))
    }

    async fn provable(
        &self,
        tenant: &TenantId,
        handle: &Handle,
    ) -> Result<Option<OwnedCredential>, StorageError> {
        Ok(self.find(|account| {
            let credential = account.credential.as_ref();
            account.tenant == *tenant
                && !account.is_disabled
                && credential.is_some_and(|credential| credential.handle == *handle)
        }))
    }
}

/// Two seeds of which the first can be destroyed.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) newest: Mutex<u32>,
    pub(super) destroyed: Mutex<Option<u32>>,
}

impl OprfSeed for Keys {
    fn newest(&self) -> (OprfKeyVersion, Seed) {
        let version = *self.newest.lock().unwrap();
        (OprfKeyVersion(version), seed(version))
    }

    fn version(&self, OprfKeyVersion(version): OprfKeyVersion) -> Option<Seed> {
        (*self.destroyed.lock().unwrap() != Some(version)).then(|| seed(version))
    }

    fn look_alike_key(&self) -> LookAlikeKey {
        LookAlikeKey::from_bytes([0x1a; 32])
    }
}

pub(super) fn seed(version: u32) -> Seed {
    Seed::from_bytes([0x50 + u8::try_from(version).unwrap(); 64])
}

/// A clock that is set by hand.
#[derive(Default)]
pub(super) struct HandSet(pub(super) Mutex<Timestamp>);

impl Clock for HandSet {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub(super) struct SharedSeeded(pub(super) Mutex<Seeded>);

impl Random for SharedSeeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(bytes);
    }
}
