//! The users and groups of one tenant, as one actor may provision them.

use std::sync::Arc;

use async_trait::async_trait;
use kernel::access::Denied;
use kernel::audit::EventKind;
use kernel::{Actor, AuditEvent, Clock, Permission, Random, Timestamp};
use scim::list::{Page, Query};
use scim::schema::ResourceType;
use scim::{Change, Directory, Precondition, Projection, Resource, ScimError};
use tenancy::Tenant;

use crate::{GroupStore, Outcome, Provisioner, RequestCounter, UserStore};

/// Provisioning over its ports.
pub struct Provisioning {
    /// Keeps users.
    pub users: Arc<dyn UserStore>,
    /// Keeps groups.
    pub groups: Arc<dyn GroupStore>,
    /// Counts requests.
    pub requests: Arc<dyn RequestCounter>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
    /// The service's public URL without a slash at its end, for links.
    pub public_url: String,
    /// Requests that a provisioner may make in a minute; 0 for any number.
    pub requests_per_minute: u32,
}

impl Provisioning {
    /// The users and groups of a tenant, for an actor who may provision them.
    ///
    /// # Errors
    /// They may not.
    pub fn directory<'a>(
        &'a self,
        tenant: &'a Tenant,
        actor: &'a Actor,
    ) -> Result<TenantDirectory<'a>, Denied> {
        actor.require(Permission::Provision, &tenant.id)?;
        Ok(TenantDirectory {
            ports: self,
            tenant,
            actor,
            provisioner: Provisioner::of(actor),
        })
    }
}

/// The users and groups of one tenant, as one actor may provision them.
pub struct TenantDirectory<'a> {
    pub(crate) ports: &'a Provisioning,
    pub(crate) tenant: &'a Tenant,
    pub(crate) actor: &'a Actor,
    pub(crate) provisioner: Provisioner,
}

/// How often a change is tried again that met another one.
pub(crate) const TRIES: usize = 8;

impl TenantDirectory<'_> {
    /// The event that the actor has done something to `subject`.
    pub(crate) fn event(&self, now: Timestamp, kind: EventKind, subject: &str) -> AuditEvent {
        self.actor.event(&self.tenant.id, now, kind).about(subject)
    }
}

/// What a client is told when a change was not made.
pub(crate) fn refused(outcome: Outcome, kind: ResourceType) -> ScimError {
    let name = match kind {
        ResourceType::User => "userName",
        ResourceType::Group => "displayName",
    };
    match outcome {
        Outcome::NameTaken => ScimError::taken(format!("{name}: in use in this tenant already")),
        Outcome::AddressTaken => ScimError::taken("emails: another account has this address"),
        Outcome::ExternalIdTaken => {
            ScimError::taken("externalId: you have given it to another resource already")
        }
        Outcome::NoSuchMember => {
            ScimError::invalid_value("members: one of them is not a user of this tenant")
        }
        Outcome::Done | Outcome::Gone | Outcome::Changed => {
            ScimError::refused(409, "the resource keeps changing; try again")
        }
    }
}

#[async_trait]
impl Directory for TenantDirectory<'_> {
    async fn create(&self, resource: Resource) -> Result<Resource, ScimError> {
        match resource.kind() {
            ResourceType::User => self.create_user(&resource).await,
            ResourceType::Group => self.create_group(&resource).await,
        }
    }

    async fn find(
        &self,
        kind: ResourceType,
        id: &str,
        projection: &Projection,
    ) -> Result<Option<Resource>, ScimError> {
        Ok(match kind {
            ResourceType::User => {
                let user = self.user(id, projection.wants("groups")).await?;
                user.map(|user| user.resource())
            }
            ResourceType::Group => {
                let group = self.group(id, projection.wants("members")).await?;
                group.map(|group| group.resource())
            }
        })
    }

    async fn list(&self, kind: ResourceType, query: &Query) -> Result<Page, ScimError> {
        match kind {
            ResourceType::User => self.list_users(query).await,
            ResourceType::Group => self.list_groups(query).await,
        }
    }

    async fn update(
        &self,
        kind: ResourceType,
        id: &str,
        change: &Change,
        precondition: &Precondition,
        projection: &Projection,
    ) -> Result<Option<Resource>, ScimError> {
        match kind {
            ResourceType::User => self.update_user(id, change, precondition, projection).await,
            ResourceType::Group => {
                self.update_group(id, change, precondition, projection)
                    .await
            }
        }
    }

    async fn delete(
        &self,
        kind: ResourceType,
        id: &str,
        precondition: &Precondition,
    ) -> Result<bool, ScimError> {
        match kind {
            ResourceType::User => self.delete_user(id, precondition).await,
            ResourceType::Group => self.delete_group(id, precondition).await,
        }
    }
}
