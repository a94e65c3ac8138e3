//! The port that keeps groups.

use async_trait::async_trait;
use kernel::{StorageError, TenantId, Timestamp, UserId};
use scim::list::Query;
use serde_json::{Map, Value};

use crate::{Outcome, Provisioner, Report, Revision};

/// A group, without its members.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Names the group within the tenant; never changes.
    pub group_id: String,
    /// What it is called; unique in the tenant as folded.
    pub display_name: String,
    /// Its attributes beside.
    pub profile: Map<String, Value>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// A group as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredGroup {
    /// The group.
    pub group: Group,
    /// What the asking provisioner calls it.
    pub external_id: Option<String>,
    /// In which version it is.
    pub revision: Revision,
    /// Its members by id, if they were asked for.
    pub members: Vec<UserId>,
}

/// A group as it shall be stored.
#[derive(Clone, Copy, Debug)]
pub struct GroupEntry<'a> {
    /// By whom.
    pub provisioner: &'a Provisioner,
    /// The group.
    pub group: &'a Group,
    /// What the provisioner calls it.
    pub external_id: Option<&'a str>,
    /// Users who become members.
    pub added: &'a [UserId],
    /// Users who no longer are.
    pub removed: &'a [UserId],
}

/// Port: keeps groups. Who is a member is kept by user and group, so a change costs what changes.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait GroupStore: Send + Sync {
    /// Stores a new group. `NameTaken`, `ExternalIdTaken` or `NoSuchMember`, and nothing stored, if
    /// that is so.
    async fn create_group<'a>(
        &self,
        entry: GroupEntry<'a>,
        report: &Report,
    ) -> Result<Outcome, StorageError>;

    /// The group of that id, with members if they are asked for.
    async fn find_group(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        group: &str,
        with_members: bool,
    ) -> Result<Option<StoredGroup>, StorageError>;

    /// The groups that a query is about, and how many there are on all its pages. Members are read
    /// if the query wants them, for all groups of the page at once.
    async fn list_groups(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        query: &Query,
    ) -> Result<(u64, Vec<StoredGroup>), StorageError>;

    /// Changes a group if it is in version `expected`. Outcomes are those of a creation, `Gone` and
    /// `Changed`.
    async fn update_group<'a>(
        &self,
        entry: GroupEntry<'a>,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError>;

    /// Deletes a group if it is in version `expected`; its members stay.
    async fn delete_group(
        &self,
        tenant: &TenantId,
        group: &str,
        expected: Revision,
        report: &Report,
    ) -> Result<Outcome, StorageError>;
}
