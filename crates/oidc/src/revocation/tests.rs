use kernel::audit::EventKind;
use tenancy::AccessTokenFormat;

use crate::TokenError;
use crate::fixture::{World, parameters, secret};

async fn revoke(world: &World, client: &str, token: &str) -> Result<(), TokenError> {
    let secret = secret();
    let parameters = parameters(&[
        ("client_id", client),
        ("client_secret", secret.reveal()),
        ("token", token),
    ]);
    world.provider.revoke(&world.request(&parameters)).await
}

async fn tells(world: &World, token: &str) -> bool {
    world.userinfo(token).await.is_ok()
}

#[tokio::test]
async fn a_refresh_token_ends_with_everything_that_came_of_its_grant() {
    let world = World::new();
    let tokens = world.tokens("openid offline_access").await;
    let next = world.refresh(tokens.refresh()).await.unwrap();
    // Also by one that was used before.
    revoke(&world, "app", tokens.refresh()).await.unwrap();
    assert!(world.refresh(next.refresh()).await.is_err());
    assert!(!tells(&world, tokens.access_token.reveal()).await);
    let events = world.memory.state().events.clone();
    assert!(events.contains(&EventKind::GrantRevoked));
}

#[tokio::test]
async fn an_access_token_ends_alone_and_at_once() {
    for format in [AccessTokenFormat::Jwt, AccessTokenFormat::Opaque] {
        let world = World::new();
        for client in &mut world.memory.state().clients {
            client.registration.access_token_format = format;
        }
        let tokens = world.tokens("openid").await;
        assert!(tells(&world, tokens.access_token.reveal()).await);
        revoke(&world, "app", tokens.access_token.reveal())
            .await
            .unwrap();
        assert!(
            !tells(&world, tokens.access_token.reveal()).await,
            "{format:?}"
        );
        let next = world.refresh(tokens.refresh()).await.unwrap();
        assert!(tells(&world, next.access_token.reveal()).await);
        // Again is no error, and no event.
        revoke(&world, "app", tokens.access_token.reveal())
            .await
            .unwrap();
        let events = world.memory.state().events.clone();
        let revoked = |kind: &&EventKind| **kind == EventKind::AccessTokenRevoked;
        assert_eq!(events.iter().filter(revoked).count(), 1);
    }
}

#[tokio::test]
async fn a_token_of_others_is_left_alone_and_an_unknown_one_is_no_error() {
    let world = World::new();
    let tokens = world.tokens("openid").await;
    for token in [tokens.access_token.reveal(), tokens.refresh(), "unknown"] {
        revoke(&world, "other", token).await.unwrap();
    }
    assert!(tells(&world, tokens.access_token.reveal()).await);
    assert!(world.refresh(tokens.refresh()).await.is_ok());
    let error = revoke(&world, "nobody", tokens.refresh())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "invalid_client");
    let error = revoke(&world, "app", "").await.unwrap_err();
    assert_eq!(error.code(), "invalid_request");
}
