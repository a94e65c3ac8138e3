//! Creating a user, whose person is invited to enrol.

use kernel::audit::EventKind;
use kernel::roles::GLOBAL_ADMIN;
use kernel::{Actor, Permission, TenantId, Timestamp, UserId};
use tenancy::Tenant;

use super::{ManageUserError, Users};
use crate::account::{check_external_id, check_locale, check_roles};
use crate::admin::MAIN_TENANT;
use crate::invitation::Welcome;
use crate::{Account, EmailAddress, InvalidAccount, NewAccount, Username, check_pair};

/// A user to be created.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// The id; drawn at random if there is none.
    pub user_id: Option<String>,
    /// The tenant it is said to be for, if that is said.
    pub tenant_id: Option<String>,
    /// The name to sign in with.
    pub username: String,
    /// The address to which the invitation goes.
    pub email: String,
    /// Nobody can sign in, and nobody is invited.
    pub is_disabled: bool,
    /// Whoever creates the user vouches for the address.
    pub is_verified: bool,
    /// Preferred language (BCP 47).
    pub locale: Option<String>,
    /// Roles in the tenant.
    pub roles: Vec<String>,
    /// The user's name in the system that provisions it; unique nowhere.
    pub external_id: Option<String>,
}

/// A user that was created, and the link of the invitation that was mailed.
#[derive(Debug)]
pub struct CreatedUser {
    /// The account.
    pub account: Account,
    /// Where its person enrols; none for a disabled one.
    pub invitation: Option<String>,
}

impl Users {
    /// Creates a user and mails an invitation that leads to enrolment.
    ///
    /// # Errors
    /// See [`ManageUserError`].
    pub async fn create(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        new: NewUser,
    ) -> Result<CreatedUser, ManageUserError> {
        let tenant = self.tenant(actor, Permission::ManageUsers, tenant).await?;
        let now = self.clock.now();
        let account = self.draft(actor, &tenant, new, now)?;
        let welcome = self.welcome(&tenant, &account, now);
        let kind = EventKind::UserCreated;
        let event = actor.event(&tenant.id, now, kind).about(&account.user_id);
        let new = NewAccount {
            account: &account,
            welcome: welcome.as_ref(),
        };
        if self.accounts.create(new, &event).await? {
            let invitation = welcome.map(|welcome| welcome.link);
            Ok(CreatedUser {
                account,
                invitation,
            })
        } else {
            Err(ManageUserError::Taken)
        }
    }

    /// The account that `new` asks for, if everything about it can be.
    pub(super) fn draft(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        new: NewUser,
        now: Timestamp,
    ) -> Result<Account, ManageUserError> {
        let username = Username::parse(&new.username)?;
        let email = EmailAddress::parse(&new.email)?;
        check_pair(&username, &email, tenant.settings.has_username_and_email)?;
        check_locale(new.locale.as_deref())?;
        check_external_id(new.external_id.as_deref())?;
        check_given_roles(actor, &tenant.id, &new.roles)?;
        check_place(&tenant.id, new.tenant_id.as_deref())?;
        let user_id = match &new.user_id {
            Some(id) => id.parse().map_err(|_| InvalidAccount {
                field: "user_id",
                problem: USER_ID,
            })?,
            None => UserId::generate(&*self.random),
        };
        Ok(Account {
            tenant_id: tenant.id.clone(),
            user_id,
            username,
            email,
            is_disabled: new.is_disabled,
            is_verified: new.is_verified,
            locale: new.locale,
            roles: new.roles,
            external_id: new.external_id,
            created_at: now,
            updated_at: None,
        })
    }

    /// The invitation of an account's person, unless the account is disabled.
    pub(super) fn welcome(
        &self,
        tenant: &Tenant,
        account: &Account,
        now: Timestamp,
    ) -> Option<Welcome> {
        let write = || Welcome::draw(tenant, account, &self.public_url, &*self.random, now);
        (!account.is_disabled).then(write)
    }
}

const USER_ID: &str = "expected 1 to 128 characters A-Z, a-z, 0-9, '-', '.', '_' and '~', and not \
                       'batch', 'batch-delete' or 'by-name'";

/// Lets pass what says nothing of a tenant, or names this one.
pub(super) fn check_place(tenant: &TenantId, said: Option<&str>) -> Result<(), InvalidAccount> {
    if said.is_none_or(|said| said == tenant.as_str()) {
        return Ok(());
    }
    Err(InvalidAccount {
        field: "tenant_id",
        problem: "expected the tenant of the path",
    })
}

/// Lets pass roles that exist and that the actor may give in that tenant.
pub(super) fn check_given_roles(
    actor: &Actor,
    tenant: &TenantId,
    roles: &[String],
) -> Result<(), ManageUserError> {
    check_roles(roles)?;
    if tenant.as_str() != MAIN_TENANT && roles.iter().any(|role| role == GLOBAL_ADMIN) {
        let problem = "'global_admin' lives in tenant 'main' only";
        return Err(InvalidAccount {
            field: "roles",
            problem,
        }
        .into());
    }
    match roles.iter().find(|role| !actor.may_give(role)) {
        Some(role) => Err(ManageUserError::Role(role.clone())),
        None => Ok(()),
    }
}
