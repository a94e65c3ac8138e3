//! [`ApiKeys`](identity::api_key::ApiKeys).

use identity::api_key::{ApiKey, ApiKeyScope};
use kernel::audit::EventKind;

use super::{Harness, World};
use crate::sample;

/// A key is kept whole and found by its hash alone.
pub async fn api_keys(harness: &dyn Harness) {
    let world = World::of(harness, "api-keys").await;
    let keys = &world.ports().api_keys;
    let key = |tenant: &kernel::TenantId, owner| ApiKey {
        key_id: "ci".to_owned(),
        token: sample::token(world.random()),
        tenant_id: tenant.clone(),
        owner,
        name: "Continuous integration".to_owned(),
        scopes: ApiKeyScope::ALL.iter().map(|(_, scope)| *scope).collect(),
        created_at: world.now,
    };
    let own = key(&world.tenant, Some(world.ada.user_id.clone()));
    // The same id in another tenant is another key.
    let others = key(&world.other, None);
    let event = world.event(EventKind::ApiKeyCreated);
    keys.create(&own, &event).await.unwrap();
    let event = sample::event(&world.other, EventKind::ApiKeyCreated, world.now);
    keys.create(&others, &event).await.unwrap();

    assert_eq!(keys.find(&own.token).await.unwrap(), Some(own));
    assert_eq!(keys.find(&others.token).await.unwrap(), Some(others));
    let unknown = sample::token(world.random());
    assert_eq!(keys.find(&unknown).await.unwrap(), None);
    assert_eq!(world.recorded(EventKind::ApiKeyCreated).await, 1);
}
