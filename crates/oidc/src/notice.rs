//! Notices: what others are told by a signed token, at an address of theirs, until they have taken it.

use std::time::Duration;

use kernel::{AuditEvent, Backoff, Random, Timestamp};
use tenancy::{Outbound, OutboundError, OutboundMethod, OutboundRequest};
use url::Url;

/// How long a worker has a notice for itself: longer than an [`Outbound`] request may take.
pub(crate) const LEASE: Duration = Duration::from_mins(2);
/// Most bytes of an answer, which is not read.
pub(crate) const LARGEST: usize = 64 * 1024;
/// How long whoever does not take a notice is left alone.
const BACKOFF: Backoff = Backoff {
    first: Duration::from_secs(5),
    longest: Duration::from_mins(15),
};

/// How an attempt ended.
#[derive(Clone, Debug)]
pub enum NoticeOutcome {
    /// They know, or there is nobody to tell.
    Brought,
    /// It is tried again at that moment.
    Postponed {
        /// When.
        until: Timestamp,
    },
    /// It is not tried again.
    GivenUp {
        /// Stored with it.
        event: AuditEvent,
    },
}

/// Why a notice was not taken. For the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoticeFailure {
    #[error("nobody was reached: {0}")]
    Unreachable(#[from] OutboundError),
    #[error("the token was refused: the answer was {0}")]
    Refused(u16),
    #[error("the token could not be taken: the answer was {0}")]
    Deferred(u16),
    #[error("its tenant is closed")]
    Closed,
}

/// How long it is tried to bring a notice, counted from what it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Persistence {
    /// While it is refused: somebody may repair what is set up wrongly.
    pub(crate) refused: Duration,
    /// While nobody is reached, or nobody may be told yet.
    pub(crate) unreachable: Duration,
}

impl Persistence {
    /// When a notice of `since` is brought again that failed at `now`, in its attempt of that number; never, if
    /// it has been tried for long enough.
    pub(crate) fn next(
        self,
        failure: &NoticeFailure,
        since: Timestamp,
        attempt: u32,
        now: Timestamp,
        random: &dyn Random,
    ) -> Option<Timestamp> {
        let patience = match failure {
            NoticeFailure::Refused(_) => self.refused,
            NoticeFailure::Unreachable(_) | NoticeFailure::Deferred(_) | NoticeFailure::Closed => {
                self.unreachable
            }
        };
        (now.since(since) < patience).then(|| now.plus(BACKOFF.pause(attempt, random)))
    }
}

/// Posts a notice. 2xx takes it; 408, 429 and 5xx may take it another time.
pub(crate) async fn post(
    outbound: &dyn Outbound,
    url: Url,
    method: OutboundMethod,
) -> Result<(), NoticeFailure> {
    let request = OutboundRequest {
        url,
        method,
        largest: LARGEST,
    };
    let status = match outbound.send(&request).await {
        Ok(answer) => answer.status,
        // What was answered beside the status is of no interest, however long it is.
        Err(OutboundError::TooLarge { status, .. }) => status,
        Err(error) => return Err(error.into()),
    };
    match status {
        200..=299 => Ok(()),
        408 | 429 | 500.. => Err(NoticeFailure::Deferred(status)),
        _ => Err(NoticeFailure::Refused(status)),
    }
}
