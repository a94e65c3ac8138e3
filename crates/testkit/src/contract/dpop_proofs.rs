//! [`DpopProofs`](oidc::DpopProofs).

use oidc::UsedProof;

use super::{Harness, World};
use crate::sample;

/// A proof is used once, also when many try at the same time; another tenant has proofs of its own.
pub async fn dpop_proofs(harness: &dyn Harness) {
    let world = World::of(harness, "dpop-proofs").await;
    let proofs = &world.ports().dpop_proofs;
    let first = UsedProof {
        tenant_id: world.tenant.clone(),
        proof: sample::token(world.random()),
        expires_at: world.later(60),
    };
    let second = UsedProof {
        proof: sample::token(world.random()),
        ..first.clone()
    };
    let of_other_tenant = UsedProof {
        tenant_id: world.other.clone(),
        ..first.clone()
    };
    for proof in [&first, &second, &of_other_tenant] {
        assert!(proofs.use_once(proof).await.unwrap());
        assert!(!proofs.use_once(proof).await.unwrap());
    }

    let raced = UsedProof {
        proof: sample::token(world.random()),
        ..first
    };
    let used = world.race(|ports, _| {
        let raced = raced.clone();
        async move { ports.dpop_proofs.use_once(&raced).await.unwrap() }
    });
    let winners = used.await.into_iter().filter(|used| *used).count();
    assert_eq!(winners, 1);
}
