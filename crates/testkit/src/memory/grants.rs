//! Grants, and how their refresh tokens are rotated.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{
    Delegation, Grant, GrantId, Grants, HeldRefreshToken, RefreshToken, Rotation, RotationEvents,
    RotationOutcome,
};

use super::{MemoryStore, State, Use};

#[async_trait]
impl Grants for MemoryStore {
    async fn find(
        &self,
        tenant: &TenantId,
        grant: &GrantId,
    ) -> Result<Option<Delegation>, StorageError> {
        Ok(self.state().delegation(tenant, grant))
    }

    async fn find_by_refresh_token(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<HeldRefreshToken>, StorageError> {
        let state = self.state();
        let Some((token, used)) = state.refresh_token(tenant, token) else {
            return Ok(None);
        };
        let delegation = state.delegation(tenant, &token.grant_id);
        Ok(delegation.map(|delegation| HeldRefreshToken {
            delegation,
            issued_at: token.created_at,
            accepted_until: used.is_none().then_some(token.expires_at),
        }))
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

    fn delegation(&self, tenant: &TenantId, grant: &GrantId) -> Option<Delegation> {
        let grant = self.grant(tenant, grant)?.clone();
        let user = self.end_user(tenant, &grant.user_id)?;
        Some(Delegation { grant, user })
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
