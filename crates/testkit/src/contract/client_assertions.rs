//! [`ClientAssertions`](oidc::ClientAssertions).

use oidc::UsedAssertion;

use super::{Harness, World};
use crate::sample;

/// An assertion is used once by its client, also when many try at the same time; another client or
/// tenant has assertions of its own.
pub async fn client_assertions(harness: &dyn Harness) {
    let world = World::of(harness, "client-assertions").await;
    let assertions = &world.ports().client_assertions;
    let first = UsedAssertion {
        tenant_id: world.tenant.clone(),
        client_id: world.client.id().clone(),
        jti: sample::token(world.random()),
        expires_at: world.later(60),
    };
    let second = UsedAssertion {
        jti: sample::token(world.random()),
        ..first.clone()
    };
    let of_other_tenant = UsedAssertion {
        tenant_id: world.other.clone(),
        ..first.clone()
    };
    for assertion in [&first, &second, &of_other_tenant] {
        assert!(assertions.use_once(assertion).await.unwrap());
        assert!(!assertions.use_once(assertion).await.unwrap());
    }

    let raced = UsedAssertion {
        jti: sample::token(world.random()),
        ..first
    };
    let used = world.race(|ports, _| {
        let raced = raced.clone();
        async move { ports.client_assertions.use_once(&raced).await.unwrap() }
    });
    let winners = used.await.into_iter().filter(|used| *used).count();
    assert_eq!(winners, 1);
}
