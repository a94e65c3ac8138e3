//! Passkeys and their ceremonies.

use async_trait::async_trait;
use identity::mail::Mail;
use identity::passkey::{
    Addition, Ceremonies, Ceremony, OPEN_LIMIT, PER_ACCOUNT, Passkey, PasskeyUse, Passkeys,
};
use identity::sign_in::SignInNonce;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash, UserId};

use super::{MemoryStore, take};

#[async_trait]
impl Ceremonies for MemoryStore {
    async fn open(&self, ceremony: &Ceremony, now: Timestamp) -> Result<bool, StorageError> {
        let mut state = self.state();
        let counts = |open: &&Ceremony| {
            open.tenant_id == ceremony.tenant_id
                && open.network == ceremony.network
                && now < open.expires_at
        };
        let open = state.ceremonies.iter().filter(counts).count();
        let has_room = open < OPEN_LIMIT.try_into().unwrap();
        if has_room {
            state.ceremonies.push(ceremony.clone());
        }
        Ok(has_room)
    }

    async fn redeem(
        &self,
        tenant: &TenantId,
        challenge: &TokenHash,
    ) -> Result<Option<Ceremony>, StorageError> {
        let is_it = |open: &Ceremony| open.tenant_id == *tenant && open.challenge == *challenge;
        Ok(take(&mut self.state().ceremonies, is_it))
    }
}

#[async_trait]
impl Passkeys for MemoryStore {
    async fn add(
        &self,
        passkey: &Passkey,
        notice: &Mail,
        event: &AuditEvent,
    ) -> Result<Addition, StorageError> {
        let mut state = self.state();
        let of_tenant = |known: &&Passkey| known.tenant_id == passkey.tenant_id;
        let known: Vec<_> = state.passkeys.iter().filter(of_tenant).collect();
        let own = known
            .iter()
            .filter(|known| known.user_id == passkey.user_id);
        let is_owner = |account: &identity::Account| {
            account.tenant_id == passkey.tenant_id && account.user_id == passkey.user_id
        };
        if own.count() >= PER_ACCOUNT.try_into().unwrap() || !state.accounts.iter().any(is_owner) {
            return Ok(Addition::Full);
        }
        if known
            .iter()
            .any(|known| known.credential_id == passkey.credential_id)
        {
            return Ok(Addition::Known);
        }
        state.passkeys.push(passkey.clone());
        state.send(notice);
        state.record(event);
        Ok(Addition::Added)
    }

    async fn find(
        &self,
        tenant: &TenantId,
        credential_id: &str,
    ) -> Result<Option<Passkey>, StorageError> {
        let is_it =
            |known: &&Passkey| known.tenant_id == *tenant && known.credential_id == credential_id;
        Ok(self.state().passkeys.iter().find(is_it).cloned())
    }

    async fn of_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Vec<Passkey>, StorageError> {
        let is_own = |known: &&Passkey| known.tenant_id == *tenant && known.user_id == *user;
        let mut own: Vec<_> = self
            .state()
            .passkeys
            .iter()
            .filter(is_own)
            .cloned()
            .collect();
        own.sort_by_key(|own| (own.created.at, own.credential_id.clone()));
        Ok(own)
    }

    async fn rename(
        &self,
        tenant: &TenantId,
        user: &UserId,
        credential_id: &str,
        name: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |known: &&mut Passkey| {
            known.tenant_id == *tenant
                && known.user_id == *user
                && known.credential_id == credential_id
        };
        let Some(passkey) = state.passkeys.iter_mut().find(is_it) else {
            return Ok(false);
        };
        name.clone_into(&mut passkey.name);
        state.record(event);
        Ok(true)
    }

    async fn remove(
        &self,
        tenant: &TenantId,
        user: &UserId,
        credential_id: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |known: &Passkey| {
            known.tenant_id == *tenant
                && known.user_id == *user
                && known.credential_id == credential_id
        };
        let removed = take(&mut state.passkeys, is_it).is_some();
        if removed {
            state.record(event);
        }
        Ok(removed)
    }

    async fn sign_in(
        &self,
        passkey_use: &PasskeyUse,
        nonce: &SignInNonce,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_above =
            |kept: u32| kept < passkey_use.counter || kept == 0 && passkey_use.counter == 0;
        let is_it = |known: &&mut Passkey| {
            known.tenant_id == nonce.tenant_id
                && known.user_id == nonce.user_id
                && known.credential_id == passkey_use.credential_id
                && is_above(known.counter)
        };
        let Some(passkey) = state.passkeys.iter_mut().find(is_it) else {
            return Ok(false);
        };
        passkey.key = passkey_use.key.clone();
        passkey.counter = passkey_use.counter;
        passkey.last_use = Some(passkey_use.used.clone());
        state.nonces.push(nonce.clone());
        state.record(event);
        Ok(true)
    }
}
