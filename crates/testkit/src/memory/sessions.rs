//! Sessions.

use std::cmp::Reverse;

use async_trait::async_trait;
use identity::attempts::NameKey;
use identity::sign_in::SignInNonce;
use identity::{Account, BrowserChange, ListedSession, Session, SessionId, SessionStart, Sessions};
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash, UserId};
use oidc::GrantId;

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
        state.know(tenant, &start.session.user_id, start.device);
        state.record(event);
        Ok(true)
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<(Session, Account)>, StorageError> {
        let state = self.state();
        let is_it = |known: &&Session| known.tenant_id == *tenant && known.token == *token;
        let Some(session) = state.sessions.iter().find(is_it) else {
            return Ok(None);
        };
        let user = state.end_user(tenant, &session.user_id);
        Ok(user.map(|user| (session.clone(), user.account)))
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

    async fn of_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<ListedSession>, StorageError> {
        let state = self.state();
        let is_wanted = |session: &&Session| {
            session.tenant_id == *tenant && session.user_id == *user && session.is_live(now)
        };
        let mut sessions: Vec<_> = state.sessions.iter().filter(is_wanted).cloned().collect();
        sessions.sort_by_key(|it| (Reverse(it.created.at), it.session_id.as_str().to_owned()));
        let listed = |session: Session| {
            let is_of_session = |grant: &GrantId| {
                let mut grants = state.grants.iter();
                grants.any(|it| it.grant_id == *grant && it.session_id == session.session_id)
            };
            let tokens = state.refresh_tokens.iter();
            let issued = tokens.filter(|(token, _)| is_of_session(&token.grant_id));
            ListedSession {
                tokens_issued_at: issued.map(|(token, _)| token.created_at).max(),
                session,
            }
        };
        Ok(sessions.into_iter().map(listed).collect())
    }

    async fn end_all(
        &self,
        tenant: &TenantId,
        user: &UserId,
        event: &AuditEvent,
    ) -> Result<(), StorageError> {
        let mut state = self.state();
        state.end_sessions(tenant, user, event.at);
        state.record(event);
        Ok(())
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
        // What it gave may be there although the session has run out and is gone.
        let revoked = state.revoke_given_in(tenant, session, event.at);
        if !ended && revoked == 0 {
            return Ok(false);
        }
        if !ended {
            state.notify(tenant, session, event.at);
        }
        state.record(event);
        Ok(true)
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
        self.revoke_given_in(tenant, &session.session_id, at);
        self.notify(tenant, &session.session_id, at);
        true
    }

    /// Revokes what a session gave and what does not outlive it; says how many grants that were.
    fn revoke_given_in(&mut self, tenant: &TenantId, session: &SessionId, at: Timestamp) -> usize {
        let given = self.grants.iter_mut().filter(|grant| {
            grant.tenant_id == *tenant
                && grant.session_id == *session
                && !grant.outlives_session()
                && grant.revoked_at.is_none()
        });
        given.map(|grant| grant.revoked_at = Some(at)).count()
    }
}
