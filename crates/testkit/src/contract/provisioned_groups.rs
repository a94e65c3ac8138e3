//! [`GroupStore`](provisioning::GroupStore).

use kernel::UserId;
use kernel::audit::EventKind;
use provisioning::{Group, GroupEntry, Membership, Outcome, Report, Revision, StoredGroup};
use serde_json::Map;

use super::{Harness, World};
use crate::sample;

/// A group has a name of its own and users of its tenant; changes are of one version.
pub async fn group_store(harness: &dyn Harness) {
    have_members(&World::of(harness, "groups").await).await;
    are_unique(&World::of(harness, "groups-unique").await).await;
    are_changed_by_one(&World::of(harness, "groups-raced").await).await;
    hold_thousands(&World::of(harness, "groups-large").await).await;
}

impl World<'_> {
    pub(super) fn group(&self, id: &str, members: &[UserId]) -> StoredGroup {
        StoredGroup {
            group: Group {
                tenant_id: self.tenant.clone(),
                group_id: id.to_owned(),
                display_name: format!("Group {id}"),
                profile: Map::new(),
                created_at: self.now,
                updated_at: None,
            },
            external_id: Some(format!("external {id}")),
            revision: Revision {
                count: 1,
                changed_at: self.now,
            },
            members: members.to_vec(),
        }
    }

    pub(super) async fn create_group(&self, group: &StoredGroup) -> Outcome {
        let entry = GroupEntry {
            provisioner: &self.own(),
            group: &group.group,
            external_id: group.external_id.as_deref(),
            added: &group.members,
            removed: &[],
        };
        let report = self.event(EventKind::GroupCreated).into();
        let groups = &self.ports().group_store;
        groups.create_group(entry, &report).await.unwrap()
    }

    pub(super) async fn change_group(
        &self,
        group: &StoredGroup,
        expected: Revision,
        added: &[UserId],
        removed: &[UserId],
    ) -> Outcome {
        let entry = GroupEntry {
            provisioner: &self.own(),
            group: &group.group,
            external_id: group.external_id.as_deref(),
            added,
            removed,
        };
        let report = self.event(EventKind::GroupUpdated).into();
        let groups = &self.ports().group_store;
        groups.update_group(entry, expected, &report).await.unwrap()
    }

    async fn find_group(&self, id: &str) -> Option<StoredGroup> {
        let groups = &self.ports().group_store;
        let found = groups.find_group(&self.tenant, &self.own(), id, true).await;
        found.unwrap()
    }
}

async fn have_members(world: &World<'_>) {
    let bob = world.bob();
    assert_eq!(world.provision(&bob, None).await, Outcome::Done);
    let (ada, bob) = (world.ada.user_id.clone(), bob.account.user_id.clone());
    let staff = world.group("staff", std::slice::from_ref(&ada));
    assert_eq!(world.create_group(&staff).await, Outcome::Done);
    assert_eq!(world.find_group("staff").await.as_ref(), Some(&staff));
    let groups = &world.ports().group_store;
    let own = world.own();
    let without = groups.find_group(&world.tenant, &own, "staff", false).await;
    assert_eq!(without.unwrap().unwrap().members, []);
    let elsewhere = groups.find_group(&world.other, &own, "staff", true).await;
    assert_eq!(elsewhere.unwrap(), None);
    let member = world.provisioned(&world.ada).await.unwrap();
    let expected = Membership {
        group_id: "staff".to_owned(),
        display_name: "Group staff".to_owned(),
    };
    assert_eq!(member.groups, [expected]);

    let mut changed = staff.clone();
    changed.group.updated_at = Some(world.later(1));
    "Everybody".clone_into(&mut changed.group.display_name);
    let (added, removed) = ([bob.clone()], [ada.clone()]);
    let done = world
        .change_group(&changed, staff.revision, &added, &removed)
        .await;
    assert_eq!(done, Outcome::Done);
    let found = world.find_group("staff").await.unwrap();
    assert_eq!(
        (&found.group, &found.members[..]),
        (&changed.group, &added[..])
    );
    assert_eq!(found.revision.count, 2);
    let late = world
        .change_group(&changed, staff.revision, &removed, &[])
        .await;
    assert_eq!(late, Outcome::Changed);
    let stranger = ["nobody".parse().unwrap()];
    let refused = world
        .change_group(&changed, found.revision, &stranger, &[])
        .await;
    assert_eq!(refused, Outcome::NoSuchMember);
    assert_eq!(world.recorded(EventKind::GroupUpdated).await, 1);

    // A user who is deleted is no member any more, and a deleted group leaves its users.
    let report = world.event(EventKind::UserDeleted).into();
    let users = &world.ports().user_store;
    let revision = users.find_user(&world.tenant, &own, &bob, false).await;
    let revision = revision.unwrap().unwrap().revision;
    let deleted = users
        .delete_user(&world.tenant, &bob, revision, &report)
        .await;
    assert_eq!(deleted.unwrap(), Outcome::Done);
    let found = world.find_group("staff").await.unwrap();
    assert_eq!(found.members, []);
    let report = world.event(EventKind::GroupDeleted).into();
    let deleted = groups
        .delete_group(&world.tenant, "staff", found.revision, &report)
        .await;
    assert_eq!(deleted.unwrap(), Outcome::Done);
    assert_eq!(world.find_group("staff").await, None);
    assert_eq!(world.recorded(EventKind::GroupDeleted).await, 1);
    assert!(world.provisioned(&world.ada).await.is_some());
}

