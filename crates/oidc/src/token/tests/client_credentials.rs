use serde_json::Value;
use tenancy::{AccessTokenFormat, ClientRegistration, GrantType};

use crate::fixture::{ISSUER, World, keyring, secret};
use crate::keyring::TokenType;
use crate::{TokenError, TokenResponse};

fn service(client: &mut ClientRegistration) {
    client.grant_types = vec![GrantType::ClientCredentials];
    client.allowed_scopes = ["openid", "read", "write"].map(str::to_owned).into();
    client.allowed_resources = vec!["https://api.example".to_owned()];
}

async fn ask(world: &World, more: &[(&str, &str)]) -> Result<TokenResponse, TokenError> {
    let secret = secret();
    let mut pairs = vec![
        ("grant_type", "client_credentials"),
        ("client_id", "service"),
        ("client_secret", secret.reveal()),
    ];
    pairs.extend(more);
    world.exchange(&pairs).await
}

#[tokio::test]
async fn a_client_gets_a_token_for_itself_and_nothing_more() {
    let world = World::new();
    world.register("service", service);
    let tokens = ask(&world, &[]).await.unwrap();
    assert!(tokens.refresh_token.is_none() && tokens.id_token.is_none());
    assert_eq!(tokens.scope.to_string(), "read write");
    let claims: Value = keyring()
        .verify(TokenType::Access, tokens.access_token.reveal())
        .unwrap();
    assert_eq!(claims["sub"], "service");
    assert_eq!(claims["client_id"], "service");
    assert_eq!(claims["aud"], ISSUER);
    for absent in ["sid", "auth_time", "grant_id"] {
        assert_eq!(claims[absent], Value::Null, "{absent}");
    }
    let json = serde_json::to_value(&tokens).unwrap();
    assert_eq!(json.get("refresh_token"), None);
    // It tells nothing about anybody.
    let told = world.userinfo(tokens.access_token.reveal());
    assert_eq!(told.await.unwrap_err().code(), "invalid_token");
}

#[tokio::test]
async fn scope_and_resource_are_what_it_is_registered_for() {
    let world = World::new();
    world.register("service", service);
    let read = ask(
        &world,
        &[("scope", "read"), ("resource", "https://api.example")],
    )
    .await;
    let read = read.unwrap();
    assert_eq!(read.scope.to_string(), "read");
    let claims: Value = keyring()
        .verify(TokenType::Access, read.access_token.reveal())
        .unwrap();
    assert_eq!(claims["aud"], "https://api.example");
    for (name, value, code) in [
        ("scope", "admin", "invalid_scope"),
        ("scope", "read admin", "invalid_scope"),
        ("scope", "openid", "invalid_scope"),
        ("scope", "a  b", "invalid_scope"),
        ("resource", "https://other.example", "invalid_target"),
        ("resource", "https://api.example/", "invalid_target"),
    ] {
        let error = ask(&world, &[(name, value)]).await.unwrap_err();
        assert_eq!(error.code(), code, "{name}={value}");
    }
}

#[tokio::test]
async fn a_client_that_may_provision_gets_the_scope_for_it() {
    let world = World::new();
    world.register("service", |client| {
        service(client);
        client.allowed_scopes.push("scim".to_owned());
    });
    for (more, expected) in [
        (vec![], "read write scim"),
        (vec![("scope", "scim")], "scim"),
    ] {
        let tokens = ask(&world, &more).await.unwrap();
        assert_eq!(tokens.scope.to_string(), expected);
    }
    let other = World::new();
    other.register("service", service);
    let refused = ask(&other, &[("scope", "scim")]).await.unwrap_err();
    assert_eq!(refused.code(), "invalid_scope");
}

#[tokio::test]
async fn only_who_is_registered_for_it_gets_one() {
    let world = World::new();
    let secret = secret();
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", "app"),
        ("client_secret", secret.reveal()),
    ];
    let error = world.exchange(&pairs).await.unwrap_err();
    assert_eq!((error.code(), error.status()), ("unauthorized_client", 400));
}

#[tokio::test]
async fn an_opaque_token_is_stored_as_its_hash_for_as_long_as_it_lives() {
    let world = World::new();
    world.register("service", |client| {
        service(client);
        client.access_token_format = AccessTokenFormat::Opaque;
        client.token_lifetimes.access_token = Some(60);
    });
    let tokens = ask(&world, &[]).await.unwrap();
    assert_eq!(tokens.expires_in, 60);
    let token = kernel::PlainToken::parse(tokens.access_token.reveal()).unwrap();
    let stored = world.memory.state().access_tokens[&token.hash()].clone();
    assert_eq!(stored.claims.sub, "service");
    assert_eq!(stored.expires_at.seconds(), stored.claims.iat + 60);
}
