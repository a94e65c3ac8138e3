//! Invitations.

use async_trait::async_trait;
use identity::{Acceptance, Guest, Invitation, Invitations, Welcome};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash, UserId};
use zkp_protocol::verifier::OwnedCredential;

use super::{MemoryStore, take};

#[async_trait]
impl Invitations for MemoryStore {
    async fn issue_set_up(
        &self,
        invitation: &Invitation,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        if state.administered.contains(&invitation.tenant_id) {
            return Ok(false);
        }
        state.invitations.retain(|earlier| {
            earlier.tenant_id != invitation.tenant_id || earlier.guest != Guest::FirstAdministrator
        });
        state.invitations.push(invitation.clone());
        state.record(event);
        Ok(true)
    }

    async fn issue(
        &self,
        user: &UserId,
        welcome: &Welcome,
        event: &AuditEvent,
    ) -> Result<(), StorageError> {
        let mut state = self.state();
        state.withdraw(&welcome.invitation.tenant_id, user);
        state.send_welcome(welcome);
        state.record(event);
        Ok(())
    }

    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<Invitation>, StorageError> {
        let state = self.state();
        let is_it = |known: &&Invitation| known.tenant_id == *tenant && known.code == *code;
        Ok(state.invitations.iter().find(is_it).cloned())
    }

    async fn accept<'a>(
        &self,
        acceptance: Acceptance<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let (tenant, user) = (acceptance.tenant_id, acceptance.user_id);
        let is_live = |known: &Invitation| {
            known.tenant_id == *tenant
                && known.code == *acceptance.code
                && known.guest == Guest::Account(user.clone())
                && acceptance.now < known.expires_at
        };
        if take(&mut state.invitations, is_live).is_none() {
            return Ok(false);
        }
        for account in &mut state.accounts {
            if account.tenant_id == *tenant && account.user_id == *user {
                account.is_verified = true;
                account.updated_at = Some(acceptance.now);
            }
        }
        let credential = OwnedCredential {
            user: user.clone(),
            credential: acceptance.credential.clone(),
        };
        state.enrol(tenant, credential);
        state.know(tenant, user, acceptance.device);
        state.record(event);
        Ok(true)
    }
}
