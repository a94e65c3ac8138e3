//! Mailed links that make a browser known.

use std::time::Duration;

use async_trait::async_trait;
use identity::KnownDevice;
use identity::device_link::{DAILY_PER_ACCOUNT, DeviceLink, DeviceLinks};
use identity::mail::Mail;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash};

use super::MemoryStore;

const DAY: Duration = Duration::from_hours(24);

#[async_trait]
impl DeviceLinks for MemoryStore {
    async fn send(
        &self,
        link: &DeviceLink,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<(), StorageError> {
        let mut state = self.state();
        let counts = |sent: &DeviceLink| {
            sent.tenant_id == link.tenant_id
                && sent.user_id == link.user_id
                && link.sent_at.minus(DAY) < sent.sent_at
        };
        let sent = state.device_links.iter().filter(|(sent, _)| counts(sent));
        if sent.count() < DAILY_PER_ACCOUNT.try_into().unwrap() {
            state.device_links.push((link.clone(), false));
            state.send(mail);
            state.record(event);
        }
        Ok(())
    }

    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<DeviceLink>, StorageError> {
        let state = self.state();
        let is_it = |(link, is_followed): &&(DeviceLink, bool)| {
            link.tenant_id == *tenant && link.code == *code && !is_followed
        };
        let found = state.device_links.iter().find(is_it);
        Ok(found.map(|(link, _)| link.clone()))
    }

    async fn follow(
        &self,
        link: &DeviceLink,
        device: &KnownDevice,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |(known, is_followed): &&mut (DeviceLink, bool)| {
            known.tenant_id == link.tenant_id
                && known.code == link.code
                && now < known.expires_at
                && !*is_followed
        };
        let Some((_, is_followed)) = state.device_links.iter_mut().find(is_it) else {
            return Ok(false);
        };
        *is_followed = true;
        state.know(&link.tenant_id, &link.user_id, device);
        state.record(event);
        Ok(true)
    }
}
