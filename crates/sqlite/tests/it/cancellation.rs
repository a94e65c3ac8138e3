//! Clients that hang up half-way.

use std::task::{Context, Waker};
use std::time::Duration;

use kernel::Upkeep as _;
use kernel::audit::EventKind;
use testkit::contract::World;
use testkit::sample;
use tokio::time::timeout;

use crate::world::empty_store;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_clients_hang_up_and_the_store_still_works() {
    let harness = empty_store().await;
    let world = World::of(&harness, "cancelled").await;
    let tenants = &world.ports().tenants;
    let event = world.event(EventKind::TenantUpdated);
    for number in 0..100 {
        let tenant = sample::tenant(&format!("gone-{number}"), world.now);
        let mut creation = tenants.create(&tenant, &event);
        // Each client waits for a different number of steps before it goes away.
        for _ in 0..=number % 7 {
            let poll = creation
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()));
            if poll.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    for number in 0..10 {
        let tenant = sample::tenant(&format!("kept-{number}"), world.now);
        assert!(tenants.create(&tenant, &event).await.unwrap());
    }
    // Whatever was begun is finished, with its event, though nobody waits for it.
    let mut waiting: Vec<_> = (0..100)
        .map(|number| format!("gone-{number}").parse().unwrap())
        .collect();
    let all_found = async {
        while let Some(id) = waiting.last() {
            if tenants.find(id).await.unwrap().is_some() {
                waiting.pop();
            }
        }
    };
    timeout(Duration::from_secs(30), all_found).await.unwrap();
    assert_eq!(world.recorded(EventKind::TenantUpdated).await, 110);
}

/// The runtime is the web server's: each of its workers has one thread.
#[tokio::test(flavor = "current_thread")]
async fn a_hundred_clients_hang_up_while_they_read_and_the_readers_still_work() {
    let harness = empty_store().await;
    let store = &harness.store;
    for number in 0..100 {
        let mut search = store.is_empty();
        for _ in 0..=number % 3 {
            let context = &mut Context::from_waker(Waker::noop());
            if search.as_mut().poll(context).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    let is_empty = timeout(Duration::from_secs(30), store.is_empty());
    assert!(is_empty.await.unwrap().is_ok());
}
