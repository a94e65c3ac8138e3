//! Grants, and how their refresh tokens are rotated.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{Grant, GrantId, Grants, RefreshToken, Rotation, RotationEvents, RotationOutcome};

use super::{MemoryStore, State, Use};

#[async_trait]
impl Grants for MemoryStore {
    async fn find(
        &self,
        tenant: &TenantId,
        grant: &GrantId,
    ) -> Result<Option<Grant>, StorageError> {
        Ok(self.state().grant(tenant, grant).cloned())
    }

    async fn find_by_refresh_token(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<Grant>, StorageError> {
        let state = self.state();
        let found = state.refresh_token(tenant, token);
        Ok(found.and_then(|(token, _)| state.grant(tenant, &token.grant_id).cloned()))
    }

    async fn accepted_until(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<Timestamp>, StorageError> {
        let state = self.state();
        let unused = state.refresh_token(tenant, token);
        let unused = unused.filter(|(_, used)| used.is_none());
        Ok(unused.map(|(token, _)| token.expires_at))
    }

    async fn revoke(
        &self,
        tenant: &TenantId,
        grant: &GrantId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_live = state
            .grant(tenant, grant)
            .is_some_and(|grant| grant.revoked_at.is_none());
        if is_live {
            state.revoke(tenant, grant, event.at);
            state.record(event);
        }
        Ok(is_live)
    }

    async fn rotate<'a>(
        &self,
        tenant: &TenantId,
        rotation: &Rotation<'a>,
        now: Timestamp,
        events: &RotationEvents<'a>,
    ) -> Result<RotationOutcome, StorageError> {
        let mut state = self.state();
        let outcome = state.judge(tenant, rotation, now);
        match &outcome {
            RotationOutcome::Rotated => {
                state.spend(tenant, rotation, now);
                state.record(events.rotated);
            }
            RotationOutcome::Reused => {
                let (token, _) = state.refresh_token(tenant, rotation.presented).unwrap();
                let grant = token.grant_id.clone();
                state.revoke(tenant, &grant, now);
                state.record(events.reused);
            }
            RotationOutcome::Gone | RotationOutcome::Grace(_) => {}
        }
        Ok(outcome)
    }
}

impl State {
    fn grant(&self, tenant: &TenantId, grant: &GrantId) -> Option<&Grant> {
        let is_it = |known: &&Grant| known.tenant_id == *tenant && known.grant_id == *grant;
        self.grants.iter().find(is_it)
    }

    pub(super) fn revoke(&mut self, tenant: &TenantId, grant: &GrantId, at: Timestamp) {
        for known in &mut self.grants {
            if known.tenant_id == *tenant && known.grant_id == *grant {
                known.revoked_at.get_or_insert(at);
            }
        }
    }

    fn refresh_token(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Option<&(RefreshToken, Option<Use>)> {
        let is_it = |(known, _): &&(RefreshToken, Option<Use>)| {
            known.tenant_id == *tenant && known.token == *token
        };
        self.refresh_tokens.iter().find(is_it)
    }

    fn judge(&self, tenant: &TenantId, rotation: &Rotation<'_>, now: Timestamp) -> RotationOutcome {
        let Some((token, used)) = self.refresh_token(tenant, rotation.presented) else {
            return RotationOutcome::Gone;
        };
        let grant = self.grant(tenant, &token.grant_id);
        if !grant.is_some_and(|grant| grant.is_live(now)) {
            return RotationOutcome::Gone;
        }
        let Some(used) = used else {
            return if now < token.expires_at {
                RotationOutcome::Rotated
            } else {
                RotationOutcome::Gone
            };
        };
        let successor = self.refresh_token(tenant, &used.successor);
        let is_successor_unused = successor.is_some_and(|(_, used)| used.is_none());
        if now.since(used.at) < rotation.grace && is_successor_unused {
            RotationOutcome::Grace(used.sealed.clone())
        } else {
            RotationOutcome::Reused
        }
    }

    fn spend(&mut self, tenant: &TenantId, rotation: &Rotation<'_>, now: Timestamp) {
        for (token, used) in &mut self.refresh_tokens {
            if token.tenant_id == *tenant && token.token == *rotation.presented {
                *used = Some(Use {
                    at: now,
                    successor: rotation.successor.token,
                    sealed: rotation.sealed_successor.to_vec(),
                });
            }
        }
        self.refresh_tokens.push((rotation.successor.clone(), None));
    }
}
