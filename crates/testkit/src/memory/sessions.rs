//! Sessions.

use async_trait::async_trait;
use identity::attempts::NameKey;
use identity::sign_in::SignInNonce;
use identity::{BrowserChange, Session, SessionId, SessionStart, Sessions};
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash};

use super::{MemoryStore, State, take};

#[async_trait]
impl Sessions for MemoryStore {
    async fn start<'a>(
        &self,
        start: SessionStart<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let (tenant, now) = (&start.session.tenant_id, start.session.created.at);
        let is_live = |nonce: &SignInNonce| {
            nonce.tenant_id == *tenant && nonce.token == *start.nonce && now < nonce.expires_at
        };
        if take(&mut state.nonces, is_live).is_none() {
            return Ok(false);
        }
        if let Some(replaced) = start.replaces {
            let goes_on = take(&mut state.sessions, |session| {
                session.tenant_id == *tenant && session.session_id == start.session.session_id
            });
            if goes_on.is_none() {
                state.end(tenant, now, |session| session.token == replaced);
            }
        }
        state.move_browser(tenant, start.browser);
        state.sessions.push(start.session.clone());
        state.know(tenant, start.device);
        state.record(event);
        Ok(true)
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<Session>, StorageError> {
        let state = self.state();
        let is_it = |known: &&Session| known.tenant_id == *tenant && known.token == *token;
        Ok(state.sessions.iter().find(is_it).cloned())
    }

    async fn find_by_id(
        &self,
        tenant: &TenantId,
        session: &SessionId,
    ) -> Result<Option<Session>, StorageError> {
        let state = self.state();
        let is_it = |known: &&Session| known.tenant_id == *tenant && known.session_id == *session;
        Ok(state.sessions.iter().find(is_it).cloned())
    }

    async fn touch(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
        last_access: Timestamp,
        idle_until: Timestamp,
    ) -> Result<(), StorageError> {
        let mut state = self.state();
        let is_it = |known: &&mut Session| known.tenant_id == *tenant && known.token == *token;
        if let Some(session) = state.sessions.iter_mut().find(is_it) {
            session.last_access = last_access;
            session.idle_until = idle_until;
        }
        Ok(())
    }

    async fn end(
        &self,
        tenant: &TenantId,
        session: &SessionId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let ended = state.end(tenant, event.at, |known| known.session_id == *session);
        if ended {
            state.record(event);
        }
        Ok(ended)
    }
}

impl State {
    fn move_browser(&mut self, tenant: &TenantId, browser: BrowserChange) {
        let BrowserChange { from, to } = browser;
        for request in &mut self.authorization_requests {
            if request.tenant_id == *tenant && request.browser == from {
                request.browser = to;
            }
        }
        for challenge in &mut self.challenges {
            let occasion = &mut challenge.occasion;
            if occasion.tenant == *tenant && occasion.browser == Some(from) {
                occasion.browser = Some(to);
            }
        }
        let moved = |(owner, noted, _): &(TenantId, TokenHash, NameKey), _: &mut u32| {
            owner == tenant && *noted == from
        };
        let moved: Vec<_> = self.begins.extract_if(moved).collect();
        for ((tenant, _, name), begins) in moved {
            self.begins.insert((tenant, to, name), begins);
        }
    }

    fn end(
        &mut self,
        tenant: &TenantId,
        at: Timestamp,
        is_wanted: impl Fn(&Session) -> bool,
    ) -> bool {
        let is_it = |known: &Session| known.tenant_id == *tenant && is_wanted(known);
        let Some(session) = take(&mut self.sessions, is_it) else {
            return false;
        };
        for grant in &mut self.grants {
            if grant.tenant_id == *tenant
                && grant.session_id == session.session_id
                && !grant.outlives_session()
            {
                grant.revoked_at.get_or_insert(at);
            }
        }
        true
    }
}
