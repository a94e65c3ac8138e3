//! How well people sign in to a tenant: how far their pictures were from the enrolled ones, as
//! their clients say, and why attempts were refused, as the service knows.
//!
//! What a client says about its own run is telemetry. It helps to choose a picture or to find a broken camera; nothing
//! is ever decided by it.

mod error_rate;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use kernel::audit::EventKind;
use kernel::{Actor, Clock, Denied, Permission, StorageError, TenantId, Timestamp};

pub use error_rate::ErrorRate;

use crate::audit_log::{AuditEvents, EventFilter, EventPlace, EventWindow};

/// Most refusals that are looked at.
const REFUSALS: usize = 20_000;
/// Refusals that are read at a time.
const PIECE: u32 = 500;
/// How far back is looked unless somebody says otherwise.
const USUAL: Duration = Duration::from_hours(7 * 24);

/// What came of the sign-ins of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInQuality {
    /// From when.
    pub from: Timestamp,
    /// Until when, exclusive.
    pub until: Timestamp,
    /// How many sign-ins reported which error rate, in order.
    pub error_rates: Vec<(ErrorRate, u64)>,
    /// How many attempts were refused for which reason.
    pub refusals: BTreeMap<String, u64>,
    /// Every refusal of the time was looked at; otherwise there were more than can be, and these are the last.
    pub is_complete: bool,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInQualityError {
    /// The actor may not ask.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The time ends before it begins.
    #[error("expected a moment after the one that it begins with")]
    NoTime,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

/// Port: what clients have reported about sign-ins.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SignInReports: Send + Sync {
    /// How many reports of a tenant from `from` until before `until` have which error rate, in order.
    async fn error_rates(
        &self,
        tenant: &TenantId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(ErrorRate, u64)>, StorageError>;

    /// Deletes the reports of all tenants up to `until`, a few hundred at a time, and says how many those were.
    async fn forget(&self, until: Timestamp) -> Result<usize, StorageError>;
}

/// The use case over its ports.
pub struct SignInStatistics {
    /// Keeps what clients have reported.
    pub reports: Arc<dyn SignInReports>,
    /// Keeps events.
    pub events: Arc<dyn AuditEvents>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl SignInStatistics {
    /// What came of the sign-ins of a tenant: of the last week, or of the time that is said.
    ///
    /// # Errors
    /// See [`SignInQualityError`].
    pub async fn quality(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        from: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<SignInQuality, SignInQualityError> {
        actor.require(Permission::ReadTenant, tenant)?;
        let until = until.unwrap_or_else(|| self.clock.now());
        let from = from.unwrap_or_else(|| until.minus(USUAL));
        if from >= until {
            return Err(SignInQualityError::NoTime);
        }
        let error_rates = self.reports.error_rates(tenant, from, until).await?;
        let (refusals, is_complete) = self.refusals(tenant, from, until).await?;
        Ok(SignInQuality {
            from,
            until,
            error_rates,
            refusals,
            is_complete,
        })
    }

    /// How many attempts were refused for which reason, and whether that is all.
    async fn refusals(
        &self,
        tenant: &TenantId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<(BTreeMap<String, u64>, bool), StorageError> {
        let filter = EventFilter {
            from: Some(from),
            until: Some(until),
            kinds: Some(vec![EventKind::SignInRefused]),
            ..EventFilter::default()
        };
        let (mut refusals, mut behind, mut seen) = (BTreeMap::new(), None, 0);
        while seen < REFUSALS {
            let window = EventWindow {
                is_descending: true,
                behind,
                limit: PIECE,
            };
            let piece = self.events.read(tenant, &filter, window).await?;
            behind = EventPlace::behind(behind, &piece);
            seen += piece.len();
            let is_last = piece.len() < PIECE as usize;
            for event in piece {
                let reason = event.detail.get("reason").and_then(|it| it.as_str());
                let reason = reason.unwrap_or("not said").to_owned();
                *refusals.entry(reason).or_insert(0) += 1;
            }
            if is_last {
                return Ok((refusals, true));
            }
        }
        Ok((refusals, false))
    }
}
