//! Sessions.

use async_trait::async_trait;
use identity::sign_in::SignInNonce;
use identity::{Session, SessionId, SessionStart, Sessions};
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
            state.end(tenant, now, |session| session.token == replaced);
        }
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
