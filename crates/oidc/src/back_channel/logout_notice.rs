//! Clients that are to be told of an end, and the port that keeps them.

use async_trait::async_trait;
use identity::SessionId;
use kernel::{ClientId, StorageError, TenantId, Timestamp, UserId};

use crate::NoticeOutcome;

/// A client that is to be told that a session has ended in which it took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutNotice {
    /// Increases from notice to notice.
    pub id: i64,
    /// The tenant.
    pub tenant_id: TenantId,
    /// Who is to be told.
    pub client_id: ClientId,
    /// Whose session it was. The account may be gone.
    pub user_id: UserId,
    /// The session.
    pub session_id: SessionId,
    /// When it ended.
    pub ended_at: Timestamp,
    /// How often somebody set out to tell.
    pub attempts: u32,
}

/// Port: keeps logout notices. They are written by whatever ends a session: [`identity::Sessions::end`] and
/// [`start`](identity::Sessions::start) in place of another, and whatever disables or deletes an
/// account. Each leaves one for every client with a `client_logout_uri` to which something was granted in
/// the session.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait LogoutNotices: Send + Sync {
    /// Takes the notice that has been due for longest at `now`, for one worker alone until `until`; then it is
    /// due again, if nobody has settled it. Counts the attempt.
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LogoutNotice>, StorageError>;

    /// Records how the attempt of that number ended; a notice that was brought or given up is gone. That it
    /// was brought is recorded whoever has leased it since, anything else only while this attempt is the latest.
    /// False, and nothing recorded, if it is not, or if the notice is gone.
    async fn settle(
        &self,
        notice: i64,
        attempt: u32,
        outcome: &NoticeOutcome,
    ) -> Result<bool, StorageError>;
}
