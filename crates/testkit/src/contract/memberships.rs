//! [`Memberships`](identity::Memberships).

use provisioning::Outcome;

use super::{Harness, World};
use crate::sample;

/// Who is in which group is known from the moment at which the group is stored.
pub async fn memberships(harness: &dyn Harness) {
    follow_the_group(&World::of(harness, "memberships").await).await;
    are_found_for_many(&World::of(harness, "memberships-many").await).await;
}

async fn follow_the_group(world: &World<'_>) {
    let ada = world.ada.user_id.clone();
    let one = std::slice::from_ref(&ada);
    for (id, name, members) in [
        ("staff", "straße", one),
        ("guides", "Guides", one),
        ("guests", "Abroad", &[]),
    ] {
        let mut group = world.group(id, members);
        name.clone_into(&mut group.group.display_name);
        assert_eq!(world.create_group(&group).await, Outcome::Done);
    }
    let ports = world.ports();
    let memberships = &ports.memberships;
    let asked = ["staff", "guests", "nothing"].map(str::to_owned);
    let with = async |tenant, users| {
        let found = memberships.groups_with(tenant, &asked, users).await;
        found.unwrap()
    };
    let names = async |tenant, limit| {
        let found = memberships.group_names(tenant, &ada, limit).await;
        found.unwrap()
    };
    assert_eq!(with(&world.tenant, one).await, ["staff"]);
    assert_eq!(names(&world.tenant, 9).await, ["Guides", "straße"]);
    assert_eq!(names(&world.tenant, 1).await, ["Guides"]);
    // Nobody else is in it, and nobody asks for nothing.
    let bob = ["bob".parse().unwrap()];
    assert!(with(&world.tenant, &bob).await.is_empty());
    assert!(with(&world.tenant, &[]).await.is_empty());
    assert!(with(&world.other, one).await.is_empty());
    assert!(names(&world.other, 9).await.is_empty());

    let staff = world.group("staff", &[]);
    let done = world.change_group(&staff, staff.revision, &[], one).await;
    assert_eq!(done, Outcome::Done);
    assert!(with(&world.tenant, one).await.is_empty());
    assert_eq!(names(&world.tenant, 9).await, ["Guides"]);
}

async fn are_found_for_many(world: &World<'_>) {
    let mut users = Vec::new();
    for number in 0..50 {
        let name = format!("user{number}");
        let account = sample::account(&world.tenant, &name, world.now, world.random());
        assert!(world.create(&account).await);
        users.push(account.user_id);
    }
    let staff = world.group("staff", &users[40..]);
    assert_eq!(world.create_group(&staff).await, Outcome::Done);
    // More names than one statement takes, of whom some are users.
    users.splice(
        0..0,
        (0..40_000).map(|it| format!("x{it}").parse().unwrap()),
    );
    let asked = ["staff".to_owned()];
    let memberships = &world.ports().memberships;
    let found = memberships.groups_with(&world.tenant, &asked, &users);
    assert_eq!(found.await.unwrap(), ["staff"]);
    let found = memberships.groups_with(&world.tenant, &asked, &users[..40_040]);
    assert!(found.await.unwrap().is_empty());
}
