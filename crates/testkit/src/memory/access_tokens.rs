//! Opaque and revoked access tokens, assertions and proofs that clients have used, and who users are elsewhere.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, TokenHash, UserId};
use oidc::{
    AccessTokens, ClientAssertions, DpopProofs, ForeignIdentity, LinkedIdentities, OpaqueToken,
    RevokedToken, UsedAssertion, UsedProof,
};

use super::MemoryStore;

#[async_trait]
impl AccessTokens for MemoryStore {
    async fn issue(&self, token: &OpaqueToken) -> Result<(), StorageError> {
        self.state().access_tokens.push(token.clone());
        Ok(())
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<OpaqueToken>, StorageError> {
        let state = self.state();
        if state.revoked_tokens.contains(&(tenant.clone(), *token)) {
            return Ok(None);
        }
        let is_it = |known: &&OpaqueToken| known.tenant_id == *tenant && known.token == *token;
        Ok(state.access_tokens.iter().find(is_it).cloned())
    }

    async fn revoke(&self, token: &RevokedToken, event: &AuditEvent) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_first = state
            .revoked_tokens
            .insert((token.tenant_id.clone(), token.token));
        if is_first {
            state.record(event);
        }
        Ok(is_first)
    }

    async fn is_revoked(&self, tenant: &TenantId, token: &TokenHash) -> Result<bool, StorageError> {
        let state = self.state();
        Ok(state.revoked_tokens.contains(&(tenant.clone(), *token)))
    }
}

#[async_trait]
impl ClientAssertions for MemoryStore {
    async fn use_once(&self, assertion: &UsedAssertion) -> Result<bool, StorageError> {
        let UsedAssertion {
            tenant_id,
            client_id,
            jti,
            ..
        } = assertion.clone();
        Ok(self.state().assertions.insert((tenant_id, client_id, jti)))
    }
}

#[async_trait]
impl DpopProofs for MemoryStore {
    async fn use_once(&self, proof: &UsedProof) -> Result<bool, StorageError> {
        let key = (proof.tenant_id.clone(), proof.proof);
        Ok(self.state().proofs.insert(key))
    }
}

#[async_trait]
impl LinkedIdentities for MemoryStore {
    async fn find(
        &self,
        tenant: &TenantId,
        identity: &ForeignIdentity,
    ) -> Result<Option<UserId>, StorageError> {
        let key = (tenant.clone(), identity.clone());
        Ok(self.state().linked_identities.get(&key).cloned())
    }

    async fn link(
        &self,
        tenant: &TenantId,
        identity: &ForeignIdentity,
        user: &UserId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let key = (tenant.clone(), identity.clone());
        if state.linked_identities.contains_key(&key) {
            return Ok(false);
        }
        state.linked_identities.insert(key, user.clone());
        state.record(event);
        Ok(true)
    }
}
