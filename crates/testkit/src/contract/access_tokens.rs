//! [`AccessTokens`](oidc::AccessTokens).

use kernel::audit::EventKind;
use oidc::RevokedToken;

use super::{Harness, World};
use crate::sample;

/// An opaque token is found whole until it is revoked; a token is revoked once, and only in its tenant.
pub async fn access_tokens(harness: &dyn Harness) {
    let world = World::of(harness, "access-tokens").await;
    let tokens = &world.ports().access_tokens;
    let opaque = sample::opaque_token(&world.client, world.now, world.random());
    tokens.issue(&opaque).await.unwrap();
    let find = async |tenant| tokens.find(tenant, &opaque.token).await.unwrap();
    assert_eq!(find(&world.tenant).await.as_ref(), Some(&opaque));
    assert_eq!(find(&world.other).await, None);
    let unknown = sample::token(world.random());
    assert_eq!(tokens.find(&world.tenant, &unknown).await.unwrap(), None);

    let event = world.event(EventKind::AccessTokenRevoked);
    for (index, token) in [opaque.token, unknown].into_iter().enumerate() {
        let revoked = RevokedToken {
            token,
            tenant_id: world.tenant.clone(),
            client_id: world.client.id().clone(),
            expires_at: opaque.expires_at,
        };
        assert!(!tokens.is_revoked(&world.tenant, &token).await.unwrap());
        assert!(tokens.revoke(&revoked, &event).await.unwrap());
        assert!(!tokens.revoke(&revoked, &event).await.unwrap());
        assert!(tokens.is_revoked(&world.tenant, &token).await.unwrap());
        assert!(!tokens.is_revoked(&world.other, &token).await.unwrap());
        assert_eq!(tokens.find(&world.tenant, &token).await.unwrap(), None);
        assert_eq!(
            world.recorded(EventKind::AccessTokenRevoked).await,
            index + 1
        );
    }
}
