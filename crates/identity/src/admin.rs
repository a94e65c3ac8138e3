//! What an operator does from the command line.

use std::sync::Arc;
use std::time::Duration;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, PlainToken, Random, StorageError, TenantId, Timestamp, UserId};
use tenancy::{Tenant, Tenants};

use crate::api_key::{ApiKey, ApiKeyRequest, ApiKeys, CreateApiKeyError};
use crate::invitation::enrolment_link;
use crate::{
    Account, Accounts, EmailAddress, Guest, InvalidAccount, Invitation, Invitations, NewAccount,
    Stamp, Username, Welcome, check_pair,
};

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

/// A user to be created.
#[derive(Clone, Debug)]
pub struct CreateUser {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The id; drawn at random if there is none.
    pub user_id: Option<UserId>,
    /// The name to sign in with.
    pub username: String,
    /// The address to which the invitation goes.
    pub email: String,
    /// Roles in the tenant.
    pub roles: Vec<String>,
    /// Preferred language (BCP 47).
    pub locale: Option<String>,
}

/// Why a user was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// A name cannot be what was asked.
    #[error(transparent)]
    Name(#[from] InvalidAccount),
    /// The tenant does not exist.
    #[error("there is no tenant '{0}'")]
    NoTenant(TenantId),
    /// Id, username or address is in use.
    #[error("the user id, the username or the e-mail address is in use in this tenant already")]
    Taken,
    /// The role is for one tenant only.
    #[error("roles: '{}' lives in tenant 'main' only", kernel::roles::GLOBAL_ADMIN)]
    ForeignRole,
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A user that was created, and the link of the invitation that was mailed.
#[derive(Debug)]
pub struct CreatedUser {
    /// The account.
    pub account: Account,
    /// Where its person enrols.
    pub invitation: String,
}

impl Operator {
    /// Creates a user and mails an invitation that leads to enrolment.
    ///
    /// # Errors
    /// See [`CreateUserError`].
    pub async fn create_user(&self, request: CreateUser) -> Result<CreatedUser, CreateUserError> {
        let Some(tenant) = self.tenants.find(&request.tenant_id).await? else {
            return Err(CreateUserError::NoTenant(request.tenant_id));
        };
        let username = Username::parse(&request.username)?;
        let email = EmailAddress::parse(&request.email)?;
        check_pair(&username, &email, tenant.settings.has_username_and_email)?;
        let is_admin = request
            .roles
            .iter()
            .any(|role| role == kernel::roles::GLOBAL_ADMIN);
        if is_admin && tenant.id.as_str() != MAIN_TENANT {
            return Err(CreateUserError::ForeignRole);
        }
        let now = self.clock.now();
        let account = Account {
            tenant_id: tenant.id.clone(),
            user_id: request
                .user_id
                .unwrap_or_else(|| UserId::generate(&*self.random)),
            username,
            email,
            is_disabled: false,
            is_verified: false,
            locale: request.locale,
            roles: request.roles,
            external_id: None,
            created_at: now,
            updated_at: None,
        };
        self.invite(&tenant, account, now).await
    }

    async fn invite(
        &self,
        tenant: &Tenant,
        account: Account,
        now: Timestamp,
    ) -> Result<CreatedUser, CreateUserError> {
        let welcome = Welcome::draw(tenant, &account, &self.public_url, &*self.random, now);
        let event = AuditEvent::new(
            tenant.id.clone(),
            now,
            EventKind::UserCreated,
            EventActor::Operator,
        )
        .about(&account.user_id);
        let new = NewAccount {
            account: &account,
            invitation: &welcome.invitation,
            mail: &welcome.mail,
        };
        if self.accounts.create(new, &event).await? {
            Ok(CreatedUser {
                account,
                invitation: welcome.link,
            })
        } else {
            Err(CreateUserError::Taken)
        }
    }

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

    /// The one-time link that enrols the first administrator; none if there has been one. A link made earlier no longer works.
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
