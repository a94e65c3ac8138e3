//! New keys in place of old ones, so that nobody notices: a key is published before it signs, and stays
//! published after it has signed for as long as anything that it has signed may be valid.

#[cfg(test)]
mod tests;

use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, ShortMemory, StorageError, TenantId, Timestamp};
use tenancy::SigningAlgorithm;

use super::Keyrings;
use crate::SigningKey;

const DAY: Duration = Duration::from_hours(24);

/// How long a key signs.
const SIGNS_FOR: Duration = DAY.saturating_mul(90);
/// How long a key that is made because its time has come is published before it signs. Relying parties
/// keep our keys for a day (docs/decisions/0027).
const PUBLISHED_BEFORE: Duration = DAY.saturating_mul(2);
/// How long a key stays published after it was succeeded: no token lives longer
/// ([`tenancy::Lifetimes`]), and no node is slower than a day to learn whose turn it is.
const KEPT_AFTER: Duration = DAY.saturating_mul(366);

/// What part a key plays now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStage {
    /// Published; it does not sign yet.
    Next,
    /// It signs.
    Signing,
    /// It does not sign any more; what it has signed verifies.
    Kept {
        /// When it is removed.
        until: Timestamp,
    },
}

/// A key of a tenant without its private half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantKey {
    /// Names the key.
    pub kid: String,
    /// What it signs with.
    pub algorithm: SigningAlgorithm,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it signs.
    pub signs_from: Timestamp,
    /// What part it plays.
    pub stage: KeyStage,
}

/// Why a tenant's keys were not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// Nodes would meet tokens of a key that they have not read yet.
    #[error(
        "a new key must be published for at least {} seconds before it signs, because nodes remember \
         keys for {} seconds; ask for a longer time",
        Keyrings::SHORTEST_LEAD.as_secs(),
        Keyrings::REMEMBERED.as_secs()
    )]
    LeadTooShort,
    /// Others were at it.
    #[error(
        "the tenant's keys were changed at the same moment; look at them, and rotate again if need be"
    )]
    Raced,
    /// Storage did not answer, or a key could not be made.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl Keyrings {
    /// How long a node relies on what it has read.
    const REMEMBERED: Duration = ShortMemory::<TenantId, ()>::SPAN;
    /// The shortest time for which a key is published before it signs: twice as long as nodes remember.
    pub const SHORTEST_LEAD: Duration = Duration::from_secs(10);
    /// For how long a key is published before it signs, unless somebody is in a hurry.
    pub const USUAL_LEAD: Duration = PUBLISHED_BEFORE;

    /// The tenant's keys, those that sign last first.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn list(&self, tenant: &TenantId) -> Result<Vec<TenantKey>, StorageError> {
        let keys = self.keys.live(tenant).await?;
        let now = self.clock.now();
        let shown = keys.iter().map(|key| TenantKey {
            kid: key.kid.clone(),
            algorithm: key.algorithm,
            created_at: key.created_at,
            signs_from: key.signs_from,
            stage: stage(key, &keys, now),
        });
        Ok(shown.collect())
    }

    /// Publishes a new key of each algorithm, which signs when `lead` has passed.
    ///
    /// # Errors
    /// [`RotateError`].
    pub async fn rotate(
        &self,
        tenant: &TenantId,
        lead: Duration,
        actor: EventActor,
    ) -> Result<(), RotateError> {
        if lead < Self::SHORTEST_LEAD {
            return Err(RotateError::LeadTooShort);
        }
        let known = self.keys.live(tenant).await?;
        let signs_from = self.clock.now().plus(lead);
        self.succeed(tenant, &known, &SigningAlgorithm::ALL, signs_from, actor)
            .await
    }

    /// Does for every tenant what its keys' age asks for: publishes the successors of keys that sign for
    /// ninety days soon, and removes keys of which nothing that is valid is left. Of several nodes that do
    /// so at once, one does it. A tenant whose keys cannot be tended keeps no other waiting.
    ///
    /// # Errors
    /// Storage did not answer, or not for one of the tenants: the first failure.
    pub async fn tend(&self) -> Result<(), StorageError> {
        let latest = aged(self.clock.now());
        let mut outcome = Ok(());
        for tenant in self.keys.with_keys_from(latest).await? {
            if let Err(reason) = self.tend_to(&tenant).await {
                tracing::error!(%tenant, %reason, "the keys of a tenant were not tended");
                outcome = outcome.and(Err(reason));
            }
        }
        outcome
    }

    async fn tend_to(&self, tenant: &TenantId) -> Result<(), StorageError> {
        let known = self.keys.live(tenant).await?;
        let now = self.clock.now();
        let latest = aged(now);
        let is_due = |algorithm: &SigningAlgorithm| {
            let mut keys = known.iter().filter(|key| key.algorithm == *algorithm);
            keys.next().is_none_or(|last| last.signs_from <= latest)
        };
        let due: Vec<_> = SigningAlgorithm::ALL.into_iter().filter(is_due).collect();
        if !due.is_empty() {
            let signs_from = now.plus(PUBLISHED_BEFORE);
            let actor = EventActor::System;
            match self.succeed(tenant, &known, &due, signs_from, actor).await {
                Ok(()) | Err(RotateError::Raced | RotateError::LeadTooShort) => {}
                Err(RotateError::Unavailable(error)) => return Err(error),
            }
        }
        for key in &known {
            if matches!(stage(key, &known, now), KeyStage::Kept { until } if until <= now) {
                let kind = EventKind::SigningKeyRetired;
                let event = AuditEvent::new(tenant.clone(), now, kind, EventActor::System);
                let event = event.with("kid", [key.kid.as_str()]);
                self.keys.retire(tenant, &key.kid, &event).await?;
            }
        }
        Ok(())
    }

    async fn succeed(
        &self,
        tenant: &TenantId,
        known: &[SigningKey],
        algorithms: &[SigningAlgorithm],
        signs_from: Timestamp,
        actor: EventActor,
    ) -> Result<(), RotateError> {
        let now = self.clock.now();
        let mut keys = Vec::new();
        for algorithm in algorithms {
            let key = SigningKey::generate(*algorithm, now, signs_from);
            keys.push(key.map_err(StorageError::from)?);
        }
        let kids: Vec<_> = keys.iter().map(|key| key.kid.as_str()).collect();
        let kind = EventKind::SigningKeyCreated;
        let event = AuditEvent::new(tenant.clone(), now, kind, actor).with("kid", kids);
        let beside: Vec<_> = known.iter().map(|key| key.kid.clone()).collect();
        if self.keys.publish(tenant, &beside, &keys, &event).await? {
            Ok(())
        } else {
            Err(RotateError::Raced)
        }
    }
}

/// A key that signs from this moment or earlier is to be succeeded.
fn aged(now: Timestamp) -> Timestamp {
    now.minus(SIGNS_FOR).plus(PUBLISHED_BEFORE)
}

/// What part `key` plays among the tenant's keys, those that sign last first.
fn stage(key: &SigningKey, keys: &[SigningKey], now: Timestamp) -> KeyStage {
    if key.signs_from > now {
        return KeyStage::Next;
    }
    // The first to succeed it is the last one in front of it.
    let ahead = keys.iter().take_while(|other| other.kid != key.kid);
    let successor = ahead
        .filter(|other| other.algorithm == key.algorithm)
        .last();
    match successor {
        Some(successor) if successor.signs_from <= now => KeyStage::Kept {
            until: successor.signs_from.plus(KEPT_AFTER),
        },
        _ => KeyStage::Signing,
    }
}
