use serde_json::{Value, json};
use tenancy::SigningAlgorithm;

use super::UserInfoError;
use crate::fixture::{World, account, keyring};
use crate::keyring::TokenType;
use crate::{Scope, UserClaims};

async fn refusal(world: &World, token: &str) -> (u16, &'static str) {
    let error = world
        .provider
        .userinfo(&world.tenant, token)
        .await
        .unwrap_err();
    (error.status(), error.code())
}

const INVALID: (u16, &str) = (401, "invalid_token");

#[tokio::test]
async fn an_access_token_tells_what_its_scope_covers() {
    let world = World::new();
    let tokens = world.tokens("openid email").await;
    let claims = world
        .provider
        .userinfo(&world.tenant, tokens.access_token.reveal())
        .await;
    let expected = UserClaims::of(&account(), &Scope::parse("email").unwrap());
    assert_eq!(claims.unwrap(), expected);
}

#[tokio::test]
async fn no_other_token_tells_anything() {
    let world = World::new();
    let tokens = world.tokens("openid").await;
    let id_token = tokens.id_token.clone().unwrap();
    for token in ["", "x", id_token.reveal(), tokens.refresh()] {
        assert_eq!(refusal(&world, token).await, INVALID, "{token}");
    }
    let plain = world.tokens("email").await.access_token;
    assert_eq!(
        refusal(&world, plain.reveal()).await,
        (403, "insufficient_scope")
    );
}

#[tokio::test]
async fn claims_that_are_not_as_issued_are_refused() {
    let world = World::new();
    let token = world.tokens("openid").await.access_token;
    let good: Value = keyring().verify(TokenType::Access, token.reveal()).unwrap();
    let sign = |claims: &Value| {
        let algorithm = SigningAlgorithm::EdDsa;
        keyring()
            .sign(algorithm, TokenType::Access, claims)
            .unwrap()
    };
    let again = sign(&good);
    assert!(
        world
            .provider
            .userinfo(&world.tenant, again.reveal())
            .await
            .is_ok()
    );
    for (name, value) in [
        ("exp", json!("never")),
        ("exp", json!(1e300)),
        ("exp", json!(-1)),
        ("exp", Value::Null),
        ("iss", json!("https://id.example/api/oidc/other")),
        ("aud", json!("https://api.example")),
        ("sub", json!("bob-1")),
        ("client_id", json!("nobody")),
        ("grant_id", json!("unknown")),
        ("scope", json!(["openid"])),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        assert_eq!(
            refusal(&world, sign(&claims).reveal()).await,
            INVALID,
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_token_ends_at_its_expiry() {
    let world = World::new();
    let token = world.tokens("openid").await.access_token;
    world.clock.advance(299);
    assert!(
        world
            .provider
            .userinfo(&world.tenant, token.reveal())
            .await
            .is_ok()
    );
    world.clock.advance(1);
    assert_eq!(refusal(&world, token.reveal()).await, INVALID);
}

#[tokio::test]
async fn a_token_ends_with_what_stands_behind_it() {
    let end_user = |world: &World| world.memory.state().account.is_disabled = true;
    let end_client = |world: &World| world.memory.state().clients.clear();
    let end_grant = |world: &World| {
        for grant in world.memory.state().grants.values_mut() {
            grant.revoked_at = Some(grant.created_at);
        }
    };
    let expire_grant = |world: &World| {
        for grant in world.memory.state().grants.values_mut() {
            grant.expires_at = grant.created_at;
        }
    };
    for end in [
        &end_user as &dyn Fn(&World),
        &end_client,
        &end_grant,
        &expire_grant,
    ] {
        let world = World::new();
        let token = world.tokens("openid").await.access_token;
        end(&world);
        assert_eq!(refusal(&world, token.reveal()).await, INVALID);
    }
}

#[test]
fn the_reason_is_not_in_the_message() {
    let error = UserInfoError::InvalidToken {
        reason: "secret detail",
    };
    assert!(!error.to_string().contains("secret detail"));
}
