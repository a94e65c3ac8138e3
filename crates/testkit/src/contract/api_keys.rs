//! [`ApiKeys`](identity::api_key::ApiKeys).

use identity::api_key::ApiKey;
use kernel::Permission;
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
        scopes: Permission::ALL.to_vec(),
        created: sample::stamp(world.now),
        last_use: None,
        is_active: true,
    };
    let own = key(&world.tenant, Some(world.ada.user_id.clone()));
    // The same id in another tenant is another key.
    let others = key(&world.other, None);
    let event = world.event(EventKind::ApiKeyCreated);
    keys.create(&own, &event).await.unwrap();
    let event = sample::event(&world.other, EventKind::ApiKeyCreated, world.now);
    keys.create(&others, &event).await.unwrap();

    assert_eq!(keys.find(&own.token).await.unwrap().as_ref(), Some(&own));
    assert_eq!(
        keys.find(&others.token).await.unwrap().as_ref(),
        Some(&others)
    );
    let unknown = sample::token(world.random());
    assert_eq!(keys.find(&unknown).await.unwrap(), None);
    assert_eq!(world.recorded(EventKind::ApiKeyCreated).await, 1);

    let used = sample::stamp(world.later(60));
    keys.note_use(&world.tenant, "ci", &used).await.unwrap();
    let expected = ApiKey {
        last_use: Some(used),
        ..own
    };
    assert_eq!(keys.find(&expected.token).await.unwrap(), Some(expected));
    assert_eq!(keys.find(&others.token).await.unwrap(), Some(others));
}
