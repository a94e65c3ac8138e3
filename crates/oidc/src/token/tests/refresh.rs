use identity::{SessionId, Sessions as _};
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock as _};
use proptest::prelude::*;
use serde_json::Value;

use crate::fixture::{World, keyring, secret};
use crate::keyring::TokenType;
use crate::{TokenError, TokenResponse};

fn code_of(outcome: Result<TokenResponse, TokenError>) -> &'static str {
    outcome.unwrap_err().code()
}

#[tokio::test]
async fn a_token_gives_its_successor_and_tokens_of_the_same_sign_in() {
    let world = World::new();
    let first = world.tokens("openid email").await;
    world.clock.advance(3600);
    let second = world.refresh(first.refresh()).await.unwrap();
    assert_ne!(first.refresh(), second.refresh());
    let id_token = second.id_token.clone().unwrap();
    let claims: Value = keyring().verify(TokenType::Id, id_token.reveal()).unwrap();
    let now = world.clock.now().seconds();
    assert_eq!(claims["iat"], now);
    assert_eq!(claims["auth_time"], now - 3660);
    assert_eq!(claims["nonce"], Value::Null);
    assert!(world.refresh(second.refresh()).await.is_ok());
}

#[tokio::test]
async fn within_the_grace_the_same_successor_comes_again() {
    let world = World::new();
    let first = world.tokens("openid").await;
    let second = world.refresh(first.refresh()).await.unwrap();
    world.clock.advance(9);
    let again = world.refresh(first.refresh()).await.unwrap();
    assert_eq!(again.refresh(), second.refresh());
    assert!(world.refresh(again.refresh()).await.is_ok());
}

#[tokio::test]
async fn after_the_grace_a_second_use_ends_the_family() {
    let world = World::new();
    let first = world.tokens("openid offline_access").await;
    let second = world.refresh(first.refresh()).await.unwrap();
    world.clock.advance(10);
    assert_eq!(
        code_of(world.refresh(first.refresh()).await),
        "invalid_grant"
    );
    assert_eq!(
        code_of(world.refresh(second.refresh()).await),
        "invalid_grant"
    );
    let events = world.memory.state().events.clone();
    assert!(events.contains(&EventKind::RefreshTokenReused));
}

#[tokio::test]
async fn the_grace_ends_when_the_successor_is_used() {
    let world = World::new();
    let first = world.tokens("openid").await;
    let second = world.refresh(first.refresh()).await.unwrap();
    let third = world.refresh(second.refresh()).await.unwrap();
    assert_eq!(
        code_of(world.refresh(first.refresh()).await),
        "invalid_grant"
    );
    assert_eq!(
        code_of(world.refresh(third.refresh()).await),
        "invalid_grant"
    );
}

#[tokio::test]
async fn scope_narrows_for_one_answer_and_never_widens() {
    let world = World::new();
    let mut token = world.tokens("openid email").await.refresh_token.unwrap();
    for (scope, expected) in [
        ("openid", Ok("openid")),
        ("email", Ok("email")),
        ("", Ok("openid email")),
        ("openid profile", Err("invalid_scope")),
        ("a\\b", Err("invalid_scope")),
    ] {
        let secret = secret();
        let pairs = [
            ("grant_type", "refresh_token"),
            ("client_id", "app"),
            ("client_secret", secret.reveal()),
            ("refresh_token", token.reveal()),
            ("scope", scope),
        ];
        match (world.exchange(&pairs).await, expected) {
            (Ok(tokens), Ok(expected)) => {
                assert_eq!(tokens.scope.to_string(), expected);
                assert_eq!(tokens.id_token.is_some(), expected.contains("openid"));
                token = tokens.refresh_token.unwrap();
            }
            (outcome, expected) => assert_eq!(code_of(outcome), expected.unwrap_err()),
        }
    }
    assert!(world.refresh(token.reveal()).await.is_ok());
}

#[tokio::test]
async fn a_token_is_for_its_client_and_its_user() {
    let world = World::new();
    let token = world.tokens("openid").await.refresh_token.unwrap();
    let secret = secret();
    let pairs = [
        ("grant_type", "refresh_token"),
        ("client_id", "other"),
        ("client_secret", secret.reveal()),
        ("refresh_token", token.reveal()),
    ];
    assert_eq!(code_of(world.exchange(&pairs).await), "invalid_grant");
    for unknown in ["x", &"A".repeat(43)] {
        assert_eq!(code_of(world.refresh(unknown).await), "invalid_grant");
    }
    world.memory.state().account.is_disabled = true;
    assert_eq!(
        code_of(world.refresh(token.reveal()).await),
        "invalid_grant"
    );
    world.memory.state().account.is_disabled = false;
    assert!(world.refresh(token.reveal()).await.is_ok());
    world.memory.state().clients.clear();
    assert_eq!(
        code_of(world.refresh(token.reveal()).await),
        "invalid_client"
    );
}

#[tokio::test]
async fn logout_ends_what_is_not_offline() {
    for (scope, survives) in [("openid", false), ("openid offline_access", true)] {
        let world = World::new();
        let token = world.tokens(scope).await.refresh_token.unwrap();
        let session = SessionId::from_stored("session-1");
        let (kind, now) = (EventKind::SessionEnded, world.clock.now());
        let event = AuditEvent::new(world.tenant.id.clone(), now, kind, EventActor::System);
        world
            .memory
            .end(&world.tenant.id, &session, &event)
            .await
            .unwrap();
        assert_eq!(
            world.refresh(token.reveal()).await.is_ok(),
            survives,
            "{scope}"
        );
    }
}

#[tokio::test]
async fn a_token_expires_when_idle_and_its_family_in_the_end() {
    const DAY: i64 = 24 * 3600;
    let world = World::new();
    let idle = world
        .tokens("openid offline_access")
        .await
        .refresh_token
        .unwrap();
    let mut used = world
        .tokens("openid offline_access")
        .await
        .refresh_token
        .unwrap();
    for _ in 0..3 {
        world.clock.advance(30 * DAY - 1);
        let tokens = world.refresh(used.reveal()).await.unwrap();
        used = tokens.refresh_token.unwrap();
    }
    assert_eq!(code_of(world.refresh(idle.reveal()).await), "invalid_grant");
    world.clock.advance(3);
    assert_eq!(code_of(world.refresh(used.reveal()).await), "invalid_grant");
}

/// Presents tokens of one family in any order, with any pauses: indices count back from the newest.
async fn present(world: &World, steps: &[(usize, i64)]) -> Result<(), TestCaseError> {
    let mut known = vec![world.tokens("openid").await.refresh_token.unwrap()];
    let mut successors = vec![None];
    for (back, pause) in steps {
        world.clock.advance(*pause);
        let index = known.len() - 1 - back % known.len();
        if let Ok(tokens) = world.refresh(known[index].reveal()).await {
            let given = tokens.refresh().to_owned();
            match &successors[index] {
                None => {
                    successors[index] = Some(given);
                    known.push(tokens.refresh_token.unwrap());
                    successors.push(None);
                }
                Some(before) => prop_assert_eq!(&given, before),
            }
        }
        let now = world.clock.now();
        prop_assert!(world.memory.state().live_refresh_tokens(now) <= 1);
    }
    Ok(())
}

proptest! {
    // Few, because a case is slow; more where more are asked for.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn rotation_never_yields_two_live_tokens(
        steps in proptest::collection::vec((0_usize..4, 0_i64..12), 1..12)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(present(&World::new(), &steps))?;
    }
}
