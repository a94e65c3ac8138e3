//! Clients that hang up half-way.

use std::task::{Context, Waker};

use kernel::audit::EventKind;
use testkit::contract::{Harness as _, World};
use testkit::sample;

use crate::world::on_file;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_clients_hang_up_and_the_writer_still_works() {
    let harness = on_file().await;
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
    // The one writer is served in turn, so whatever was begun has ended; each tenant has its event.
    let mut created = 10;
    for number in 0..100 {
        let id = format!("gone-{number}").parse().unwrap();
        created += usize::from(tenants.find(&id).await.unwrap().is_some());
    }
    assert_eq!(world.recorded(EventKind::TenantUpdated).await, created);
    assert!(harness.audit_events(&world.tenant).await.len() >= created);
}
