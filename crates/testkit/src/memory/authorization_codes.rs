//! Authorization requests, sent ahead or open, and codes.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{
    AuthorizationCode, AuthorizationCodes, AuthorizationRequest, AuthorizationRequests,
    PushedRequest, PushedRequests, Redemption, RedemptionEvents, RedemptionOutcome,
};

use super::{MemoryStore, take};

#[async_trait]
impl PushedRequests for MemoryStore {
    async fn push(&self, request: &PushedRequest) -> Result<(), StorageError> {
        self.state().pushed_requests.push(request.clone());
        Ok(())
    }

    async fn take(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<PushedRequest>, StorageError> {
        let live = |request: &PushedRequest| {
            request.tenant_id == *tenant
                && request.client_id == *client
                && request.token == *token
                && now < request.expires_at
        };
        Ok(take(&mut self.state().pushed_requests, live))
    }
}

#[async_trait]
impl AuthorizationRequests for MemoryStore {
    async fn open(&self, request: &AuthorizationRequest) -> Result<(), StorageError> {
        self.state().authorization_requests.push(request.clone());
        Ok(())
    }

    async fn find(&self, token: &TokenHash) -> Result<Option<AuthorizationRequest>, StorageError> {
        let state = self.state();
        let mut requests = state.authorization_requests.iter();
        Ok(requests.find(|request| request.token == *token).cloned())
    }

    async fn end(
        &self,
        tenant: &TenantId,
        token: Option<TokenHash>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let has_ended = token.is_none_or(|token| {
            let live = |request: &AuthorizationRequest| {
                request.tenant_id == *tenant
                    && request.token == token
                    && event.at < request.expires_at
            };
            take(&mut state.authorization_requests, live).is_some()
        });
        if has_ended {
            state.record(event);
        }
        Ok(has_ended)
    }
}

#[async_trait]
impl AuthorizationCodes for MemoryStore {
    async fn issue(
        &self,
        code: &AuthorizationCode,
        request: Option<TokenHash>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        if let Some(token) = request {
            let is_live = |request: &AuthorizationRequest| {
                request.token == token
                    && request.tenant_id == code.tenant_id
                    && code.created_at < request.expires_at
            };
            if take(&mut state.authorization_requests, is_live).is_none() {
                return Ok(false);
            }
        }
        state.codes.push((code.clone(), None));
        state.record(event);
        Ok(true)
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<AuthorizationCode>, StorageError> {
        let state = self.state();
        let mut codes = state.codes.iter().map(|(code, _)| code);
        let is_it = |code: &&AuthorizationCode| code.tenant_id == *tenant && code.token == *token;
        Ok(codes.find(is_it).cloned())
    }

    async fn redeem<'a>(
        &self,
        redemption: &Redemption<'a>,
        now: Timestamp,
        events: &RedemptionEvents<'a>,
    ) -> Result<RedemptionOutcome, StorageError> {
        let mut state = self.state();
        let tenant = &redemption.grant.tenant_id;
        let sessions = state.sessions.clone();
        let mut codes = state.codes.iter_mut();
        let Some((code, given)) =
            codes.find(|(code, _)| code.tenant_id == *tenant && code.token == *redemption.code)
        else {
            return Ok(RedemptionOutcome::Gone);
        };
        if let Some(given) = given.clone() {
            state.revoke(tenant, &given, now);
            state.record(events.replayed);
            return Ok(RedemptionOutcome::Replayed);
        }
        let is_signed_in = sessions
            .iter()
            .any(|session| session.tenant_id == *tenant && session.session_id == code.session_id);
        if code.expires_at <= now || !is_signed_in {
            return Ok(RedemptionOutcome::Gone);
        }
        *given = Some(redemption.grant.grant_id.clone());
        state.grants.push(redemption.grant.clone());
        let first = redemption.refresh_token.cloned();
        state
            .refresh_tokens
            .extend(first.map(|token| (token, None)));
        state.record(events.redeemed);
        Ok(RedemptionOutcome::Redeemed)
    }
}
