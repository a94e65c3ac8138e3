//! Looking at users.

use kernel::{Actor, Denied, FoldedName, Permission, Refusal, TenantId, UserId};

use super::Users;
use crate::{Account, AccountFilter, AccountOrder, AccountQuery};

/// Which users to list.
#[derive(Clone, Debug)]
pub struct UserQuery {
    /// How usernames begin, in any case.
    pub username: String,
    /// How e-mail addresses begin, in any case.
    pub email: String,
    /// By what they are sorted.
    pub order: AccountOrder,
    /// The last come first.
    pub is_descending: bool,
    /// Most users to give.
    pub limit: u32,
    /// Users to leave out before.
    pub offset: u64,
}

/// Some users of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPage {
    /// The users.
    pub users: Vec<Account>,
    /// How many there are in all that the query is about.
    pub total: u64,
}

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

    /// A page of the tenant's users.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn list(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        query: &UserQuery,
    ) -> Result<UserPage, Refusal> {
        let tenant = self.tenant(actor, Permission::ReadUsers, tenant).await?;
        let prefix = |text: &str| (!text.is_empty()).then(|| FoldedName::of(text));
        let query = AccountQuery {
            filter: AccountFilter {
                username: prefix(&query.username),
                email: prefix(&query.email),
            },
            order: query.order,
            is_descending: query.is_descending,
            limit: query.limit,
            offset: query.offset,
        };
        let total = self.accounts.count(&tenant.id, &query.filter).await?;
        let users = self.accounts.list(&tenant.id, &query).await?;
        Ok(UserPage { users, total })
    }
}

fn found(account: Option<Account>) -> Result<Account, Refusal> {
    Ok(account.ok_or(Denied::NotFound)?)
}
