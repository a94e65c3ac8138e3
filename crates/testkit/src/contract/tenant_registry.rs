//! [`TenantRegistry`](tenancy::TenantRegistry).

use kernel::audit::EventKind;
use tenancy::{Tenant, TenantRecord};

use super::{Harness, World};

/// A tenant is changed by whoever has seen its last change, closed before it is deleted, and listed.
pub async fn tenant_registry(harness: &dyn Harness) {
    is_listed(&World::of(harness, "registry").await).await;
    is_changed_as_it_was_seen(&World::of(harness, "registry-change").await).await;
    is_closed_and_opened(&World::of(harness, "registry-close").await).await;
    is_deleted_when_closed(&World::of(harness, "registry-delete").await).await;
}

async fn read(world: &World<'_>) -> TenantRecord {
    let registry = &world.ports().tenant_registry;
    registry.read(&world.tenant).await.unwrap().unwrap()
}

async fn is_listed(world: &World<'_>) {
    let registry = &world.ports().tenant_registry;
    let all = registry.list(0, 10).await.unwrap();
    let ids: Vec<_> = all.iter().map(|record| &record.tenant.id).collect();
    assert_eq!(ids, [&world.tenant, &world.other]);
    assert_eq!(all[0], read(world).await);
    assert_eq!((all[0].updated_at, all[0].closed_at), (None, None));
    assert_eq!(registry.list(1, 10).await.unwrap(), all[1..]);
    assert_eq!(registry.list(0, 1).await.unwrap(), all[..1]);
    let nobody = "nobody".parse().unwrap();
    assert_eq!(registry.read(&nobody).await.unwrap(), None);
}

async fn is_changed_as_it_was_seen(world: &World<'_>) {
    let registry = &world.ports().tenant_registry;
    let before = read(world).await;
    let renamed = |name: &str, seconds| {
        let mut settings = before.tenant.settings.clone();
        name.clone_into(&mut settings.display_name);
        TenantRecord {
            tenant: Tenant {
                settings,
                ..before.tenant.clone()
            },
            updated_at: Some(world.later(seconds)),
            closed_at: None,
        }
    };
    let event = world.event(EventKind::TenantUpdated);
    let (first, second) = (renamed("First", 1), renamed("Second", 2));
    assert!(registry.change(&first, None, &event).await.unwrap());
    assert!(!registry.change(&second, None, &event).await.unwrap());
    assert_eq!(read(world).await, first);
    assert!(
        registry
            .change(&second, first.updated_at, &event)
            .await
            .unwrap()
    );
    assert_eq!(read(world).await, second);
    assert_eq!(world.recorded(EventKind::TenantUpdated).await, 2);

    let (seen, third) = (second.updated_at, renamed("Third", 3));
    let changed = world.race(move |ports, _| {
        let (third, event) = (third.clone(), event.clone());
        async move {
            ports
                .tenant_registry
                .change(&third, seen, &event)
                .await
                .unwrap()
        }
    });
    let changed = changed.await.into_iter().filter(|changed| *changed);
    assert_eq!(changed.count(), 1);
}

async fn is_closed_and_opened(world: &World<'_>) {
    let (registry, tenants) = (&world.ports().tenant_registry, &world.ports().tenants);
    let (closed, opened) = (
        world.event(EventKind::TenantClosed),
        world.event(EventKind::TenantReopened),
    );
    let at = world.later(5);
    assert!(!registry.reopen(&world.tenant, &opened).await.unwrap());
    assert!(registry.close(&world.tenant, at, &closed).await.unwrap());
    assert!(!registry.close(&world.tenant, at, &closed).await.unwrap());
    assert_eq!(tenants.find(&world.tenant).await.unwrap(), None);
    assert!(tenants.find(&world.other).await.unwrap().is_some());
    assert_eq!(read(world).await.closed_at, Some(at));
    assert!(registry.reopen(&world.tenant, &opened).await.unwrap());
    assert!(tenants.find(&world.tenant).await.unwrap().is_some());
    assert_eq!(world.recorded(EventKind::TenantClosed).await, 1);
    assert_eq!(world.recorded(EventKind::TenantReopened).await, 1);
}

async fn is_deleted_when_closed(world: &World<'_>) {
    let (registry, ports) = (&world.ports().tenant_registry, world.ports());
    let event = world.event(EventKind::TenantDeleted);
    assert!(!registry.delete(&world.tenant, &event).await.unwrap());
    let closed = world.event(EventKind::TenantClosed);
    assert!(
        registry
            .close(&world.tenant, world.now, &closed)
            .await
            .unwrap()
    );
    assert!(registry.delete(&world.tenant, &event).await.unwrap());
    assert!(!registry.delete(&world.tenant, &event).await.unwrap());
    assert_eq!(registry.read(&world.tenant).await.unwrap(), None);
    let account = ports.accounts.find(&world.tenant, &world.ada.user_id);
    assert_eq!(account.await.unwrap(), None);
    let clients = &ports.relying_parties;
    let client = clients.find(&world.tenant, world.client.id()).await;
    assert_eq!(client.unwrap(), None);
    let others = clients.find(&world.other, world.client.id()).await;
    assert!(others.unwrap().is_some());
    // What has happened stays known.
    assert_eq!(world.recorded(EventKind::TenantDeleted).await, 1);
}
