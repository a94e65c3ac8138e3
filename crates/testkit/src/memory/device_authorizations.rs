//! Devices that wait to be signed in.

use async_trait::async_trait;
use identity::attempts::FailureCharge;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{
    AuthorizationRequest, DeviceAuthorization, DeviceAuthorizations, DeviceDecision,
    DeviceRedemption, PollOutcome, Polling, UserCode, UserCodeEvents, UserCodeOutcome,
};

use super::{MemoryStore, take};

/// A device, what its person has said about it, and how often it has asked.
#[derive(Debug)]
pub(super) struct Device {
    authorization: DeviceAuthorization,
    decision: Option<DeviceDecision>,
    polling: Polling,
}

impl Device {
    fn is_waiting(&self, tenant: &TenantId, user_code: &UserCode, now: Timestamp) -> bool {
        let authorization = &self.authorization;
        authorization.tenant_id == *tenant
            && authorization.user_code == *user_code
            && now < authorization.expires_at
            && self.decision.is_none()
    }
}

#[async_trait]
impl DeviceAuthorizations for MemoryStore {
    async fn open(&self, authorization: &DeviceAuthorization) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_taken = state.waiting_devices.iter().any(|device| {
            let known = &device.authorization;
            known.tenant_id == authorization.tenant_id && known.user_code == authorization.user_code
        });
        if !is_taken {
            state.waiting_devices.push(Device {
                authorization: authorization.clone(),
                decision: None,
                polling: Polling::default(),
            });
        }
        Ok(!is_taken)
    }

    async fn find_by_user_code<'a>(
        &self,
        user_code: &UserCode,
        charge: &FailureCharge,
        events: &UserCodeEvents<'a>,
    ) -> Result<UserCodeOutcome, StorageError> {
        let mut state = self.state();
        let of_address = (charge.tenant_id.clone(), charge.network());
        let budget = state.addresses.entry(of_address.clone()).or_default();
        if let Err(blocked) = budget.check(charge.now) {
            let until = blocked.until;
            return Ok(UserCodeOutcome::Blocked { until });
        }
        let mut devices = state.waiting_devices.iter();
        let found =
            devices.find(|device| device.is_waiting(&charge.tenant_id, user_code, charge.now));
        if let Some(device) = found {
            let found = device.authorization.clone();
            return Ok(UserCodeOutcome::Waits(Box::new(found)));
        }
        let budget = state.addresses.entry(of_address).or_default();
        let is_blocked = budget.fail(1, charge.now, &charge.policy);
        state.record(events.refused);
        if is_blocked {
            state.record(events.blocked);
        }
        Ok(UserCodeOutcome::Unknown)
    }

    async fn decide(
        &self,
        tenant: &TenantId,
        user_code: &UserCode,
        decision: &DeviceDecision,
        request: &TokenHash,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let mut devices = state.waiting_devices.iter();
        let Some(index) = devices.position(|it| it.is_waiting(tenant, user_code, event.at)) else {
            return Ok(false);
        };
        let is_open = |known: &AuthorizationRequest| {
            known.tenant_id == *tenant && known.token == *request && event.at < known.expires_at
        };
        if take(&mut state.authorization_requests, is_open).is_none() {
            return Ok(false);
        }
        state.waiting_devices[index].decision = Some(decision.clone());
        state.record(event);
        Ok(true)
    }

    async fn poll(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        device_code: &TokenHash,
        now: Timestamp,
    ) -> Result<PollOutcome, StorageError> {
        let mut state = self.state();
        let mut devices = state.waiting_devices.iter_mut();
        let found = devices.find(|device| {
            let known = &device.authorization;
            known.tenant_id == *tenant
                && known.client_id == *client
                && known.device_code == *device_code
        });
        let Some(device) = found else {
            return Ok(PollOutcome::Gone);
        };
        if device.authorization.expires_at <= now {
            return Ok(PollOutcome::Expired);
        }
        Ok(match &device.decision {
            Some(DeviceDecision::Denied) => PollOutcome::Denied,
            Some(DeviceDecision::Approved(approval)) => {
                let approved = (device.authorization.clone(), approval.clone());
                PollOutcome::Approved(Box::new(approved))
            }
            None if device.polling.ask(now) => PollOutcome::Pending,
            None => PollOutcome::SlowDown,
        })
    }

    async fn redeem<'a>(
        &self,
        redemption: &DeviceRedemption<'a>,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let grant = redemption.grant;
        let is_signed_in = state.sessions.iter().any(|session| {
            session.tenant_id == grant.tenant_id && session.session_id == grant.session_id
        });
        let is_approved = |device: &Device| {
            device.authorization.tenant_id == grant.tenant_id
                && device.authorization.device_code == *redemption.device_code
                && now < device.authorization.expires_at
                && matches!(device.decision, Some(DeviceDecision::Approved(_)))
        };
        if !is_signed_in || take(&mut state.waiting_devices, is_approved).is_none() {
            return Ok(false);
        }
        state.grants.push(grant.clone());
        let first = redemption.refresh_token.cloned();
        state
            .refresh_tokens
            .extend(first.map(|token| (token, None)));
        state.record(event);
        Ok(true)
    }
}
