use serde_json::{Value, json};
use tenancy::{AccessTokenFormat, ClientType};

use crate::TokenError;
use crate::fixture::{ISSUER, NOW, World, client, parameters, secret};

/// What `client` is told about `token`.
async fn introspect(world: &World, client: &str, token: &str) -> Result<Value, TokenError> {
    let secret = secret();
    let parameters = parameters(&[
        ("client_id", client),
        ("client_secret", secret.reveal()),
        ("token", token),
    ]);
    let told = world
        .provider
        .introspect(&world.request(&parameters))
        .await?;
    Ok(serde_json::to_value(told).unwrap())
}

fn inactive() -> Value {
    json!({"active": false})
}

#[tokio::test]
async fn a_client_is_told_about_its_own_tokens() {
    let world = World::new();
    let tokens = world.tokens("openid email").await;
    let told = introspect(&world, "app", tokens.access_token.reveal())
        .await
        .unwrap();
    let jti = told["jti"].clone();
    let expected = json!({
        "active": true, "iss": ISSUER, "sub": "ada-1", "client_id": "app", "scope": "openid email",
        "iat": NOW.seconds(), "exp": NOW.seconds() + 300, "token_type": "Bearer", "aud": ISSUER,
        "jti": jti, "auth_time": NOW.seconds() - 60, "username": "ada",
    });
    assert_eq!(told, expected);
    world.clock.advance(12);
    let next = world.refresh(tokens.refresh()).await.unwrap();
    let told = introspect(&world, "app", next.refresh()).await.unwrap();
    assert_eq!(
        (&told["active"], &told["scope"], &told["iat"]),
        (
            &json!(true),
            &json!("openid email"),
            &json!(NOW.seconds() + 12)
        )
    );
    assert_eq!(told.get("token_type"), None);
}

#[tokio::test]
async fn others_are_told_nothing() {
    let world = World::new();
    let tokens = world.tokens("openid").await;
    let id_token = tokens.id_token.as_ref().unwrap().reveal();
    for token in [
        tokens.access_token.reveal(),
        tokens.refresh(),
        id_token,
        "x",
    ] {
        assert_eq!(
            introspect(&world, "other", token).await.unwrap(),
            inactive()
        );
    }
    assert_eq!(
        introspect(&world, "app", id_token).await.unwrap(),
        inactive()
    );
}

#[tokio::test]
async fn only_confidential_clients_may_ask() {
    let world = World::new();
    let tokens = world.tokens("openid").await;
    let token = tokens.access_token.reveal();
    let public = parameters(&[("client_id", "spa"), ("token", token)]);
    let error = world
        .provider
        .introspect(&world.request(&public))
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.status()), ("invalid_client", 401));
    for pairs in [
        &[("token", token)][..],
        &[
            ("client_id", "app"),
            ("client_secret", "wrong"),
            ("token", token),
        ],
        &[("client_id", "nobody"), ("token", token)],
    ] {
        let parameters = parameters(pairs);
        assert!(
            world
                .provider
                .introspect(&world.request(&parameters))
                .await
                .is_err()
        );
    }
    let secret = secret();
    let without = parameters(&[("client_id", "app"), ("client_secret", secret.reveal())]);
    let error = world
        .provider
        .introspect(&world.request(&without))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "invalid_request");
    assert_eq!(client("spa", ClientType::Public).secret, None);
}

#[tokio::test]
async fn a_resource_server_is_told_about_tokens_that_are_for_it() {
    let world = World::new();
    let api = "https://api.example";
    world.register("api", |client| {
        client.serves_resources = vec![api.to_owned()];
    });
    world.register("service", |client| {
        client.grant_types = vec![tenancy::GrantType::ClientCredentials];
        client.allowed_scopes = vec!["read".to_owned()];
        client.allowed_resources = vec![api.to_owned()];
        client.access_token_format = AccessTokenFormat::Opaque;
    });
    let secret = secret();
    let grant = [
        ("grant_type", "client_credentials"),
        ("client_id", "service"),
        ("client_secret", secret.reveal()),
        ("resource", api),
    ];
    let token = world.exchange(&grant).await.unwrap().access_token;
    let told = introspect(&world, "api", token.reveal()).await.unwrap();
    assert_eq!(
        (&told["active"], &told["sub"]),
        (&json!(true), &json!("service"))
    );
    assert_eq!(told.get("username"), None);
    let for_us = world.exchange(&grant[..3]).await.unwrap().access_token;
    assert_eq!(
        introspect(&world, "api", for_us.reveal()).await.unwrap(),
        inactive()
    );
}

#[tokio::test]
async fn what_has_ended_is_not_active() {
    let world = World::new();
    let tokens = world.tokens("openid").await;
    world.refresh(tokens.refresh()).await.unwrap();
    let used = introspect(&world, "app", tokens.refresh()).await.unwrap();
    assert_eq!(used, inactive());
    world.memory.state().account.is_disabled = true;
    let disabled = introspect(&world, "app", tokens.access_token.reveal()).await;
    assert_eq!(disabled.unwrap(), inactive());
    world.memory.state().account.is_disabled = false;
    world.clock.advance(300);
    let expired = introspect(&world, "app", tokens.access_token.reveal()).await;
    assert_eq!(expired.unwrap(), inactive());
}
