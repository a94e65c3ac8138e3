//! [`LinkedIdentities`](oidc::LinkedIdentities).

use kernel::UserId;
use kernel::audit::EventKind;
use oidc::ForeignIdentity;

use super::{Harness, World};

/// Somebody whom another provider knows is one user, in each tenant for itself, and stays that one.
pub async fn linked_identities(harness: &dyn Harness) {
    let world = World::of(harness, "linked-identities").await;
    let identities = &world.ports().linked_identities;
    let identity = |authority: &str, object_id: &str| ForeignIdentity {
        authority: authority.to_owned(),
        object_id: object_id.to_owned(),
    };
    let known = identity("tid", "oid");
    let event = world.event(EventKind::IdentityLinked);
    let link = async |user: &UserId| {
        let linked = identities.link(&world.tenant, &known, user, &event).await;
        linked.unwrap()
    };
    assert_eq!(identities.find(&world.tenant, &known).await.unwrap(), None);
    assert!(link(&world.ada.user_id).await);
    assert!(!link(&world.ada.user_id).await);
    let found = identities.find(&world.tenant, &known).await.unwrap();
    assert_eq!(found.as_ref(), Some(&world.ada.user_id));
    assert_eq!(identities.find(&world.other, &known).await.unwrap(), None);
    for other in [identity("tid", "other"), identity("other", "oid")] {
        assert_eq!(identities.find(&world.tenant, &other).await.unwrap(), None);
    }
    assert_eq!(world.recorded(EventKind::IdentityLinked).await, 1);
}
