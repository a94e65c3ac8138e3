//! Telling clients that a session has ended (OpenID Connect Back-Channel Logout 1.0).
//!
//! Whatever ends a session leaves a [`LogoutNotice`] in the same transaction for every client that took part
//! in it and wants to know. Workers lease notices and bring each a logout token, until the client has
//! taken it.

mod notice;
mod retry;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, PlainToken, Random, StorageError};
use tenancy::{
    Outbound, OutboundError, OutboundMethod, OutboundRequest, RelyingParties, RelyingParty,
};
use url::Url;

use crate::keyring::TokenType;
use crate::{Issuer, Jwt, Keyrings, Subjects};

#[cfg(any(test, feature = "mocks"))]
pub use notice::MockLogoutNotices;
pub use notice::{LogoutNotice, LogoutNotices, NoticeOutcome};
use token::LogoutTokenClaims;

/// How long a worker has a notice for itself: longer than an [`Outbound`] request may take.
const LEASE: Duration = Duration::from_mins(2);
/// How long a logout token is valid (section 2.4 recommends at most two minutes).
const TOKEN_LIFETIME: Duration = Duration::from_mins(2);
/// Most bytes of a client's answer, which is not read.
const LARGEST: usize = 64 * 1024;

/// What became of an attempt to bring the next notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notified {
    /// No notice is due.
    Nothing,
    /// A client took one, or there is nobody any more to tell.
    Done,
    /// One was postponed or given up.
    Failed,
}

/// Why a client was not told. For the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum NoticeFailure {
    #[error("the client was not reached: {0}")]
    Unreachable(#[from] OutboundError),
    #[error("the client refused the logout token: it answered {0}")]
    Refused(u16),
    #[error("the client could not take the logout token: it answered {0}")]
    Deferred(u16),
}

/// Brings logout tokens to clients, over its ports. Any number of workers on any number of nodes may do so at
/// once. A client is told at least once.
pub struct BackChannelLogout {
    /// What the world calls this server; every issuer begins with it.
    pub public_url: Url,
    /// Keeps the notices.
    pub notices: Arc<dyn LogoutNotices>,
    /// Keeps relying parties.
    pub clients: Arc<dyn RelyingParties>,
    /// The tenants' signing keys, ready for use.
    pub keyrings: Arc<Keyrings>,
    /// Names people to clients.
    pub subjects: Subjects,
    /// Asks the clients.
    pub outbound: Arc<dyn Outbound>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

impl BackChannelLogout {
    /// Leases the notice that has been due for longest, and tries to bring it.
    ///
    /// # Errors
    /// Storage did not answer. A notice that was leased before is tried again when its lease ends.
    pub async fn notify_next(&self) -> Result<Notified, StorageError> {
        let now = self.clock.now();
        let Some(notice) = self.notices.lease(now, now.plus(LEASE)).await? else {
            return Ok(Notified::Nothing);
        };
        let (notified, outcome) = match self.bring(&notice).await? {
            Ok(()) => (Notified::Done, NoticeOutcome::Brought),
            Err(failure) => (Notified::Failed, self.failed(&notice, &failure)),
        };
        let is_recorded = self
            .notices
            .settle(notice.id, notice.attempts, &outcome)
            .await?;
        if !is_recorded {
            tracing::info!(
                notice = notice.id,
                "another worker has taken the notice meanwhile"
            );
        }
        Ok(notified)
    }

    async fn bring(
        &self,
        notice: &LogoutNotice,
    ) -> Result<Result<(), NoticeFailure>, StorageError> {
        let client = self.clients.find(&notice.tenant_id, &notice.client_id);
        let Some(client) = client.await? else {
            return Ok(Ok(()));
        };
        let uri = client.registration.client_logout_uri.as_deref();
        let Some(url) = uri.and_then(|uri| Url::parse(uri).ok()) else {
            // It no longer wants to know.
            return Ok(Ok(()));
        };
        let token = self.logout_token(notice, &client).await?;
        let form = vec![("logout_token".to_owned(), token.reveal().to_owned())];
        let request = OutboundRequest {
            url,
            method: OutboundMethod::PostForm(form),
            largest: LARGEST,
        };
        Ok(match self.outbound.send(&request).await {
            // What the client answered beside its status is of no interest, however long it is.
            Err(OutboundError::TooLarge(_)) => Ok(()),
            Err(error) => Err(error.into()),
            Ok(answer) => match answer.status {
                200..=299 => Ok(()),
                status @ (408 | 429 | 500..) => Err(NoticeFailure::Deferred(status)),
                status => Err(NoticeFailure::Refused(status)),
            },
        })
    }

    async fn logout_token(
        &self,
        notice: &LogoutNotice,
        client: &RelyingParty,
    ) -> Result<Jwt, StorageError> {
        let now = self.clock.now();
        let jti = PlainToken::generate(&*self.random);
        let claims = LogoutTokenClaims {
            iss: &Issuer::of(&self.public_url, &notice.tenant_id),
            sub: &self.subjects.of(client, &notice.user_id),
            aud: &notice.client_id,
            iat: now.seconds(),
            exp: now.plus(TOKEN_LIFETIME).seconds(),
            jti: jti.reveal(),
            sid: &notice.session_id,
            events: token::EVENTS,
        };
        let keyring = self.keyrings.of(&notice.tenant_id).await?;
        let algorithm = client.registration.sing_alg;
        Ok(keyring.sign(algorithm, TokenType::Logout, &claims)?)
    }

    fn failed(&self, notice: &LogoutNotice, failure: &NoticeFailure) -> NoticeOutcome {
        let (now, reason) = (self.clock.now(), failure.to_string());
        let (id, attempt, client) = (notice.id, notice.attempts, &notice.client_id);
        if now.since(notice.ended_at) < retry::patience(failure) {
            let until = now.plus(retry::pause(attempt, &*self.random));
            tracing::warn!(notice = id, attempt, %client, %until, reason, "a client was not told of a logout yet");
            return NoticeOutcome::Postponed { until };
        }
        tracing::error!(notice = id, attempt, %client, reason, "a client was not told of a logout");
        let tenant = notice.tenant_id.clone();
        let kind = EventKind::LogoutNoticeGivenUp;
        let event = AuditEvent::new(tenant, now, kind, EventActor::System)
            .about(client)
            .with("sid", notice.session_id.as_str())
            .with("reason", reason);
        NoticeOutcome::GivenUp { event }
    }
}

impl fmt::Debug for BackChannelLogout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackChannelLogout(..)")
    }
}
