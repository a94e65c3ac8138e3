//! The port that keeps accounts.

use async_trait::async_trait;
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, UserId};

use crate::Account;
use crate::invitation::Welcome;

/// An account about to be created, in one step with what goes along.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// The account.
    pub account: &'a Account,
    /// The invitation with which its person enrols, and the mail that carries it.
    pub welcome: Option<&'a Welcome>,
}

/// A change of an account, in one step with what goes along.
#[derive(Clone, Copy, Debug)]
pub struct AccountUpdate<'a> {
    /// The account as it was when the change was decided.
    pub before: &'a Account,
    /// The account as it is to be; tenant and id are the same.
    pub after: &'a Account,
    /// A new invitation for its person, in place of earlier ones.
    pub welcome: Option<&'a Welcome>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateOutcome {
    /// It was made.
    Updated,
    /// The username or e-mail address is another account's; nothing was changed.
    Taken,
    /// The account is no longer as it was when the change was decided, or is gone; nothing was changed.
    Stale,
}

/// By what accounts are sorted; those that are equal, by their id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountOrder {
    /// When they were created.
    #[default]
    CreatedAt,
    /// Their folded username.
    Username,
    /// Their folded e-mail address.
    Email,
}

/// Which accounts of a tenant. What is none leaves all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// How the folded username begins.
    pub username: Option<FoldedName>,
    /// How the folded e-mail address begins.
    pub email: Option<FoldedName>,
}

/// Which accounts of a tenant to list.
#[derive(Clone, Debug)]
pub struct AccountQuery {
    /// Which are meant.
    pub filter: AccountFilter,
    /// By what they are sorted.
    pub order: AccountOrder,
    /// The last come first.
    pub is_descending: bool,
    /// Most accounts to give.
    pub limit: u32,
    /// Accounts to leave out before.
    pub offset: u64,
}

/// Port: keeps accounts.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The account of that id.
    async fn find(&self, tenant: &TenantId, user: &UserId)
    -> Result<Option<Account>, StorageError>;

    /// The account of that username.
    async fn find_by_username(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
    ) -> Result<Option<Account>, StorageError>;

    /// Those of these accounts that there are, in any order.
    async fn find_many(
        &self,
        tenant: &TenantId,
        users: &[UserId],
    ) -> Result<Vec<Account>, StorageError>;

    /// A page of a tenant's accounts.
    async fn list(
        &self,
        tenant: &TenantId,
        query: &AccountQuery,
    ) -> Result<Vec<Account>, StorageError>;

    /// How many accounts of a tenant there are that a filter leaves.
    async fn count(&self, tenant: &TenantId, filter: &AccountFilter) -> Result<u64, StorageError>;

    /// Stores a new account with its invitation and mail. False, and nothing stored, if its id,
    /// username or e-mail address is taken in the tenant.
    async fn create<'a>(
        &self,
        new: NewAccount<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Stores those of these accounts of one tenant of which id, username and address are free, each with
    /// its invitation, mail and event, in one step. Says of each whether it was stored; of two that
    /// would take the same, the first is.
    async fn create_many<'a>(
        &self,
        tenant: &TenantId,
        new: &[(NewAccount<'a>, &'a AuditEvent)],
    ) -> Result<Vec<bool>, StorageError>;

    /// Changes an account. If that disables it, its sessions, refresh tokens, codes and nonces,
    /// open invitations and device links end, and its API keys are revoked, in the same step. If
    /// its address changes, earlier invitations end.
    async fn update<'a>(
        &self,
        update: AccountUpdate<'a>,
        event: &AuditEvent,
    ) -> Result<UpdateOutcome, StorageError>;

    /// Deletes those of these accounts that there are, with everything that is theirs, each with its event, in one
    /// step. Says how many.
    async fn delete(
        &self,
        tenant: &TenantId,
        users: &[(UserId, AuditEvent)],
    ) -> Result<usize, StorageError>;
}
