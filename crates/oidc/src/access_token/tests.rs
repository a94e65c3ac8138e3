use identity::{SessionId, Sessions as _};
use kernel::audit::{EventActor, EventKind};
use kernel::{Actor, AuditEvent, Denied, Permission};
use serde_json::{Value, json};
use tenancy::SigningAlgorithm;

use super::{AccessToken, AccessTokenError, Audience};
use crate::Scope;
use crate::fixture::{NOW, World, keyring, tenant};
use crate::keyring::TokenType;

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
    assert_eq!(reason(&world, &token).await, "its user is disabled or gone");
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
