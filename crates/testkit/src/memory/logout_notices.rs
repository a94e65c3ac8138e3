//! Clients that are to be told that a session has ended.

use async_trait::async_trait;
use identity::{Session, SessionId};
use kernel::{StorageError, TenantId, Timestamp, UserId};
use oidc::{LogoutNotice, LogoutNotices, NoticeOutcome};

use super::{MemoryStore, State, take};

#[async_trait]
impl LogoutNotices for MemoryStore {
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LogoutNotice>, StorageError> {
        let mut state = self.state();
        let due = state.notices.iter_mut().filter(|(_, due)| *due <= now);
        let Some((notice, due)) = due.min_by_key(|(notice, due)| (*due, notice.id)) else {
            return Ok(None);
        };
        *due = until;
        notice.attempts += 1;
        Ok(Some(notice.clone()))
    }

    async fn settle(
        &self,
        notice: i64,
        attempt: u32,
        outcome: &NoticeOutcome,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |(known, _): &(LogoutNotice, Timestamp)| known.id == notice;
        let Some((current, due)) = state.notices.iter_mut().find(|it| is_it(it)) else {
            return Ok(false);
        };
        let is_latest = current.attempts == attempt;
        match outcome {
            NoticeOutcome::Brought => {}
            _ if !is_latest => return Ok(false),
            NoticeOutcome::Postponed { until } => {
                *due = *until;
                return Ok(true);
            }
            NoticeOutcome::GivenUp { event } => state.record(event),
        }
        Ok(take(&mut state.notices, is_it).is_some())
    }
}

impl State {
    /// Takes an account's sessions away, and leaves notices for their clients.
    pub(super) fn close_sessions(
        &mut self,
        tenant: &TenantId,
        user: &UserId,
        keep: Option<&SessionId>,
        at: Timestamp,
    ) {
        let is_own = |it: &mut Session| {
            it.tenant_id == *tenant && it.user_id == *user && keep != Some(&it.session_id)
        };
        let ended: Vec<_> = self.sessions.extract_if(.., is_own).collect();
        for session in ended {
            self.notify(tenant, &session.session_id, at);
        }
    }

    /// Leaves a notice for every client that took part in a session, and wants to know.
    pub(super) fn notify(&mut self, tenant: &TenantId, session: &SessionId, at: Timestamp) {
        let mut told = Vec::new();
        for grant in &self.grants {
            if grant.tenant_id != *tenant || grant.session_id != *session {
                continue;
            }
            let mut clients = self.clients.iter().map(|record| &record.client);
            let wants_to_know = clients.any(|client| {
                client.tenant_id == *tenant
                    && *client.id() == grant.client_id
                    && client.registration.client_logout_uri.is_some()
            });
            if !wants_to_know || told.contains(&grant.client_id) {
                continue;
            }
            told.push(grant.client_id.clone());
            self.noticed_logouts += 1;
            let notice = LogoutNotice {
                id: self.noticed_logouts,
                tenant_id: tenant.clone(),
                client_id: grant.client_id.clone(),
                user_id: grant.user_id.clone(),
                session_id: session.clone(),
                ended_at: at,
                attempts: 0,
            };
            self.notices.push((notice, at));
        }
    }
}
