//! Permission to enrol without having signed in: a mailed invitation, or the set-up link.

use std::time::Duration;

use async_trait::async_trait;
use kernel::{
    AuditEvent, PlainToken, Random, StorageError, TenantId, Timestamp, TokenHash, UserId,
};
use tenancy::Tenant;
use zkp_protocol::Credential;

use crate::mail::{Mail, MailContent};
use crate::{Account, KnownDevice, Username};

/// A one-time permission to enrol, held by whoever has its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Hash of its code.
    pub code: TokenHash,
    /// Whom it is for.
    pub guest: Guest,
    /// When it can no longer be used.
    pub expires_at: Timestamp,
}

/// Whom an invitation is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guest {
    /// The person of an account.
    Account(UserId),
    /// The first administrator, who chooses name and address (and confirms the address) while registering.
    FirstAdministrator,
}

/// An invitation for an account's person, and the mail that carries it.
#[derive(Clone, Debug)]
pub struct Welcome {
    /// The invitation.
    pub invitation: Invitation,
    /// The mail.
    pub mail: Mail,
    /// The link in it, where the person enrols.
    pub link: String,
}

impl Welcome {
    /// Invites the person of `account` with a new code; links begin with `public_url`.
    pub fn draw(
        tenant: &Tenant,
        account: &Account,
        public_url: &str,
        random: &dyn Random,
        now: Timestamp,
    ) -> Self {
        let code = PlainToken::generate(random);
        let lifetime = Duration::from_secs(tenant.settings.lifetimes.invitation.into());
        let link = enrolment_link(public_url, &tenant.id, Some(&account.username), &code);
        Self {
            invitation: Invitation {
                tenant_id: tenant.id.clone(),
                code: code.hash(),
                guest: Guest::Account(account.user_id.clone()),
                expires_at: now.plus(lifetime),
            },
            mail: Mail {
                tenant_id: tenant.id.clone(),
                to: account.email.clone(),
                language: account.language(),
                content: MailContent::Invitation {
                    username: account.username.as_str().to_owned(),
                    code: code.reveal().to_owned(),
                    link: link.clone(),
                },
                written_at: now,
            },
            link,
        }
    }
}

/// Where somebody enrols who has that code.
pub(crate) fn enrolment_link(
    public_url: &str,
    tenant: &TenantId,
    username: Option<&Username>,
    code: &PlainToken,
) -> String {
    // Usernames have no character that a query would need escaped but '@', which it allows.
    let username = username
        .map(|name| format!("&username={name}"))
        .unwrap_or_default();
    // The code stands in the fragment, which no server, log or Referer header sees.
    let code = code.reveal();
    format!("{public_url}/enrol?tenant_id={tenant}{username}#code={code}")
}

/// An invitation about to be used for an account, in one step with what goes along.
#[derive(Debug)]
pub struct Acceptance<'a> {
    /// The tenant.
    pub tenant_id: &'a TenantId,
    /// The invitation's code.
    pub code: &'a TokenHash,
    /// The account whose credential is set; it becomes verified, since the code was mailed to it.
    pub user_id: &'a UserId,
    /// The new credential; one that the account had before is erased.
    pub credential: &'a Credential,
    /// The browser that used the invitation, which is known from now on.
    pub device: &'a KnownDevice,
    /// The present moment.
    pub now: Timestamp,
}

/// Port: keeps invitations.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Invitations: Send + Sync {
    /// Stores the set-up invitation, in place of an earlier one, unless the tenant has had its first
    /// administrator. False, and nothing stored, if it has.
    async fn issue_set_up(
        &self,
        invitation: &Invitation,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Stores an account's invitation with its mail, in place of earlier ones.
    async fn issue(
        &self,
        user: &UserId,
        welcome: &Welcome,
        event: &AuditEvent,
    ) -> Result<(), StorageError>;

    /// The invitation of that code, if it has not been used; expired or not.
    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<Invitation>, StorageError>;

    /// Consumes an account's invitation and stores the credential. False, and nothing changed, if
    /// the invitation has been used or has expired.
    async fn accept<'a>(
        &self,
        acceptance: Acceptance<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
