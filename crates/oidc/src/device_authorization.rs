//! A device that waits to be signed in (RFC 8628), and the port that keeps it.

use std::time::Duration;

use async_trait::async_trait;
use identity::attempts::FailureCharge;
use identity::{AuthenticationMethod, SessionId};
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash, UserId};
use serde::{Deserialize, Serialize};

use crate::{Grant, GrantTerms, RefreshToken, Scope, UserCode};

/// Seconds that a device waits between two questions; also by how much that grows when it does not wait
/// (sections 3.2 and 3.5).
pub const POLL_INTERVAL: u32 = 5;
/// How much too early a question may come: networks are not even.
const LENIENCE: Duration = Duration::from_secs(1);

/// A device authorization as it was opened; what its person says about it is kept beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceAuthorization {
    /// Hash of the device code, which the device asks with.
    pub device_code: TokenHash,
    /// What its person types; no other device of the tenant that waits has it.
    pub user_code: UserCode,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The client on the device.
    pub client_id: ClientId,
    /// What the device asks for, reduced to what its client is allowed.
    pub scope: Scope,
    /// What else it asks for.
    pub terms: GrantTerms,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it is no longer good: at this moment and after.
    pub expires_at: Timestamp,
}

/// A person lets a device have what it asks for. Storage keeps it whole, as one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceApproval {
    /// Who says so.
    pub user_id: UserId,
    /// In which session.
    pub session_id: SessionId,
    /// When that session ends at the latest.
    pub session_expires_at: Timestamp,
    /// When they were authenticated.
    pub auth_time: Timestamp,
    /// How they were authenticated.
    pub amr: Vec<AuthenticationMethod>,
}

/// What a person says about a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceDecision {
    /// It may have what it asks for.
    Approved(DeviceApproval),
    /// It may not.
    Denied,
}

/// How often a device asks. Pure: a storage adapter reads it, lets it decide, and writes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Polling {
    /// Seconds that it must wait between two questions.
    pub interval: u32,
    /// When it asked last.
    pub polled_at: Option<Timestamp>,
}

impl Default for Polling {
    fn default() -> Self {
        Self {
            interval: POLL_INTERVAL,
            polled_at: None,
        }
    }
}

impl Polling {
    /// Notes a question. False, and the interval grows, if it comes too early.
    pub fn ask(&mut self, now: Timestamp) -> bool {
        let wait = Duration::from_secs(self.interval.into()).saturating_sub(LENIENCE);
        let is_due = self.polled_at.is_none_or(|last| now.since(last) >= wait);
        self.polled_at = Some(now);
        if !is_due {
            self.interval = self.interval.saturating_add(POLL_INTERVAL);
        }
        is_due
    }
}

/// What a device is answered. The first of these that applies, in the order given:
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollOutcome {
    /// The client has no such device code in the tenant, or it has been redeemed. Nothing is stored.
    Gone,
    /// It has expired. Nothing is stored.
    Expired,
    /// Its person lets it. Nothing is stored: it is to be redeemed.
    Approved(Box<(DeviceAuthorization, DeviceApproval)>),
    /// Its person does not let it. Nothing is stored.
    Denied,
    /// Its person has not said anything yet, and [`Polling::ask`] says that it asks too often.
    SlowDown,
    /// Its person has not said anything yet.
    Pending,
}

/// A device code about to be redeemed, with everything that it gives.
#[derive(Debug)]
pub struct DeviceRedemption<'a> {
    /// Hash of the device code.
    pub device_code: &'a TokenHash,
    /// The grant that it turns into; its `tenant_id` is the code's.
    pub grant: &'a Grant,
    /// The first refresh token of that grant, if it has any.
    pub refresh_token: Option<&'a RefreshToken>,
}

/// What typing a user code leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserCodeOutcome {
    /// The address has failed too often: nothing was looked up.
    Blocked {
        /// When it is worth trying again.
        until: Timestamp,
    },
    /// No device waits under that code. Counted against the address.
    Unknown,
    /// The device that waits under that code.
    Waits(Box<DeviceAuthorization>),
}

/// The events that typing a user code may report.
#[derive(Debug)]
pub struct UserCodeEvents<'a> {
    /// Stored with [`UserCodeOutcome::Unknown`].
    pub refused: &'a AuditEvent,
    /// Stored too if that blocks the address.
    pub blocked: &'a AuditEvent,
}

/// Port: keeps devices that wait to be signed in.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait DeviceAuthorizations: Send + Sync {
    /// Stores a new one. Nobody has done anything yet, so there is no event to report. False, and nothing
    /// stored, if its user code is that of another one in the tenant.
    async fn open(&self, authorization: &DeviceAuthorization) -> Result<bool, StorageError>;

    /// Looks up a user code at `charge.now`, and counts a wrong one against its address in the same step
    /// ([`AddressBudget`](identity::attempts::AddressBudget)): of any number at the same time no more are looked up
    /// than one after the other. A device about which something has been said waits no longer.
    async fn find_by_user_code<'a>(
        &self,
        user_code: &UserCode,
        charge: &FailureCharge,
        events: &UserCodeEvents<'a>,
    ) -> Result<UserCodeOutcome, StorageError>;

    /// Keeps what a person says about a device at `event.at`, and consumes the authorization request of which
    /// `request` is the hash. False, and nothing stored, if that request or the device has expired, does not exist
    /// in the tenant, or was decided before.
    async fn decide(
        &self,
        tenant: &TenantId,
        user_code: &UserCode,
        decision: &DeviceDecision,
        request: &TokenHash,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Answers a device of `client` that asks at `now`, as [`PollOutcome`] says.
    async fn poll(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        device_code: &TokenHash,
        now: Timestamp,
    ) -> Result<PollOutcome, StorageError>;

    /// Redeems a device code at `now`, and forgets it. Of any number at the same time exactly one is true. False,
    /// and nothing stored, if it is gone, has expired or is not approved, or if the session in which it was
    /// approved has been ended ([`identity::Sessions::end`]) by the time that the grant is stored.
    async fn redeem<'a>(
        &self,
        redemption: &DeviceRedemption<'a>,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_does_not_wait_must_wait_longer() {
        let at = |seconds: i64| Timestamp::from_seconds(1_800_000_000 + seconds);
        let mut polling = Polling::default();
        assert!(polling.ask(at(0)) && polling.ask(at(5)) && polling.ask(at(9)));
        assert!(!polling.ask(at(10)));
        assert_eq!(polling.interval, 10);
        assert!(!polling.ask(at(15)));
        assert!(polling.ask(at(30)));
        assert_eq!(polling.interval, 15);
    }
}
