//! Attempts, counted, and sign-in nonces, which refund them.

use std::net::IpAddr;

use async_trait::async_trait;
use identity::Account;
use identity::attempts::{
    AttemptLedger, BeginCharge, Blocked, ChargedTo, DEVICE_LIMIT, FailureCharge, NameKey,
    OPEN_LIMIT, Verdict,
};
use identity::sign_in::{Refund, SignInNonce, SignInNonces, Telemetry};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash};
use zkp_protocol::Handle;
use zkp_protocol::verifier::{OpenChallenge, OwnedCredential};

use super::{Device, MemoryStore, State};

#[async_trait]
impl AttemptLedger for MemoryStore {
    async fn charge_begin(
        &self,
        charge: &BeginCharge,
        blocked: &AuditEvent,
    ) -> Result<Verdict, StorageError> {
        let mut state = self.state();
        let verdict = match state.charge_address(charge) {
            Some(blocked) => Verdict::Blocked(blocked),
            None => state.charge_name(charge),
        };
        if let Verdict::Blocked(Blocked { is_new: true, .. }) = verdict {
            state.record(blocked);
        }
        Ok(verdict)
    }

    async fn charge_failure(
        &self,
        charge: &FailureCharge,
        refused: &AuditEvent,
        blocked: &AuditEvent,
    ) -> Result<(), StorageError> {
        let mut state = self.state();
        let of_address = (charge.tenant_id.clone(), charge.network());
        let budget = state.addresses.entry(of_address).or_default();
        let is_blocked = budget.fail(1, charge.now, &charge.policy);
        state.record(refused);
        if is_blocked {
            state.record(blocked);
        }
        Ok(())
    }
}

impl State {
    fn charge_address(&mut self, charge: &BeginCharge) -> Option<Blocked> {
        let unsolved = {
            let is_unsolved = |challenge: &OpenChallenge| {
                is_from(challenge, &charge.tenant_id, charge.network())
                    && challenge.expires_at <= charge.now
            };
            let before = self.challenges.len();
            self.challenges.retain(|challenge| !is_unsolved(challenge));
            u32::try_from(before - self.challenges.len()).unwrap()
        };
        let of_address = (charge.tenant_id.clone(), charge.network());
        let budget = self.addresses.entry(of_address).or_default();
        let is_new = budget.fail(unsolved, charge.now, &charge.policy);
        if let Err(blocked) = budget.check(charge.now) {
            return Some(Blocked { is_new, ..blocked });
        }
        let is_open =
            |challenge: &&OpenChallenge| is_from(challenge, &charge.tenant_id, charge.network());
        let open: Vec<_> = self.challenges.iter().filter(is_open).collect();
        let oldest = open.iter().map(|challenge| challenge.expires_at).min();
        oldest
            .filter(|_| open.len() >= OPEN_LIMIT.try_into().unwrap())
            .map(|until| Blocked {
                until,
                is_new: false,
            })
    }

    fn charge_name(&mut self, charge: &BeginCharge) -> Verdict {
        let Some(name) = charge.name else {
            return Verdict::Allowed(ChargedTo::Address);
        };
        let tenant = &charge.tenant_id;
        if let Some(token) = &charge.device
            && let Some(device) = self.device(tenant, token, name)
        {
            if device.unfinished >= DEVICE_LIMIT {
                self.devices.retain(|device| device.known.token != *token);
            } else if charge.now < device.known.expires_at {
                device.unfinished += 1;
                return Verdict::Allowed(ChargedTo::Device);
            }
        }
        let budget = self.names.entry((tenant.clone(), name)).or_default();
        if let Err(blocked) = budget.charge(charge.now, &charge.policy) {
            return Verdict::Blocked(blocked);
        }
        if let Some(browser) = charge.browser {
            *self
                .begins
                .entry((tenant.clone(), browser, name))
                .or_default() += 1;
        }
        Verdict::Allowed(ChargedTo::Name)
    }

    fn device(
        &mut self,
        tenant: &TenantId,
        token: &TokenHash,
        name: NameKey,
    ) -> Option<&mut Device> {
        let is_it = |device: &&mut Device| {
            device.tenant == *tenant && device.known.token == *token && device.known.name == name
        };
        self.devices.iter_mut().find(is_it)
    }

    pub(super) fn refund(&mut self, tenant: &TenantId, refund: &Refund) {
        let device = refund
            .device
            .and_then(|token| self.device(tenant, &token, refund.name));
        let device_paid = device.is_some_and(|device| std::mem::take(&mut device.unfinished) > 0);
        let begins = match refund.browser {
            Some(browser) => self
                .begins
                .remove(&(tenant.clone(), browser, refund.name))
                .unwrap_or(0),
            None => u32::from(!device_paid),
        };
        if let Some(budget) = self.names.get_mut(&(tenant.clone(), refund.name)) {
            budget.refund(begins);
        }
    }
}

fn is_from(challenge: &OpenChallenge, tenant: &TenantId, network: IpAddr) -> bool {
    challenge.occasion.tenant == *tenant && challenge.occasion.address == network.to_string()
}

#[async_trait]
impl SignInNonces for MemoryStore {
    async fn issue(
        &self,
        nonce: &SignInNonce,
        proved: &Handle,
        refund: &Refund,
        telemetry: &Telemetry,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_theirs = |account: &Account, owned: &OwnedCredential| {
            account.user_id == nonce.user_id
                && !account.is_disabled
                && owned.credential.handle == *proved
        };
        if state.credential(&nonce.tenant_id, is_theirs).is_none() {
            return Ok(false);
        }
        state.refund(&nonce.tenant_id, refund);
        state.nonces.push(nonce.clone());
        if let Some(rate) = telemetry.error_rate {
            let (tenant, at) = (nonce.tenant_id.clone(), nonce.auth_time);
            state.reports.push((tenant, at, rate));
        }
        state.record(event);
        Ok(true)
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<SignInNonce>, StorageError> {
        let state = self.state();
        let is_it = |nonce: &&SignInNonce| nonce.tenant_id == *tenant && nonce.token == *token;
        Ok(state.nonces.iter().find(is_it).cloned())
    }
}
