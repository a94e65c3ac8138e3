//! Groups: who is in them.

use std::collections::HashSet;

use kernel::audit::EventKind;
use kernel::{PlainToken, UserId};
use scim::filter::Condition;
use scim::list::{Page, Query};
use scim::schema::ResourceType;
use scim::{Change, Precondition, Projection, Resource, ScimError, ScimType, event};

use crate::directory::{TRIES, refused};
use crate::group_resource::{display_name, members, profile};
use crate::user_resource::external_id;
use crate::{Group, GroupEntry, Outcome, Revision, StoredGroup, TenantDirectory};

/// What groups can be searched for by.
const SEARCHED: [&str; 7] = [
    "id",
    "externalid",
    "displayname",
    "members",
    "members.value",
    "meta.created",
    "meta.lastmodified",
];

impl TenantDirectory<'_> {
    pub(crate) async fn group(
        &self,
        id: &str,
        with_members: bool,
    ) -> Result<Option<StoredGroup>, ScimError> {
        if !is_id(id) {
            return Ok(None);
        }
        let (tenant, provisioner) = (&self.tenant.id, &self.provisioner);
        let groups = &self.ports.groups;
        Ok(groups
            .find_group(tenant, provisioner, id, with_members)
            .await?)
    }

    pub(crate) async fn list_groups(&self, query: &Query) -> Result<Page, ScimError> {
        let mut names = Vec::new();
        if let Some(condition) = &query.condition {
            attributes(condition, &mut names);
        }
        names.extend(query.order.iter().map(|order| order.attribute.as_str()));
        if let Some(name) = names.into_iter().find(|name| !SEARCHED.contains(name)) {
            let detail = format!("filter: groups cannot be searched for by '{name}'");
            return Err(ScimError::bad(ScimType::InvalidFilter, detail));
        }
        let (tenant, provisioner) = (&self.tenant.id, &self.provisioner);
        let (total, groups) = self
            .ports
            .groups
            .list_groups(tenant, provisioner, query)
            .await?;
        let resources = groups.iter().map(StoredGroup::resource).collect();
        Ok(Page { total, resources })
    }

    pub(crate) async fn create_group(&self, resource: &Resource) -> Result<Resource, ScimError> {
        let now = self.ports.clock.now();
        let id = PlainToken::generate(&*self.ports.random)
            .reveal()
            .chars()
            .take(22)
            .collect();
        let stored = StoredGroup {
            group: Group {
                tenant_id: self.tenant.id.clone(),
                group_id: id,
                display_name: display_name(resource)?,
                profile: profile(resource),
                created_at: now,
                updated_at: None,
            },
            external_id: external_id(resource)?,
            revision: Revision {
                count: 1,
                changed_at: now,
            },
            members: members(resource)?,
        };
        let event = self
            .event(now, EventKind::GroupCreated, &stored.group.group_id)
            .with("members", stored.members.len());
        let entry = GroupEntry {
            provisioner: &self.provisioner,
            group: &stored.group,
            external_id: stored.external_id.as_deref(),
            added: &stored.members,
            removed: &[],
        };
        let resource = stored.resource();
        let report = self.report(event, &resource, || event::created(&resource));
        match self.ports.groups.create_group(entry, &report).await? {
            Outcome::Done => Ok(resource),
            outcome => Err(refused(outcome, ResourceType::Group)),
        }
    }

    pub(crate) async fn update_group(
        &self,
        id: &str,
        change: &Change,
        precondition: &Precondition,
        _: &Projection,
    ) -> Result<Option<Resource>, ScimError> {
        for _ in 0..TRIES {
            let Some(current) = self.group(id, true).await? else {
                return Ok(None);
            };
            let before = current.resource();
            if !precondition.admits(before.version()) {
                return Err(ScimError::changed_meanwhile());
            }
            let after = change.apply(&before)?;
            let now = self.ports.clock.now();
            let changed = StoredGroup {
                group: Group {
                    display_name: display_name(&after)?,
                    profile: profile(&after),
                    updated_at: Some(now),
                    ..current.group.clone()
                },
                external_id: external_id(&after)?,
                revision: Revision {
                    count: current.revision.count + 1,
                    changed_at: now,
                },
                members: members(&after)?,
            };
            if is_same(&current, &changed) {
                return Ok(Some(before));
            }
            let added = without(&changed.members, &current.members);
            let removed = without(&current.members, &changed.members);
            let event = self
                .event(now, EventKind::GroupUpdated, id)
                .with("added", added.len())
                .with("removed", removed.len());
            let entry = GroupEntry {
                provisioner: &self.provisioner,
                group: &changed.group,
                external_id: changed.external_id.as_deref(),
                added: &added,
                removed: &removed,
            };
            let resource = changed.resource();
            let report = self.report(event, &resource, || {
                event::changed(change, &before, &resource)
            });
            let groups = &self.ports.groups;
            match groups
                .update_group(entry, current.revision, &report)
                .await?
            {
                Outcome::Done => return Ok(Some(resource)),
                Outcome::Gone => return Ok(None),
                Outcome::Changed => {}
                outcome => return Err(refused(outcome, ResourceType::Group)),
            }
        }
        Err(refused(Outcome::Changed, ResourceType::Group))
    }

    pub(crate) async fn delete_group(
        &self,
        id: &str,
        precondition: &Precondition,
    ) -> Result<bool, ScimError> {
        for _ in 0..TRIES {
            let Some(current) = self.group(id, false).await? else {
                return Ok(false);
            };
            let resource = current.resource();
            if !precondition.admits(resource.version()) {
                return Err(ScimError::changed_meanwhile());
            }
            let event = self.event(self.ports.clock.now(), EventKind::GroupDeleted, id);
            let report = self.report(event, &resource, event::deleted);
            let groups = &self.ports.groups;
            let (tenant, expected) = (&self.tenant.id, current.revision);
            match groups.delete_group(tenant, id, expected, &report).await? {
                Outcome::Done => return Ok(true),
                Outcome::Gone => return Ok(false),
                _ => {}
            }
        }
        Err(refused(Outcome::Changed, ResourceType::Group))
    }
}

fn is_same(one: &StoredGroup, other: &StoredGroup) -> bool {
    one.group.display_name == other.group.display_name
        && one.group.profile == other.group.profile
        && one.external_id == other.external_id
        && one.members.len() == other.members.len()
        && without(&one.members, &other.members).is_empty()
}

/// Those of `users` that are not among `others`.
fn without(users: &[UserId], others: &[UserId]) -> Vec<UserId> {
    let others: HashSet<&UserId> = others.iter().collect();
    users
        .iter()
        .filter(|user| !others.contains(user))
        .cloned()
        .collect()
}

/// Whether a group could have this id: what is drawn, 22 characters of base64url.
fn is_id(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(is_letter)
}

/// The attributes that a condition is about.
fn attributes<'a>(condition: &'a Condition, names: &mut Vec<&'a str>) {
    match condition {
        Condition::Value(name, _) => names.push(name),
        Condition::Element(name, inner) => {
            names.push(name);
            attributes(inner, names);
        }
        Condition::And(all) | Condition::Or(all) => {
            for it in all {
                attributes(it, names);
            }
        }
        Condition::Not(inner) => attributes(inner, names),
    }
}
