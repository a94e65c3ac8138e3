//! The port behind which resources are kept.

use async_trait::async_trait;

use crate::list::{Page, Query};
use crate::patch::Patch;
use crate::schema::ResourceType;
use crate::{Precondition, Projection, Resource, ScimError};

/// How a resource shall be changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It shall be this: what it does not have is taken away.
    Replace(Resource),
    /// A part of it shall be changed.
    Patch(Patch),
}

impl Change {
    /// The resource after the change, without what the service sets. It is equal to `current` without
    /// that if nothing changes.
    ///
    /// # Errors
    /// What [`Patch::apply`] meets.
    pub fn apply(&self, current: &Resource) -> Result<Resource, ScimError> {
        match self {
            Self::Replace(resource) => Ok(resource.clone()),
            Self::Patch(patch) => patch.apply(current),
        }
    }
}

/// Port: keeps users and groups.
///
/// A resource that it returns has its `id`, and in `meta` `created`, `lastModified` and the `version` as
/// an [entity tag](crate::entity_tag). Its type and places are filled in by the [`Server`](crate::Server).
/// What a client may not do is refused with a [`ScimError`].
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Directory: Send + Sync {
    /// Creates a resource under an id that the directory chooses. 409 `uniqueness` if one of its
    /// values is another one's.
    async fn create(&self, resource: Resource) -> Result<Resource, ScimError>;

    /// The resource of that id, with at least what is wanted of it.
    async fn find(
        &self,
        kind: ResourceType,
        id: &str,
        projection: &Projection,
    ) -> Result<Option<Resource>, ScimError>;

    /// One page of the resources that the query is about.
    async fn list(&self, kind: ResourceType, query: &Query) -> Result<Page, ScimError>;

    /// Changes a resource in one step and returns it as it is then, with at least what is wanted of
    /// it. None if there is none of that id; 412 if it is in another version than the precondition
    /// says. A change that changes nothing leaves the version as it is.
    async fn update(
        &self,
        kind: ResourceType,
        id: &str,
        change: &Change,
        precondition: &Precondition,
        projection: &Projection,
    ) -> Result<Option<Resource>, ScimError>;

    /// Deletes a resource. False if there is none of that id; 412 as for an update.
    async fn delete(
        &self,
        kind: ResourceType,
        id: &str,
        precondition: &Precondition,
    ) -> Result<bool, ScimError>;
}
