//! [`ApiKeys`](identity::api_key::ApiKeys).

use identity::api_key::{ApiKey, ListedApiKey};
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
    assert_eq!(
        keys.find(&expected.token).await.unwrap().as_ref(),
        Some(&expected)
    );
    assert_eq!(
        keys.find(&others.token).await.unwrap().as_ref(),
        Some(&others)
    );

    let listed = |key: &ApiKey, is_adas: bool| ListedApiKey {
        key: key.clone(),
        username: is_adas.then(|| world.ada.username.clone()),
    };
    let mut unowned = key(&world.tenant, None);
    "operators".clone_into(&mut unowned.key_id);
    unowned.created = sample::stamp(world.later(1));
    let event = world.event(EventKind::ApiKeyCreated);
    keys.create(&unowned, &event).await.unwrap();
    let all = keys.list(&world.tenant, None).await.unwrap();
    assert_eq!(all, [listed(&unowned, false), listed(&expected, true)]);
    let adas = Some(world.ada.user_id.clone());
    let own = keys.list(&world.tenant, adas.clone()).await.unwrap();
    assert_eq!(own, [listed(&expected, true)]);
    assert!(keys.list(&world.other, adas).await.unwrap().is_empty());

    let renewed = sample::token(world.random());
    let event = world.event(EventKind::ApiKeyRegenerated);
    let (tenant, other) = (&world.tenant, &world.other);
    let nowhere = keys.regenerate(other, "operators", &renewed, &event).await;
    assert_eq!(nowhere.unwrap(), None);
    let regenerated = keys.regenerate(tenant, "ci", &renewed, &event).await;
    let regenerated = regenerated.unwrap().unwrap();
    let fresh = ApiKey {
        token: renewed,
        last_use: None,
        ..expected.clone()
    };
    assert_eq!(regenerated, fresh);
    assert_eq!(keys.find(&expected.token).await.unwrap(), None);
    assert_eq!(keys.find(&renewed).await.unwrap().as_ref(), Some(&fresh));
    let found = keys.find_by_id(tenant, "ci").await.unwrap();
    assert_eq!(found, Some(fresh));
    assert_eq!(world.recorded(EventKind::ApiKeyRegenerated).await, 1);

    let event = world.event(EventKind::ApiKeyRevoked);
    assert!(!keys.revoke(other, "operators", &event).await.unwrap());
    assert!(keys.revoke(tenant, "ci", &event).await.unwrap());
    assert!(!keys.revoke(tenant, "ci", &event).await.unwrap());
    assert_eq!(keys.find(&renewed).await.unwrap(), None);
    assert_eq!(world.recorded(EventKind::ApiKeyRevoked).await, 1);
}
