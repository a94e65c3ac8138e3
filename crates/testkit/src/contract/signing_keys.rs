//! [`SigningKeys`](oidc::SigningKeys).

use std::time::Duration;

use kernel::audit::EventKind;
use tenancy::SigningAlgorithm;

use super::{Harness, World};
use crate::sample;

/// Keys are stored beside exactly those that somebody has seen, listed with those that sign last first,
/// found by their age, and removed once.
pub async fn signing_keys(harness: &dyn Harness) {
    let world = World::of(harness, "signing-keys").await;
    let keys = &world.ports().signing_keys;
    assert_eq!(keys.live(&world.tenant).await.unwrap(), []);

    let older = sample::signing_key("older", world.now, world.random());
    let mut newer = sample::signing_key("newer", world.later(1), world.random());
    newer.algorithm = SigningAlgorithm::Rs256;
    let both = [older.clone(), newer.clone()];
    let event = world.event(EventKind::SigningKeyCreated);
    assert!(
        keys.publish(&world.tenant, &[], &both, &event)
            .await
            .unwrap()
    );
    assert_eq!(
        keys.live(&world.tenant).await.unwrap(),
        [newer.clone(), older.clone()]
    );
    assert_eq!(keys.live(&world.other).await.unwrap(), []);

    let third = [sample::signing_key("third", world.later(2), world.random())];
    for beside in [vec![], vec!["older"], vec!["older", "newer", "other"]] {
        let beside: Vec<_> = beside.into_iter().map(str::to_owned).collect();
        let published = keys.publish(&world.tenant, &beside, &third, &event).await;
        assert!(!published.unwrap(), "{beside:?}");
    }
    assert_eq!(
        keys.live(&world.tenant).await.unwrap(),
        [newer.clone(), older]
    );
    assert_eq!(world.recorded(EventKind::SigningKeyCreated).await, 1);
    let beside = ["older".to_owned(), "newer".to_owned()];
    let published = keys.publish(&world.tenant, &beside, &third, &event).await;
    assert!(published.unwrap());

    let aged = async |moment| keys.with_keys_from(moment).await.unwrap();
    assert!(
        !aged(world.now.minus(Duration::from_micros(1)))
            .await
            .contains(&world.tenant)
    );
    assert_eq!(
        aged(world.later(1))
            .await
            .iter()
            .filter(|it| **it == world.tenant)
            .count(),
        1
    );

    let event = world.event(EventKind::SigningKeyRetired);
    assert!(!keys.retire(&world.other, "older", &event).await.unwrap());
    assert!(keys.retire(&world.tenant, "older", &event).await.unwrap());
    assert!(!keys.retire(&world.tenant, "older", &event).await.unwrap());
    let [third] = third;
    assert_eq!(keys.live(&world.tenant).await.unwrap(), [third, newer]);
    assert_eq!(world.recorded(EventKind::SigningKeyRetired).await, 1);

    let world = World::of(harness, "signing-keys-raced").await;
    let published = world.race(|ports, index| {
        let (tenant, event) = (
            world.tenant.clone(),
            world.event(EventKind::SigningKeyCreated),
        );
        let key = sample::signing_key(&index.to_string(), world.now, world.random());
        async move {
            ports
                .signing_keys
                .publish(&tenant, &[], &[key], &event)
                .await
                .unwrap()
        }
    });
    assert_eq!(
        published
            .await
            .into_iter()
            .filter(|published| *published)
            .count(),
        1
    );
    assert_eq!(keys.live(&world.tenant).await.unwrap().len(), 1);
    assert_eq!(world.recorded(EventKind::SigningKeyCreated).await, 1);
}
