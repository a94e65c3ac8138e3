//! A tenant's users, as administrators and programs manage them, and as they see themselves.

mod batch;
mod create;
mod delete;
mod invite;
mod read;
#[cfg(test)]
mod tests;
mod update;

use std::sync::Arc;

use kernel::{Actor, Clock, Denied, Permission, Random, Refusal, StorageError, TenantId};
use tenancy::{Tenant, Tenants};

use crate::membership::roles_of_groups;
use crate::{Account, Accounts, InvalidAccount, Invitations, Memberships};

pub use batch::{BATCH_LIMIT, BatchOutcome};
pub use create::{CreatedUser, NewUser};
pub use read::{UserPage, UserQuery};
pub use update::UserUpdate;

/// The use cases over their ports.
pub struct Users {
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Says who is in which group.
    pub memberships: Arc<dyn Memberships>,
    /// Keeps invitations.
    pub invitations: Arc<dyn Invitations>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
    /// The service's public URL without a slash at its end, for links.
    pub public_url: String,
}

/// Why users were not created, changed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum ManageUserError {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A field cannot be what was asked.
    #[error(transparent)]
    Field(#[from] InvalidAccount),
    /// Id, username or address is in use.
    #[error("the user id, the username or the e-mail address is in use in this tenant already")]
    Taken,
    /// The role is not the actor's to give or to take.
    #[error("roles: '{0}' is given and taken away only by people who have it")]
    Role(String),
    /// The account has a role that the actor has not.
    #[error("this user has the role '{0}', so only people who have it too may do that")]
    Protected(String),
    /// Somebody else has changed the account at the same moment.
    #[error(
        "the user was changed at the same moment; read it again, then repeat what is still wanted"
    )]
    Changed,
    /// A disabled person is not invited.
    #[error("this user is disabled; enable it first")]
    Disabled,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl From<Refusal> for ManageUserError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => Self::Denied(denied),
            Refusal::Unavailable(storage) => Self::Unavailable(storage),
        }
    }
}

impl Users {
    /// The tenant, for an actor who may do that there.
    async fn tenant(
        &self,
        actor: &Actor,
        permission: Permission,
        tenant: &TenantId,
    ) -> Result<Arc<Tenant>, Refusal> {
        actor.require(permission, tenant)?;
        Ok(self.tenants.find(tenant).await?.ok_or(Denied::NotFound)?)
    }

    /// Lets pass whoever may change these accounts, with the roles that their people have, however they got them.
    async fn check_reach(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        accounts: &[Account],
    ) -> Result<(), ManageUserError> {
        let users: Vec<_> = accounts.iter().map(|it| it.user_id.clone()).collect();
        let by_group = roles_of_groups(&*self.memberships, tenant, &users).await?;
        let mut held = accounts.iter().flat_map(|it| &it.roles).chain(&by_group);
        match held.find(|role| !actor.may_give(role)) {
            Some(role) => Err(ManageUserError::Protected(role.clone())),
            None => Ok(()),
        }
    }
}
