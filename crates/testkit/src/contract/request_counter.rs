//! [`RequestCounter`](provisioning::RequestCounter).

use super::provisioned_users::provisioner;
use super::{Harness, World};

/// Every request counts once, for one provisioner of one tenant, in one window.
pub async fn request_counter(harness: &dyn Harness) {
    let world = World::of(harness, "requests").await;
    let counts = world.race(|ports, _| {
        let (tenant, own, window) = (world.tenant.clone(), world.own(), world.now);
        async move {
            let requests = ports.request_counter;
            requests.count_request(&tenant, &own, window).await.unwrap()
        }
    });
    let mut counts = counts.await;
    counts.sort_unstable();
    assert_eq!(counts, (1..=32).collect::<Vec<_>>());

    let requests = &world.ports().request_counter;
    let other = provisioner("other", &world.tenant);
    for (tenant, who, window, expected) in [
        (&world.tenant, &other, world.now, 1),
        (&world.other, &world.own(), world.now, 1),
        (&world.tenant, &world.own(), world.later(60), 1),
        (&world.tenant, &world.own(), world.later(60), 2),
    ] {
        let count = requests.count_request(tenant, who, window).await;
        assert_eq!(count.unwrap(), expected);
    }
}
