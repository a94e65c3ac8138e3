//! Recovery codes.

use async_trait::async_trait;
use identity::mail::Mail;
use identity::recovery_code::{RecoveryCodeMac, RecoveryCodes};
use identity::reset::Second;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, UserId};

use super::{MemoryStore, State, take};

#[async_trait]
impl RecoveryCodes for MemoryStore {
    async fn replace(
        &self,
        tenant: &TenantId,
        user: &UserId,
        codes: &[RecoveryCodeMac],
        _: Timestamp,
        notice: &Mail,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_known = state
            .accounts
            .iter()
            .any(|it| it.tenant_id == *tenant && it.user_id == *user);
        if !is_known {
            return Ok(false);
        }
        state
            .recovery_codes
            .retain(|(owner, it, _)| owner != tenant || it != user);
        for code in codes {
            state
                .recovery_codes
                .push((tenant.clone(), user.clone(), *code));
        }
        state.send(notice);
        state.record(event);
        Ok(true)
    }

    async fn count(&self, tenant: &TenantId, user: &UserId) -> Result<u32, StorageError> {
        let state = self.state();
        let codes = state.recovery_codes.iter();
        let left = codes.filter(|(owner, it, _)| owner == tenant && it == user);
        Ok(left.count().try_into().unwrap())
    }
}

impl State {
    /// Uses up the second thing beside a link; false if the account has it not.
    pub(super) fn use_up(
        &mut self,
        second: Second<'_>,
        tenant: &TenantId,
        user: &UserId,
        now: Timestamp,
    ) -> bool {
        match second {
            Second::RecoveryCode(code) => take(&mut self.recovery_codes, |(owner, it, kept)| {
                owner == tenant && it == user && kept == code
            })
            .is_some(),
            Second::Passkey(nonce) => take(&mut self.nonces, |it| {
                it.tenant_id == *tenant
                    && it.token == *nonce
                    && it.user_id == *user
                    && it.auth_req_id.is_none()
                    && now < it.expires_at
            })
            .is_some(),
        }
    }
}
