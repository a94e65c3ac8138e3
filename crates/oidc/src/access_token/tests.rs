use identity::{SessionId, Sessions as _};
use kernel::audit::{EventActor, EventKind};
use kernel::{Actor, AuditEvent, Denied, Permission, roles};
use serde_json::{Value, json};
use tenancy::{AccessTokenFormat, ClientRegistration, GrantType, GroupRole, SigningAlgorithm};

use super::{AccessToken, AccessTokenError, Audience};
use crate::fixture::{NOW, World, keyring, secret, tenant};
use crate::keyring::TokenType;
use crate::{PresentedToken, Scope};

/// An access token of the client `app`, which is allowed the scopes of the API too.
async fn token(world: &World, scope: &str) -> String {
    for client in &mut world.memory.state().clients {
        let allowed = &mut client.registration.allowed_scopes;
        allowed.extend([Scope::ACCOUNT, Scope::ADMIN].map(str::to_owned));
    }
    world.tokens(scope).await.access_token.reveal().to_owned()
}

async fn reason(world: &World, token: &str) -> &'static str {
    match world.person(token).await {
        Err(AccessTokenError::Invalid { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

fn own(actor: &Actor) -> Result<(), Denied> {
    actor.require_own(Permission::ReadUsers).map(|_| ())
}

#[tokio::test]
async fn a_person_acts_with_the_scopes_of_the_token() {
    let world = World::new();
    for (scope, expected) in [
        ("openid account", Ok(())),
        ("openid", Err(Denied::TokenScope("account"))),
        ("openid admin", Err(Denied::TokenScope("account"))),
    ] {
        let token = token(&world, scope).await;
        let actor = world.person(&token).await.unwrap();
        assert_eq!(own(&actor), expected, "{scope}");
    }
}

#[tokio::test]
async fn a_client_that_is_not_allowed_the_scopes_does_not_get_them() {
    let world = World::new();
    let tokens = world.tokens("openid account admin").await;
    let actor = world.person(tokens.access_token.reveal()).await.unwrap();
    assert_eq!(own(&actor), Err(Denied::TokenScope("account")));
}

#[tokio::test]
async fn what_is_no_access_token_of_this_service_is_refused() {
    let world = World::new();
    let token = token(&world, "openid account").await;
    let good: Value = keyring().verify(TokenType::Access, &token).unwrap();
    let sign = |kind, claims: &Value| {
        let signed = keyring().sign(SigningAlgorithm::EdDsa, kind, claims);
        signed.unwrap().reveal().to_owned()
    };
    for (name, value) in [
        ("iss", json!("https://evil.example/api/oidc/acme")),
        ("aud", json!("https://api.example")),
        ("exp", json!(NOW.seconds())),
        ("sid", json!(null)),
        ("sub", json!("bob-1")),
        ("client_id", json!("nobody")),
        ("grant_id", json!("unknown")),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        reason(&world, &sign(TokenType::Access, &claims)).await;
    }
    assert_eq!(
        reason(&world, &sign(TokenType::Id, &good)).await,
        "a token of another kind"
    );
    for text in ["", "x", "a.b.c"] {
        assert_eq!(reason(&world, text).await, "not a JWT of an issuer here");
    }
}

#[tokio::test]
async fn a_person_acts_with_the_roles_of_their_groups_for_as_long_as_they_are_in_them() {
    let world = World::new();
    world.memory.state().group_roles = vec![GroupRole {
        group_id: "staff".to_owned(),
        role: roles::TENANT_ADMIN.to_owned(),
    }];
    let token = token(&world, "openid admin").await;
    let may = async || {
        let actor = world.person(&token).await.unwrap();
        actor.require(Permission::ManageUsers, &tenant().id)
    };
    assert_eq!(may().await, Err(Denied::Role(roles::TENANT_ADMIN)));
    world.memory.state().groups = vec!["staff".to_owned()];
    assert_eq!(may().await, Ok(()));
    world.memory.state().groups = vec!["guests".to_owned()];
    assert_eq!(may().await, Err(Denied::Role(roles::TENANT_ADMIN)));
}

#[tokio::test]
async fn it_ends_with_the_session_even_with_offline_access() {
    let world = World::new();
    let token = token(&world, "openid account offline_access").await;
    assert!(world.person(&token).await.is_ok());
    let session = SessionId::from_stored("session-1");
    let event = AuditEvent::new(
        tenant().id,
        NOW,
        EventKind::SessionEnded,
        EventActor::System,
    );
    let ended = world.memory.end(&tenant().id, &session, &event).await;
    assert!(ended.unwrap());
    assert_eq!(reason(&world, &token).await, "its session has ended");
}

#[tokio::test]
async fn it_ends_when_its_person_is_disabled() {
    let world = World::new();
    let token = token(&world, "openid account").await;
    world.memory.state().account.is_disabled = true;
    assert_eq!(reason(&world, &token).await, "its user is disabled");
}

/// A token of the client `sync` for itself, which may provision and have `read`.
async fn token_of_client(world: &World, format: AccessTokenFormat, scope: &str) -> String {
    world.register("sync", |client| {
        client.grant_types = vec![GrantType::ClientCredentials];
        client.allowed_scopes = ["scim", "read"].map(str::to_owned).into();
        client.allowed_resources = vec!["https://api.example".to_owned()];
        client.access_token_format = format;
    });
    let secret = secret();
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", "sync"),
        ("client_secret", secret.reveal()),
        ("scope", scope),
    ];
    let tokens = world.exchange(&pairs).await.unwrap();
    tokens.access_token.reveal().to_owned()
}

fn provisions(actor: &Actor) -> Result<(), Denied> {
    actor.require(Permission::Provision, &tenant().id)
}

#[tokio::test]
async fn a_client_provisions_for_itself_with_the_scope_of_the_token() {
    for format in [AccessTokenFormat::Jwt, AccessTokenFormat::Opaque] {
        for (scope, expected) in [
            ("scim", Ok(())),
            ("scim read", Ok(())),
            ("read", Err(Denied::TokenScope("scim"))),
        ] {
            let world = World::new();
            let token = token_of_client(&world, format, scope).await;
            let actor = world
                .provider
                .actor_in(&tenant().id, &PresentedToken::bearer(&token), None)
                .await;
            assert_eq!(provisions(&actor.unwrap()), expected, "{scope}");
        }
    }
}

#[tokio::test]
async fn a_client_that_is_no_longer_registered_for_it_provisions_no_more() {
    let changes: [fn(&mut ClientRegistration); 2] = [
        |client| client.allowed_scopes.retain(|scope| scope != "scim"),
        |client| client.grant_types.clear(),
    ];
    for change in changes {
        let world = World::new();
        let token = token_of_client(&world, AccessTokenFormat::Jwt, "scim").await;
        for client in &mut world.memory.state().clients {
            change(&mut client.registration);
        }
        let actor = world.person(&token).await.unwrap();
        assert_eq!(provisions(&actor), Err(Denied::TokenScope("scim")));
    }
}

#[tokio::test]
async fn a_clients_own_token_is_held_to_what_it_says() {
    let world = World::new();
    let token = token_of_client(&world, AccessTokenFormat::Jwt, "scim").await;
    let good: Value = keyring().verify(TokenType::Access, &token).unwrap();
    for (name, value, expected) in [
        ("aud", json!("https://api.example"), "for another audience"),
        ("sub", json!("ada-1"), "its subject is not who granted it"),
        ("exp", json!(NOW.seconds()), "expired"),
        ("client_id", json!("nobody"), "its client is gone"),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        let signed = keyring().sign(SigningAlgorithm::EdDsa, TokenType::Access, &claims);
        assert_eq!(reason(&world, signed.unwrap().reveal()).await, expected);
    }
}

#[tokio::test]
async fn an_opaque_token_is_of_the_tenant_where_it_is_looked_for() {
    let world = World::new();
    let token = token_of_client(&world, AccessTokenFormat::Opaque, "scim").await;
    assert_eq!(reason(&world, &token).await, "not a JWT of an issuer here");
    let nowhere = "other".parse().unwrap();
    let elsewhere = world
        .provider
        .actor_in(&nowhere, &PresentedToken::bearer(&token), None)
        .await;
    assert!(matches!(elsewhere, Err(AccessTokenError::Invalid { .. })));
}

#[test]
fn an_audience_is_written_as_one_text_where_there_is_one() {
    let issuer = crate::fixture::issuer();
    let audience = |resources: &[&str], scope| {
        let resources: Vec<_> = resources.iter().map(ToString::to_string).collect();
        let audience = Audience::of(&issuer, &resources, &Scope::parse(scope).unwrap());
        serde_json::to_string(&audience).unwrap()
    };
    let own = format!("\"{issuer}\"");
    assert_eq!(audience(&[], "openid"), own);
    assert_eq!(audience(&[], "read"), own);
    assert_eq!(audience(&["urn:a"], "read"), "\"urn:a\"");
    assert_eq!(audience(&["urn:a"], "openid"), format!("[\"urn:a\",{own}]"));
    assert_eq!(audience(&["urn:a", "urn:b"], ""), "[\"urn:a\",\"urn:b\"]");
}

#[test]
fn an_access_token_does_not_print() {
    let token = AccessToken::Opaque(crate::fixture::secret());
    assert_eq!(format!("{token:?}"), "AccessToken(..)");
}
