//! [`CredentialStore`](zkp_protocol::verifier::CredentialStore).

use kernel::FoldedName;
use zkp_protocol::verifier::OwnedCredential;

use super::{Harness, World};
use crate::sample;

/// A confirmed credential is served under its name; it is provable unless its user is disabled.
pub async fn credential_store(harness: &dyn Harness) {
    let world = World::of(harness, "credential-store").await;
    let credentials = &world.ports().credential_store;
    let name = FoldedName::of("ada");
    assert_eq!(
        credentials.served_to(&world.tenant, &name).await.unwrap(),
        None
    );

    let earlier = world.enrol(&world.ada).await;
    let credential = world.enrol(&world.ada).await;
    let owned = Some(OwnedCredential {
        user: world.ada.user_id.clone(),
        credential: credential.clone(),
    });
    assert_eq!(
        credentials.served_to(&world.tenant, &name).await.unwrap(),
        owned
    );
    let handle = &credential.handle;
    assert_eq!(
        credentials.provable(&world.tenant, handle).await.unwrap(),
        owned
    );
    assert_eq!(
        credentials
            .provable(&world.tenant, &earlier.handle)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        credentials.served_to(&world.other, &name).await.unwrap(),
        None
    );
    assert_eq!(
        credentials.provable(&world.other, handle).await.unwrap(),
        None
    );

    let mut eve = sample::account(&world.tenant, "eve", world.now, world.random());
    eve.is_disabled = true;
    assert!(world.create(&eve).await);
    let disabled = world.enrol(&eve).await;
    let served = credentials
        .served_to(&world.tenant, &FoldedName::of("eve"))
        .await
        .unwrap();
    assert_eq!(served.unwrap().credential, disabled);
    assert_eq!(
        credentials
            .provable(&world.tenant, &disabled.handle)
            .await
            .unwrap(),
        None
    );
}
