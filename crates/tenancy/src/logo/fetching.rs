//! Fetching the logos of clients, beside their registration and not during it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Backoff, Clock, Random, StorageError, Turn};
use url::Url;

use super::{ClientLogos, InvalidLogo, LARGEST, Logo, LogoOutcome, LogoWish};
use crate::{Outbound, OutboundError, OutboundRequest};

/// How long a worker has a wish for itself: longer than an [`Outbound`] request may take.
const LEASE: Duration = Duration::from_mins(2);
/// How often a logo is tried to be fetched, which takes about an hour.
const TRIES: u32 = 8;
/// How long a server that gave none is left alone.
const BACKOFF: Backoff = Backoff {
    first: Duration::from_secs(30),
    longest: Duration::from_hours(1),
};

/// Fetches logos, over its ports. Any number of workers on any number of nodes may do so at once.
pub struct LogoFetching {
    /// Keeps logos and wishes.
    pub logos: Arc<dyn ClientLogos>,
    /// Asks the servers.
    pub outbound: Arc<dyn Outbound>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Spreads the attempts.
    pub random: Arc<dyn Random>,
}

/// Why there is no logo. For the operator and the tenant's administrators.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Failure {
    #[error("nothing was fetched: {0}")]
    Outbound(#[from] OutboundError),
    #[error("the answer was {0}; logo_uri must name the picture itself, not a redirect to it")]
    Redirect(u16),
    #[error("the answer was {0}")]
    Status(u16),
    #[error("what is there cannot be shown: {0}")]
    Invalid(#[from] InvalidLogo),
}

impl Failure {
    /// Whether it may pass by itself.
    const fn may_pass(&self) -> bool {
        match self {
            Self::Outbound(OutboundError::Unreachable(_) | OutboundError::TooSlow)
            | Self::Status(_) => true,
            Self::Outbound(OutboundError::Refused(_) | OutboundError::TooLarge { .. })
            | Self::Redirect(_)
            | Self::Invalid(_) => false,
        }
    }
}

impl LogoFetching {
    /// Leases the wish that has been due for longest, and tries to fetch its logo.
    ///
    /// # Errors
    /// Storage did not answer. A wish that was leased before is tried again when its lease ends.
    pub async fn fetch_next(&self) -> Result<Turn, StorageError> {
        let now = self.clock.now();
        let Some(wish) = self.logos.lease(now, now.plus(LEASE)).await? else {
            return Ok(Turn::Nothing);
        };
        let fetched = self.fetch(&wish.uri).await;
        let outcome = self.outcome(&wish, &fetched);
        if self.logos.settle(&wish, &outcome).await? {
            tell(&wish, &outcome, fetched.as_ref().err());
        } else {
            let (tenant, client) = (&wish.tenant_id, &wish.client_id);
            tracing::info!(%tenant, %client, "the logo is another's or nobody's by now");
        }
        Ok(fetched.map_or(Turn::Failed, |_| Turn::Done))
    }

    async fn fetch(&self, uri: &str) -> Result<Logo, Failure> {
        let url = Url::parse(uri).map_err(|error| OutboundError::Refused(error.to_string()))?;
        let request = OutboundRequest::get(url, LARGEST);
        let (status, body) = match self.outbound.send(&request).await {
            Ok(answer) => (answer.status, Ok(answer.body)),
            // A page that says what is wrong may be long.
            Err(error @ OutboundError::TooLarge { status, .. }) => (status, Err(error)),
            Err(error) => return Err(error.into()),
        };
        match status {
            200 => Ok(Logo::read(body?)?),
            300..=399 => Err(Failure::Redirect(status)),
            _ => Err(Failure::Status(status)),
        }
    }

    fn outcome(&self, wish: &LogoWish, fetched: &Result<Logo, Failure>) -> LogoOutcome {
        match fetched {
            Ok(logo) => LogoOutcome::Kept {
                logo: logo.clone(),
                event: self
                    .event(wish, EventKind::ClientLogoKept)
                    .with("hash", logo.hash.as_str()),
            },
            Err(failure) if failure.may_pass() && wish.attempts < TRIES => {
                let pause = BACKOFF.pause(wish.attempts, &*self.random);
                let until = self.clock.now().plus(pause);
                LogoOutcome::Postponed { until }
            }
            Err(failure) => LogoOutcome::GivenUp {
                event: self
                    .event(wish, EventKind::ClientLogoGivenUp)
                    .with("reason", failure.to_string()),
            },
        }
    }

    fn event(&self, wish: &LogoWish, kind: EventKind) -> AuditEvent {
        let (tenant, now) = (wish.tenant_id.clone(), self.clock.now());
        AuditEvent::new(tenant, now, kind, EventActor::System)
            .about(&wish.client_id)
            .with("logo_uri", wish.uri.as_str())
    }
}

/// Tells the operator how an attempt has ended.
fn tell(wish: &LogoWish, outcome: &LogoOutcome, failure: Option<&Failure>) {
    let (tenant, client, attempt) = (&wish.tenant_id, &wish.client_id, wish.attempts);
    let reason = failure.map(ToString::to_string);
    match outcome {
        LogoOutcome::Kept { logo, .. } => {
            let hash = logo.hash.as_str();
            tracing::info!(%tenant, %client, hash, "a client's logo was fetched");
        }
        LogoOutcome::Postponed { until } => {
            tracing::warn!(%tenant, %client, attempt, %until, reason, "a client's logo was not fetched yet");
        }
        LogoOutcome::GivenUp { .. } => {
            tracing::warn!(%tenant, %client, attempt, reason, "a client's logo was given up");
        }
    }
}

impl fmt::Debug for LogoFetching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogoFetching(..)")
    }
}

#[cfg(test)]
mod tests;
