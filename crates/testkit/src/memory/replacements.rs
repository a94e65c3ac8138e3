//! Credentials that take the place of others.

use async_trait::async_trait;
use identity::change::{Credentials, Replacement};
use kernel::{AuditEvent, StorageError};
use zkp_protocol::verifier::OwnedCredential;

use super::MemoryStore;

#[async_trait]
impl Credentials for MemoryStore {
    async fn replace<'a>(
        &self,
        replacement: Replacement<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let (tenant, user) = (replacement.tenant_id, replacement.user_id);
        let is_proved = replacement.replaces.is_none_or(|proved| {
            let mut kept = state.credentials.iter();
            kept.any(|(owner, kept)| {
                owner == tenant && kept.user == *user && kept.credential.handle == proved
            })
        });
        let is_theirs =
            |known: &&mut identity::Account| known.tenant_id == *tenant && known.user_id == *user;
        let account = state.accounts.iter_mut().find(is_theirs);
        let Some(account) = account.filter(|account| is_proved && !account.is_disabled) else {
            return Ok(false);
        };
        account.updated_at = Some(replacement.now);
        state.end_other_sessions(tenant, user, replacement.keep, replacement.now);
        state.end_links(tenant, user);
        let credential = OwnedCredential {
            user: user.clone(),
            credential: replacement.credential.clone(),
        };
        state.enrol(tenant, credential);
        if let Some(refund) = replacement.refund {
            state.refund(tenant, refund);
        }
        state.send(replacement.notice);
        state.record(event);
        Ok(true)
    }
}
