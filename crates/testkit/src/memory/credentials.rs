//! Challenges and credentials.

use async_trait::async_trait;
use identity::Account;
use kernel::{FoldedName, StorageError, TenantId, Timestamp, TokenHash};
use zkp_protocol::Handle;
use zkp_protocol::verifier::{ChallengeLedger, CredentialStore, OpenChallenge, OwnedCredential};

use super::{MemoryStore, State, take};

#[async_trait]
impl ChallengeLedger for MemoryStore {
    async fn open(&self, challenge: OpenChallenge) -> Result<(), StorageError> {
        self.state().challenges.push(challenge);
        Ok(())
    }

    async fn consume(
        &self,
        id: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<OpenChallenge>, StorageError> {
        let is_live = |known: &OpenChallenge| known.id == *id && now < known.expires_at;
        Ok(take(&mut self.state().challenges, is_live))
    }
}

#[async_trait]
impl CredentialStore for MemoryStore {
    async fn served_to(
        &self,
        tenant: &TenantId,
        name: &FoldedName,
    ) -> Result<Option<OwnedCredential>, StorageError> {
        let is_served = |account: &Account, _: &OwnedCredential| account.username.folded() == *name;
        Ok(self.state().credential(tenant, is_served))
    }

    async fn provable(
        &self,
        tenant: &TenantId,
        handle: &Handle,
    ) -> Result<Option<OwnedCredential>, StorageError> {
        let is_provable = |account: &Account, owned: &OwnedCredential| {
            !account.is_disabled && owned.credential.handle == *handle
        };
        Ok(self.state().credential(tenant, is_provable))
    }
}

impl State {
    pub(super) fn credential(
        &self,
        tenant: &TenantId,
        is_wanted: impl Fn(&Account, &OwnedCredential) -> bool,
    ) -> Option<OwnedCredential> {
        let mut accounts = self
            .accounts
            .iter()
            .filter(|account| account.tenant_id == *tenant);
        accounts.find_map(|account| {
            let is_own = |(owner, owned): &&(TenantId, OwnedCredential)| {
                owner == tenant && owned.user == account.user_id && is_wanted(account, owned)
            };
            let (_, owned) = self.credentials.iter().find(is_own)?;
            Some(owned.clone())
        })
    }
}
