//! [`RelyingParties`](tenancy::RelyingParties).

use kernel::audit::EventKind;
use tenancy::ClientType;

use super::{Harness, World};
use crate::sample;

/// A client is kept whole, once, in its tenant.
pub async fn relying_parties(harness: &dyn Harness) {
    let world = World::of(harness, "relying-parties").await;
    let clients = &world.ports().relying_parties;

    let mut public = sample::client(&world.tenant, "native", world.now, world.random());
    public.registration.client_type = ClientType::Public;
    public.secret = None;
    let event = world.event(EventKind::ApiKeyCreated);
    assert!(clients.register(&public, &event).await.unwrap());
    assert!(!clients.register(&public, &event).await.unwrap());
    assert_eq!(world.recorded(EventKind::ApiKeyCreated).await, 1);

    let found = clients.find(&world.tenant, public.id()).await.unwrap();
    assert_eq!(found.as_deref(), Some(&public));
    let found = clients
        .find(&world.tenant, world.client.id())
        .await
        .unwrap();
    assert_eq!(found.as_deref(), Some(&world.client));
    assert_eq!(clients.find(&world.other, public.id()).await.unwrap(), None);
}
