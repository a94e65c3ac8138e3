//! [`ChallengeLedger`](zkp_protocol::verifier::ChallengeLedger).

use zkp_protocol::Purpose;
use zkp_protocol::verifier::OpenChallenge;

use super::{Harness, World};
use crate::sample;

/// A challenge is taken out once, whole, and not after its time.
pub async fn challenge_ledger(harness: &dyn Harness) {
    let world = World::of(harness, "challenge-ledger").await;
    let ledger = &world.ports().challenge_ledger;

    let known = sample::challenge(&world.tenant, world.now, world.random());
    let mut bare = sample::challenge(&world.tenant, world.now, world.random());
    bare.occasion.purpose = Purpose::Enrol;
    bare.occasion.user = None;
    bare.occasion.auth_req_id = None;
    bare.occasion.browser = None;
    for challenge in [&known, &bare] {
        ledger.open(challenge.clone()).await.unwrap();
        let taken = ledger
            .consume(&challenge.id, world.later(119))
            .await
            .unwrap();
        assert_same(&taken.unwrap(), challenge);
        assert!(
            ledger
                .consume(&challenge.id, world.now)
                .await
                .unwrap()
                .is_none()
        );
    }

    let late = sample::challenge(&world.tenant, world.now, world.random());
    ledger.open(late.clone()).await.unwrap();
    assert!(
        ledger
            .consume(&late.id, late.expires_at)
            .await
            .unwrap()
            .is_none()
    );
    let unknown = sample::token(world.random());
    assert!(ledger.consume(&unknown, world.now).await.unwrap().is_none());

    let raced = sample::challenge(&world.tenant, world.now, world.random());
    ledger.open(raced.clone()).await.unwrap();
    let taken = world.race(|ports, _| {
        let (id, now) = (raced.id, world.now);
        async move {
            ports
                .challenge_ledger
                .consume(&id, now)
                .await
                .unwrap()
                .is_some()
        }
    });
    assert_eq!(taken.await.into_iter().filter(|taken| *taken).count(), 1);
}

fn assert_same(stored: &OpenChallenge, opened: &OpenChallenge) {
    assert_eq!(stored.id, opened.id);
    assert_eq!(stored.occasion, opened.occasion);
    assert_eq!(stored.handle, opened.handle);
    assert_eq!(stored.oprf_key_version, opened.oprf_key_version);
    assert_eq!(stored.cipher_key, opened.cipher_key);
    assert_eq!(stored.hash, opened.hash);
    assert_eq!(stored.reply_key.reveal(), opened.reply_key.reveal());
    assert_eq!(stored.expires_at, opened.expires_at);
}
