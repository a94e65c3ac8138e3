//! Users: how their accounts come, change and go.

use identity::{Account, Welcome};
use kernel::UserId;
use kernel::access::roles;
use kernel::audit::EventKind;
use scim::list::{Page, Query};
use scim::schema::ResourceType;
use scim::{Change, Precondition, Projection, Resource, ScimError, event};

use crate::directory::{TRIES, refused};
use crate::user_resource::{Facts, of_client};
use crate::{Consequences, Outcome, Revision, TenantDirectory, User, UserEntry};

impl TenantDirectory<'_> {
    pub(crate) async fn user(
        &self,
        id: &str,
        with_groups: bool,
    ) -> Result<Option<User>, ScimError> {
        let Ok(user) = id.parse::<UserId>() else {
            return Ok(None);
        };
        let (tenant, provisioner) = (&self.tenant.id, &self.provisioner);
        let users = &self.ports.users;
        Ok(users
            .find_user(tenant, provisioner, &user, with_groups)
            .await?)
    }

    pub(crate) async fn list_users(&self, query: &Query) -> Result<Page, ScimError> {
        let (tenant, provisioner) = (&self.tenant.id, &self.provisioner);
        let (total, users) = self
            .ports
            .users
            .list_users(tenant, provisioner, query)
            .await?;
        let resources = users.iter().map(User::resource).collect();
        Ok(Page { total, resources })
    }

    pub(crate) async fn create_user(&self, resource: &Resource) -> Result<Resource, ScimError> {
        let facts = Facts::of(resource, &self.tenant.settings)?;
        let now = self.ports.clock.now();
        let user = User {
            account: Account {
                tenant_id: self.tenant.id.clone(),
                user_id: UserId::generate(&*self.ports.random),
                username: facts.username,
                email: facts.email,
                is_disabled: facts.is_disabled,
                is_verified: false,
                locale: facts.locale,
                roles: Vec::new(),
                external_id: facts.external_id.clone(),
                created_at: now,
                updated_at: None,
            },
            profile: facts.profile,
            external_id: facts.external_id,
            revision: Revision {
                count: 1,
                changed_at: now,
            },
            groups: Vec::new(),
        };
        let welcome = self.welcome(&user.account);
        let event = self.event(now, EventKind::UserCreated, user.account.user_id.as_str());
        let resource = user.resource();
        let entry = UserEntry {
            provisioner: &self.provisioner,
            account: &user.account,
            profile: &user.profile,
            leaves: &resource.leaves(),
            external_id: user.external_id.as_deref(),
            welcome: welcome.as_ref(),
        };
        let report = self.report(event, &resource, || event::created(&resource));
        match self.ports.users.create_user(entry, &report).await? {
            Outcome::Done => Ok(resource),
            outcome => Err(refused(outcome, ResourceType::User)),
        }
    }

    pub(crate) async fn update_user(
        &self,
        id: &str,
        change: &Change,
        precondition: &Precondition,
        projection: &Projection,
    ) -> Result<Option<Resource>, ScimError> {
        for _ in 0..TRIES {
            let Some(current) = self.user(id, projection.wants("groups")).await? else {
                return Ok(None);
            };
            let before = current.resource();
            if !precondition.admits(before.version()) {
                return Err(ScimError::changed_meanwhile());
            }
            let after = of_client(&change.apply(&before)?);
            if after == of_client(&before) {
                return Ok(Some(before));
            }
            match self.store_change(current, &before, change, &after).await? {
                Ok(resource) => return Ok(Some(resource)),
                Err(Outcome::Gone) => return Ok(None),
                Err(Outcome::Changed) => {}
                Err(outcome) => return Err(refused(outcome, ResourceType::User)),
            }
        }
        Err(refused(Outcome::Changed, ResourceType::User))
    }

    async fn store_change(
        &self,
        current: User,
        shown: &Resource,
        change: &Change,
        after: &Resource,
    ) -> Result<Result<Resource, Outcome>, ScimError> {
        let facts = Facts::of(after, &self.tenant.settings)?;
        let before = &current.account;
        let now = self.ports.clock.now();
        let address_changed = facts.email.folded() != before.email.folded();
        let is_renamed = facts.username.folded() != before.username.folded();
        let is_reactivated = before.is_disabled && !facts.is_disabled;
        if address_changed || is_renamed || is_reactivated {
            self.protect_administrators(before)?;
        }
        let said = Facts::of(shown, &self.tenant.settings).ok();
        let locale = if said.is_some_and(|said| said.locale == facts.locale) {
            before.locale.clone()
        } else {
            facts.locale
        };
        let consequences = Consequences {
            ends_access: !before.is_disabled && facts.is_disabled,
            address_changed,
        };
        let kind = match (before.is_disabled, facts.is_disabled) {
            (false, true) => EventKind::UserDisabled,
            (true, false) => EventKind::UserEnabled,
            _ => EventKind::UserUpdated,
        };
        let changed = User {
            account: Account {
                username: facts.username,
                is_verified: before.is_verified && !address_changed,
                email: facts.email,
                is_disabled: facts.is_disabled,
                locale,
                external_id: facts
                    .external_id
                    .clone()
                    .or_else(|| before.external_id.clone()),
                updated_at: Some(now),
                ..before.clone()
            },
            profile: facts.profile,
            external_id: facts.external_id,
            revision: Revision {
                count: current.revision.count + 1,
                changed_at: now,
            },
            groups: current.groups,
        };
        let welcome = (address_changed || is_reactivated)
            .then(|| self.welcome(&changed.account))
            .flatten();
        let event = self.event(now, kind, changed.account.user_id.as_str());
        let resource = changed.resource();
        let entry = UserEntry {
            provisioner: &self.provisioner,
            account: &changed.account,
            profile: &changed.profile,
            leaves: &resource.leaves(),
            external_id: changed.external_id.as_deref(),
            welcome: welcome.as_ref(),
        };
        let report = self.report(event, &resource, || {
            event::changed(change, shown, &resource)
        });
        let users = &self.ports.users;
        let outcome = users.update_user(entry, current.revision, consequences, &report);
        Ok(match outcome.await? {
            Outcome::Done => Ok(resource),
            outcome => Err(outcome),
        })
    }

    pub(crate) async fn delete_user(
        &self,
        id: &str,
        precondition: &Precondition,
    ) -> Result<bool, ScimError> {
        for _ in 0..TRIES {
            let Some(current) = self.user(id, false).await? else {
                return Ok(false);
            };
            let resource = current.resource();
            if !precondition.admits(resource.version()) {
                return Err(ScimError::changed_meanwhile());
            }
            self.protect_administrators(&current.account)?;
            let user = &current.account.user_id;
            let now = self.ports.clock.now();
            let event = self.event(now, EventKind::UserDeleted, user.as_str());
            let report = self.report(event, &resource, event::deleted);
            let users = &self.ports.users;
            let (tenant, expected) = (&self.tenant.id, current.revision);
            match users.delete_user(tenant, user, expected, &report).await? {
                Outcome::Done => return Ok(true),
                Outcome::Gone => return Ok(false),
                _ => {}
            }
        }
        Err(refused(Outcome::Changed, ResourceType::User))
    }

    /// Whoever provisions may take an administrator's access away. To rename one, to move the address
    /// to which recovery mails go, or to let one back in is for those who could appoint one.
    fn protect_administrators(&self, account: &Account) -> Result<(), ScimError> {
        let administrators = [roles::GLOBAL_ADMIN, roles::TENANT_ADMIN];
        let is_protected =
            |role: &String| administrators.contains(&role.as_str()) && !self.actor.may_give(role);
        if account.roles.iter().any(is_protected) {
            let detail = "this user is an administrator: an administrator has to do this";
            return Err(ScimError::refused(403, detail));
        }
        Ok(())
    }

    /// The invitation of an account that may be used, if this tenant invites those it provisions.
    fn welcome(&self, account: &Account) -> Option<Welcome> {
        if account.is_disabled || !self.tenant.settings.invite_provisioned {
            return None;
        }
        let (random, url) = (&*self.ports.random, &self.ports.public_url);
        let now = self.ports.clock.now();
        Some(Welcome::draw(self.tenant, account, url, random, now))
    }
}
