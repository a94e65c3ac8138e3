//! The port that keeps what is provisioned about users.

use async_trait::async_trait;
use identity::{Account, Welcome};
use kernel::{StorageError, TenantId, UserId};
use scim::Leaf;
use scim::list::Query;
use serde_json::{Map, Value};

use crate::{Provisioner, Report, Revision};

/// A user: the account, and what SCIM says about the person beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// The account.
    pub account: Account,
    /// The attributes that the account does not have. Of the e-mail addresses the primary or else
    /// first is the account's; its `value` here is what it was when it was provisioned.
    pub profile: Map<String, Value>,
    /// What the asking provisioner calls the user.
    pub external_id: Option<String>,
    /// In which version it is.
    pub revision: Revision,
    /// The groups of the user, if they were asked for.
    pub groups: Vec<Membership>,
}

/// A group that a user is a member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The group.
    pub group_id: String,
    /// Its name.
    pub display_name: String,
}

/// A user as it shall be stored.
#[derive(Clone, Copy, Debug)]
pub struct UserEntry<'a> {
    /// By whom.
    pub provisioner: &'a Provisioner,
    /// The account.
    pub account: &'a Account,
    /// The attributes beside the account.
    pub profile: &'a Map<String, Value>,
    /// Every value of the user, for searching.
    pub leaves: &'a [Leaf],
    /// What the provisioner calls the user.
    pub external_id: Option<&'a str>,
    /// How its person is let in, should that be needed.
    pub welcome: Option<&'a Welcome>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was made.
    Done,
    /// There is no such user or group.
    Gone,
    /// It is in another version by now.
    Changed,
    /// The name is another one's.
    NameTaken,
    /// The e-mail address is another account's.
    AddressTaken,
    /// The provisioner calls another one so.
    ExternalIdTaken,
    /// A member is not a user.
    NoSuchMember,
}

/// What happens to an account beside its attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Its sessions, what it has granted, its API keys and whatever waits to be used end now.
    pub ends_access: bool,
    /// Links that were mailed to its address no longer work.
    pub address_changed: bool,
}

/// Port: keeps users as they are provisioned.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait UserStore: Send + Sync {
    /// Stores a new user, with its welcome if there is one. `NameTaken`, `AddressTaken` or
    /// `ExternalIdTaken`, and nothing stored, if one of these is in use in the tenant.
    async fn create_user<'a>(
        &self,
        entry: UserEntry<'a>,
        report: &Report,
    ) -> Result<Outcome, StorageError>;

    /// The user of that id, however the account was made; with groups if they are asked for.
    async fn find_user(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        user: &UserId,
        with_groups: bool,
    ) -> Result<Option<User>, StorageError>;

    /// The users that a query is about, and how many there are on all its pages. The number of
    /// statements does not depend on how many users that is.
    async fn list_users(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        query: &Query,
    ) -> Result<(u64, Vec<User>), StorageError>;

    /// Changes the user of the account's id, if it is in version `expected`, with the
    /// consequences in the same step. The welcome is issued if the account has no credential yet, and
    /// an earlier invitation no longer works then. Outcomes are those of a creation, `Gone` and
    /// `Changed`.
    async fn update_user<'a>(
        &self,
        entry: UserEntry<'a>,
        expected: Revision,
        consequences: Consequences,
        report: &Report,
    ) -> Result<Outcome, StorageError>;

    /// Deletes a user with everything that belongs to the account, if it is in version `expected`.
    async fn delete_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError>;
}
