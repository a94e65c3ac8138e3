//! [`ClientRegistry`](tenancy::ClientRegistry).

use kernel::audit::EventKind;
use tenancy::{ClientRecord, ClientType, Deletion, RelyingParty, RetiredSecret, Rotation};

use super::{Harness, World};
use crate::sample;

/// A client is changed by whoever has seen its last change, gets other secrets, and is deleted unless locked.
pub async fn client_registry(harness: &dyn Harness) {
    is_listed(&World::of(harness, "client-registry").await).await;
    is_changed_as_it_was_seen(&World::of(harness, "client-registry-change").await).await;
    has_one_secret_before(&World::of(harness, "client-registry-secret").await).await;
    is_deleted_unless_locked(&World::of(harness, "client-registry-delete").await).await;
}

async fn read(world: &World<'_>) -> ClientRecord {
    let registry = &world.ports().client_registry;
    let found = registry.read(&world.tenant, world.client.id()).await;
    found.unwrap().unwrap()
}

async fn is_listed(world: &World<'_>) {
    let registry = &world.ports().client_registry;
    let bare = sample::client(&world.tenant, "bare", world.now, world.random());
    let event = world.event(EventKind::ClientCreated);
    let clients = &world.ports().relying_parties;
    assert!(clients.register(&bare, &event).await.unwrap());
    let all = registry.list(&world.tenant, 0, 10).await.unwrap();
    let listed: Vec<_> = all.iter().map(|record| &record.client).collect();
    assert_eq!(listed, [&world.client, &bare]);
    assert_eq!(all[0], read(world).await);
    assert_eq!(registry.list(&world.tenant, 1, 10).await.unwrap(), all[1..]);
    assert_eq!(registry.list(&world.tenant, 0, 1).await.unwrap(), all[..1]);
    assert_eq!(registry.read(&world.other, bare.id()).await.unwrap(), None);
    assert_eq!(registry.list(&world.other, 0, 10).await.unwrap().len(), 1);
}

async fn is_changed_as_it_was_seen(world: &World<'_>) {
    let registry = &world.ports().client_registry;
    let renamed = |name: &str, seconds| {
        let mut registration = world.client.registration.clone();
        name.clone_into(&mut registration.name);
        ClientRecord {
            client: RelyingParty {
                registration,
                ..world.client.clone()
            },
            updated_at: Some(world.later(seconds)),
        }
    };
    let event = world.event(EventKind::ClientUpdated);
    let first = renamed("First", 1);
    assert!(registry.change(&first, None, &event).await.unwrap());
    assert!(
        !registry
            .change(&renamed("Late", 2), None, &event)
            .await
            .unwrap()
    );
    assert_eq!(read(world).await, first);
    let other = registry
        .read(&world.other, world.client.id())
        .await
        .unwrap();
    assert_eq!(other.unwrap().client.registration.name, "App");

    let mut public = renamed("Second", 3);
    public.client.registration.client_type = ClientType::Public;
    assert!(
        registry
            .change(&public, first.updated_at, &event)
            .await
            .unwrap()
    );
    assert_eq!(read(world).await.client.secret, None);
    assert_eq!(world.recorded(EventKind::ClientUpdated).await, 2);
}

async fn has_one_secret_before(world: &World<'_>) {
    let (registry, id) = (&world.ports().client_registry, world.client.id());
    let event = world.event(EventKind::ClientSecretRotated);
    let mut before = world.client.secret.unwrap();
    for seconds in [60, 90] {
        let rotation = Rotation {
            secret: sample::token(world.random()),
            retired_until: world.later(seconds),
        };
        let rotated = registry.rotate(&world.tenant, id, &rotation, &event).await;
        assert!(rotated.unwrap());
        let client = read(world).await.client;
        assert_eq!(client.secret, Some(rotation.secret));
        let retired = RetiredSecret {
            hash: before,
            until: world.later(seconds),
        };
        assert_eq!(client.retired_secret, Some(retired));
        before = rotation.secret;
    }
    let other = registry.read(&world.other, id).await.unwrap().unwrap();
    assert_eq!(other.client.secret, world.client.secret);
    let rotation = Rotation {
        secret: before,
        retired_until: world.now,
    };
    let nobody = "nobody".parse().unwrap();
    let rotated = registry.rotate(&world.tenant, &nobody, &rotation, &event);
    assert!(!rotated.await.unwrap());
    assert_eq!(world.recorded(EventKind::ClientSecretRotated).await, 2);
}

async fn is_deleted_unless_locked(world: &World<'_>) {
    let (registry, id) = (&world.ports().client_registry, world.client.id());
    let mut locked = sample::client(&world.tenant, "locked", world.now, world.random());
    locked.registration.is_lock = true;
    let event = world.event(EventKind::ClientCreated);
    let clients = &world.ports().relying_parties;
    assert!(clients.register(&locked, &event).await.unwrap());
    let request = sample::authorization_request(&world.client, world.now, world.random());
    let requests = &world.ports().authorization_requests;
    requests.open(&request).await.unwrap();

    let event = world.event(EventKind::ClientDeleted);
    let kept = registry.delete(&world.tenant, locked.id(), &event).await;
    assert_eq!(kept.unwrap(), Deletion::Locked);
    let deleted = registry.delete(&world.tenant, id, &event).await;
    assert_eq!(deleted.unwrap(), Deletion::Deleted);
    let again = registry.delete(&world.tenant, id, &event).await;
    assert_eq!(again.unwrap(), Deletion::Absent);
    assert!(registry.read(&world.other, id).await.unwrap().is_some());
    assert_eq!(world.recorded(EventKind::ClientDeleted).await, 1);
}
