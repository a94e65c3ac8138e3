//! Authorization requests, sent ahead or open, and codes.

use async_trait::async_trait;
use identity::Session;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{
    AuthorizationCode, AuthorizationCodes, AuthorizationRequest, AuthorizationRequests, Grant,
    HeldCode, PushedRequest, PushedRequests, Redemption, RedemptionEvents, RedemptionOutcome,
};

use super::{MemoryStore, State, take};

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
        let has_ended = state.consume(tenant, token, event.at);
        if has_ended {
            state.record(event);
        }
        Ok(has_ended)
    }

    async fn identify(
        &self,
        token: Option<TokenHash>,
        grant: &Grant,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_its_session =
            |it: &Session| it.tenant_id == grant.tenant_id && it.session_id == grant.session_id;
        if !state.sessions.iter().any(is_its_session)
            || !state.consume(&grant.tenant_id, token, event.at)
        {
            return Ok(false);
        }
        let says_the_same = |it: &Grant| {
            it.tenant_id == grant.tenant_id
                && it.session_id == grant.session_id
                && it.client_id == grant.client_id
        };
        if !state.grants.iter().any(says_the_same) {
            state.grants.push(grant.clone());
        }
        state.record(event);
        Ok(true)
    }
}

impl State {
    /// Takes a live request away. One that was answered at once was never there.
    fn consume(&mut self, tenant: &TenantId, token: Option<TokenHash>, at: Timestamp) -> bool {
        token.is_none_or(|token| {
            let live = |request: &AuthorizationRequest| {
                request.tenant_id == *tenant && request.token == token && at < request.expires_at
            };
            take(&mut self.authorization_requests, live).is_some()
        })
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
    ) -> Result<Option<HeldCode>, StorageError> {
        let state = self.state();
        let mut codes = state.codes.iter().map(|(code, _)| code);
        let is_it = |code: &&AuthorizationCode| code.tenant_id == *tenant && code.token == *token;
        let held = codes.find(is_it).cloned().and_then(|code| {
            let user = state.end_user(tenant, &code.user_id)?;
            Some(HeldCode { code, user })
        });
        Ok(held)
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
