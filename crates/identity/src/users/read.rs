//! Looking at users.

use kernel::{Actor, Denied, FoldedName, Permission, Refusal, TenantId, UserId};

use super::Users;
use crate::Account;

impl Users {
    /// The account of the person who asks, or whose key it is.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn own(&self, actor: &Actor) -> Result<Account, Refusal> {
        let (tenant, user) = actor.require_own(Permission::ReadUsers)?;
        found(self.accounts.find(tenant, user).await?)
    }

    /// The user of that id.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn find(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Account, Refusal> {
        actor.require(Permission::ReadUsers, tenant)?;
        found(self.accounts.find(tenant, user).await?)
    }

    /// The user who signs in under that name.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn find_by_username(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        username: &str,
    ) -> Result<Account, Refusal> {
        actor.require(Permission::ReadUsers, tenant)?;
        let name = FoldedName::of(username);
        found(self.accounts.find_by_username(tenant, &name).await?)
    }
}

fn found(account: Option<Account>) -> Result<Account, Refusal> {
    Ok(account.ok_or(Denied::NotFound)?)
}
