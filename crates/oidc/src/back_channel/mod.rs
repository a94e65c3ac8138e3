//! Telling clients that a session has ended (OpenID Connect Back-Channel Logout 1.0).
//!
//! Whatever ends a session leaves a [`LogoutNotice`] in the same transaction for every client that took part
//! in it and wants to know. Workers lease notices and bring each a logout token, until the client has
//! taken it.

mod logout_notice;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, PlainToken, Random, StorageError, Turn};
use tenancy::{Outbound, OutboundMethod, RelyingParties, RelyingParty};
use url::Url;

use crate::keyring::TokenType;
use crate::notice::{self, LEASE, NoticeFailure, NoticeOutcome, Persistence};
use crate::{Issuer, Jwt, Keyrings, Subjects};

#[cfg(any(test, feature = "mocks"))]
pub use logout_notice::MockLogoutNotices;
pub use logout_notice::{LogoutNotice, LogoutNotices};
use token::LogoutTokenClaims;

/// How long a logout token is valid (section 2.4 recommends at most two minutes).
const TOKEN_LIFETIME: Duration = Duration::from_mins(2);
/// How long a client is told. A client's own session has hardly survived a day in which it was not reached.
const PERSISTENCE: Persistence = Persistence {
    refused: Duration::from_hours(1),
    unreachable: Duration::from_hours(24),
};

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
    pub async fn notify_next(&self) -> Result<Turn, StorageError> {
        let now = self.clock.now();
        let Some(notice) = self.notices.lease(now, now.plus(LEASE)).await? else {
            return Ok(Turn::Nothing);
        };
        let (turn, outcome) = match self.bring(&notice).await? {
            Ok(()) => (Turn::Done, NoticeOutcome::Brought),
            Err(failure) => (Turn::Failed, self.failed(&notice, &failure)),
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
        Ok(turn)
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
        let method = OutboundMethod::PostForm(form);
        Ok(notice::post(&*self.outbound, url, method).await)
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
        let next = PERSISTENCE.next(failure, notice.ended_at, attempt, now, &*self.random);
        if let Some(until) = next {
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
