//! [`Tenants`](tenancy::Tenants).

use kernel::audit::EventKind;

use super::{Harness, World};
use crate::sample;

/// A tenant is kept whole, and once.
pub async fn tenants(harness: &dyn Harness) {
    let world = World::of(harness, "tenants").await;
    let tenants = &world.ports().tenants;

    let mut tenant = sample::tenant("tenants-new", world.now);
    tenant.settings.display_name = String::from("Größe \"&\" 名");
    assert_eq!(tenants.find(&tenant.id).await.unwrap(), None);
    let event = world.event(EventKind::TenantUpdated);
    assert!(tenants.create(&tenant, &event).await.unwrap());
    let found = tenants.find(&tenant.id).await.unwrap();
    assert_eq!(found.as_deref(), Some(&tenant));

    let again = sample::tenant("tenants-new", world.later(1));
    assert!(!tenants.create(&again, &event).await.unwrap());
    let found = tenants.find(&tenant.id).await.unwrap();
    assert_eq!(found.as_deref(), Some(&tenant));
    assert_eq!(world.recorded(EventKind::TenantUpdated).await, 1);

    let (event, now) = (world.event(EventKind::UserCreated), world.now);
    let before = world.recorded(EventKind::UserCreated).await;
    let created = world.race(|ports, _| {
        let event = event.clone();
        let tenant = sample::tenant("tenants-raced", now);
        async move { ports.tenants.create(&tenant, &event).await.unwrap() }
    });
    assert_eq!(
        created.await.into_iter().filter(|created| *created).count(),
        1
    );
    assert_eq!(world.recorded(EventKind::UserCreated).await, before + 1);
}
