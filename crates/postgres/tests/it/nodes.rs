//! Several nodes on one database.

use std::sync::Arc;

use kernel::audit::EventKind;
use tenancy::Tenants as _;
use testkit::contract::{Ports, World};
use testkit::sample;

use crate::world::empty_store;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_consumers_on_two_nodes_one_wins() {
    let harness = empty_store().await;
    let world = World::of(&harness, "nodes").await;
    let second = Ports::of(&Arc::new(harness.second().await));
    let challenge = sample::challenge(&world.tenant, world.now, world.random());
    let ledger = &world.ports().challenge_ledger;
    ledger.open(challenge.clone()).await.unwrap();
    let (id, now) = (challenge.id, world.now);
    let won = world
        .race(|first, index| {
            let ports = if index % 2 == 0 {
                first
            } else {
                second.clone()
            };
            async move {
                let taken = ports.challenge_ledger.consume(&id, now).await.unwrap();
                taken.is_some()
            }
        })
        .await;
    assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_one_node_writes_the_other_reads() {
    let harness = empty_store().await;
    let world = World::of(&harness, "both").await;
    let second = harness.second().await;
    let tenant = sample::tenant("new", world.now);
    let event = sample::event(&tenant.id, EventKind::TenantCreated, world.now);
    assert!(second.create(&tenant, &event).await.unwrap());
    assert!(!harness.store.create(&tenant, &event).await.unwrap());
    let found = harness.store.find(&tenant.id).await.unwrap();
    assert_eq!(found.as_deref(), Some(&tenant));
}
