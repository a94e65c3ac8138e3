//! What an operator does from the command line.

use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, PlainToken, Random, StorageError, TenantId};
use tenancy::Tenants;

use crate::api_key::{ApiKey, ApiKeyRequest, ApiKeys, CreateApiKeyError};
use crate::invitation::enrolment_link;
use crate::{Accounts, Guest, Invitation, Invitations, Stamp};

/// The operator's use cases over their ports.
pub struct Operator {
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Keeps invitations.
    pub invitations: Arc<dyn Invitations>,
    /// Keeps API keys.
    pub api_keys: Arc<dyn ApiKeys>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
    /// The service's public URL without a slash at its end, for links.
    pub public_url: String,
}

impl Operator {
    /// Makes an API key and returns it with the key itself, which is shown this once.
    ///
    /// # Errors
    /// See [`CreateApiKeyError`].
    pub async fn create_api_key(
        &self,
        request: ApiKeyRequest,
    ) -> Result<(ApiKey, PlainToken), CreateApiKeyError> {
        request.validate()?;
        if self.tenants.find(&request.tenant_id).await?.is_none() {
            return Err(CreateApiKeyError::NoTenant(request.tenant_id));
        }
        if let Some(owner) = &request.owner
            && self
                .accounts
                .find(&request.tenant_id, owner)
                .await?
                .is_none()
        {
            return Err(CreateApiKeyError::NoOwner(owner.clone()));
        }
        let now = self.clock.now();
        let (key, token) = request.draw(&*self.random, Stamp::unplaced(now));
        let (kind, actor) = (EventKind::ApiKeyCreated, EventActor::Operator);
        let event = AuditEvent::new(key.tenant_id.clone(), now, kind, actor).about(&key.key_id);
        self.api_keys.create(&key, &event).await?;
        Ok((key, token))
    }

    /// The one-time link that enrols the first administrator; none if there has been one. A link
    /// made earlier no longer works.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn set_up_link(&self) -> Result<Option<String>, SetUpError> {
        let tenant_id: TenantId = MAIN_TENANT.parse().map_err(|_| SetUpError::NoMainTenant)?;
        let tenant = self
            .tenants
            .find(&tenant_id)
            .await?
            .ok_or(SetUpError::NoMainTenant)?;
        let now = self.clock.now();
        let code = PlainToken::generate(&*self.random);
        let lifetime = Duration::from_secs(tenant.settings.lifetimes.invitation.into());
        let invitation = Invitation {
            tenant_id: tenant.id.clone(),
            code: code.hash(),
            guest: Guest::FirstAdministrator,
            expires_at: now.plus(lifetime),
        };
        let event = AuditEvent::new(
            tenant.id.clone(),
            now,
            EventKind::InvitationIssued,
            EventActor::System,
        );
        let is_issued = self.invitations.issue_set_up(&invitation, &event).await?;
        Ok(is_issued.then(|| enrolment_link(&self.public_url, &tenant.id, None, &code)))
    }
}

/// The tenant in which the service's own administrators live.
pub const MAIN_TENANT: &str = "main";

/// Why there is no set-up link.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The first start has not made it yet.
    #[error("the database has no tenant 'main' yet; start the service once")]
    NoMainTenant,
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

#[cfg(test)]
mod tests;