async fn are_unique(world: &World<'_>) {
    assert_eq!(
        world.create_group(&world.group("one", &[])).await,
        Outcome::Done
    );
    let mut same_name = world.group("two", &[]);
    "GROUP ONE".clone_into(&mut same_name.group.display_name);
    assert_eq!(world.create_group(&same_name).await, Outcome::NameTaken);
    let mut same_external_id = world.group("three", &[]);
    same_external_id.external_id = Some("external one".to_owned());
    assert_eq!(
        world.create_group(&same_external_id).await,
        Outcome::ExternalIdTaken
    );
    let stranger = world.group("four", &["nobody".parse().unwrap()]);
    assert_eq!(world.create_group(&stranger).await, Outcome::NoSuchMember);
    for id in ["two", "three", "four"] {
        assert_eq!(world.find_group(id).await, None);
    }
    assert_eq!(world.recorded(EventKind::GroupCreated).await, 1);
}

async fn are_changed_by_one(world: &World<'_>) {
    let staff = world.group("staff", &[]);
    assert_eq!(world.create_group(&staff).await, Outcome::Done);
    let outcomes = world.race(|ports, _| {
        let (group, own, expected) = (staff.group.clone(), world.own(), staff.revision);
        let (report, ada) = (
            Report::from(world.event(EventKind::GroupUpdated)),
            world.ada.user_id.clone(),
        );
        async move {
            let entry = GroupEntry {
                provisioner: &own,
                group: &group,
                external_id: None,
                added: &[ada],
                removed: &[],
            };
            let groups = ports.group_store;
            groups.update_group(entry, expected, &report).await.unwrap()
        }
    });
    let done = outcomes.await.into_iter().filter(|it| *it == Outcome::Done);
    assert_eq!(done.count(), 1);
}

async fn hold_thousands(world: &World<'_>) {
    let mut users = Vec::new();
    for number in 0..300 {
        let name = format!("user{number}");
        let account = sample::account(&world.tenant, &name, world.now, world.random());
        assert!(world.create(&account).await);
        users.push(account.user_id);
    }
    users.sort_unstable();
    let staff = world.group("staff", &[]);
    assert_eq!(world.create_group(&staff).await, Outcome::Done);
    let done = world
        .change_group(&staff, staff.revision, &users, &[])
        .await;
    assert_eq!(done, Outcome::Done);
    let found = world.find_group("staff").await.unwrap();
    assert_eq!(found.members, users);
    let done = world
        .change_group(&staff, found.revision, &[], &users)
        .await;
    assert_eq!(done, Outcome::Done);
    assert_eq!(world.find_group("staff").await.unwrap().members, []);
}
