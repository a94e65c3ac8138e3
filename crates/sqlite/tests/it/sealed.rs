//! Secrets at rest.

use identity::registration::RequestOutcome;
use kernel::audit::EventKind;
use testkit::contract::World;
use testkit::sample;

use crate::world::empty_store;

#[tokio::test]
async fn no_secret_stands_in_the_database() {
    let harness = empty_store().await;
    let world = World::of(&harness, "sealed").await;
    let credential = world.enrol(&world.ada).await;
    let pending = sample::pending(&world.tenant, "bob", world.now, world.random());
    let mails = sample::registration_mails(&pending);
    let event = world.event(EventKind::RegistrationRequested);
    let request = world
        .ports()
        .registrations
        .request(&pending, &mails, &event, &event);
    assert_eq!(request.await.unwrap(), RequestOutcome::Pending);
    let challenge = sample::challenge(&world.tenant, world.now, world.random());
    world
        .ports()
        .challenge_ledger
        .open(challenge.clone())
        .await
        .unwrap();
    let key = sample::signing_key("kid", world.now, world.random());
    let event = world.event(EventKind::SigningKeyCreated);
    let keys = [key.clone()];
    assert!(
        world
            .ports()
            .signing_keys
            .publish(&world.tenant, &[], &keys, &event)
            .await
            .unwrap()
    );

    for credential in [&credential, &pending.credential] {
        assert!(!harness.is_stored(&credential.salt));
        assert!(!harness.is_stored(&credential.sketch[..16]));
        assert!(!harness.is_stored(&credential.public_key));
        // The search would find it.
        assert!(harness.is_stored(credential.handle.as_bytes()));
    }
    assert!(!harness.is_stored(challenge.reply_key.reveal()));
    assert!(!harness.is_stored(challenge.occasion.auth_req_id.unwrap().as_bytes()));
    assert!(!harness.is_stored(key.private_key.reveal()));
    assert!(!harness.is_stored(b"01234567"));
    assert!(!harness.is_stored(b"accept?code="));
    assert!(harness.is_stored(b"bob@example.com"));
}

#[tokio::test]
async fn a_sealed_column_opens_in_its_own_row_only() {
    let harness = empty_store().await;
    let world = World::of(&harness, "moved").await;
    let bob = sample::account(&world.tenant, "bob", world.now, world.random());
    assert!(world.create(&bob).await);
    for account in [&world.ada, &bob] {
        world.enrol(account).await;
    }
    let swap = format!(
        "UPDATE credentials SET sealed_material = (SELECT sealed_material FROM credentials \
         WHERE user_id = '{}') WHERE user_id = '{}'",
        bob.user_id, world.ada.user_id
    );
    harness.execute(&swap);
    let credentials = &world.ports().credential_store;
    let adas = credentials
        .served_to(&world.tenant, &world.ada.username.folded())
        .await;
    assert!(matches!(adas, Err(kernel::StorageError::Corrupt(_))));
    let bobs = credentials
        .served_to(&world.tenant, &bob.username.folded())
        .await;
    assert!(bobs.unwrap().is_some());
}
