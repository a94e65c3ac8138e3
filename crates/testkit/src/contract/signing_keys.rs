//! [`SigningKeys`](oidc::SigningKeys).

use kernel::audit::EventKind;
use tenancy::SigningAlgorithm;

use super::{Harness, World};
use crate::sample;

/// A tenant's first keys are stored once, all of them, and listed newest first.
pub async fn signing_keys(harness: &dyn Harness) {
    let world = World::of(harness, "signing-keys").await;
    let keys = &world.ports().signing_keys;
    assert_eq!(keys.live(&world.tenant).await.unwrap(), []);

    let older = sample::signing_key("older", world.now, world.random());
    let mut newer = sample::signing_key("newer", world.later(1), world.random());
    newer.algorithm = SigningAlgorithm::Rs256;
    let both = [older.clone(), newer.clone()];
    let event = world.event(EventKind::SigningKeyCreated);
    assert!(keys.publish(&world.tenant, &both, &event).await.unwrap());
    assert_eq!(
        keys.live(&world.tenant).await.unwrap(),
        [newer.clone(), older.clone()]
    );
    assert_eq!(keys.live(&world.other).await.unwrap(), []);

    let third = [sample::signing_key("third", world.later(2), world.random())];
    assert!(!keys.publish(&world.tenant, &third, &event).await.unwrap());
    assert_eq!(keys.live(&world.tenant).await.unwrap(), [newer, older]);
    assert_eq!(world.recorded(EventKind::SigningKeyCreated).await, 1);

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
                .publish(&tenant, &[key], &event)
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
