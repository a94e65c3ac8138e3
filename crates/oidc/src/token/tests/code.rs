use std::sync::Arc;

use kernel::audit::EventKind;
use serde_json::{Value, json};
use tenancy::SigningAlgorithm;

use crate::claims::half_hash;
use crate::fixture::{CALLBACK, ISSUER, NOW, VERIFIER, World, account, keyring, secret};
use crate::keyring::TokenType;
use crate::{
    EndUser, HeldCode, MockAuthorizationCodes, RedemptionOutcome, TokenError, TokenScheme,
};

fn refusal<T: std::fmt::Debug>(outcome: Result<T, TokenError>) -> (&'static str, String) {
    let error = outcome.unwrap_err();
    (error.code(), error.reason())
}

#[tokio::test]
async fn a_code_gives_the_tokens_that_were_asked_for() {
    for (client, algorithm) in [
        ("app", SigningAlgorithm::EdDsa),
        ("rsa", SigningAlgorithm::Rs256),
    ] {
        let world = World::new();
        let code = world.code(client, &[("scope", "openid email")]).await;
        let tokens = world.redeem(client, &code).await.unwrap();
        assert_eq!(
            (tokens.token_type, tokens.expires_in),
            (TokenScheme::Bearer, 300)
        );
        let now = NOW.seconds();

        let access = tokens.access_token.reveal();
        let claims: Value = keyring().verify(TokenType::Access, access).unwrap();
        for (name, expected) in [
            ("iss", json!(ISSUER)),
            ("aud", json!(ISSUER)),
            ("sub", json!("ada-1")),
            ("client_id", json!(client)),
            ("scope", json!("openid email")),
            ("iat", json!(now)),
            ("exp", json!(now + 300)),
            ("auth_time", json!(now - 60)),
            ("sid", json!("session-1")),
        ] {
            assert_eq!(claims[name], expected, "access token, {name}");
        }
        assert!(claims["jti"].is_string());

        let id_token = tokens.id_token.unwrap();
        let claims: Value = keyring().verify(TokenType::Id, id_token.reveal()).unwrap();
        for (name, expected) in [
            ("iss", json!(ISSUER)),
            ("aud", json!(client)),
            ("sub", json!("ada-1")),
            ("nonce", json!("n")),
            ("iat", json!(now)),
            ("exp", json!(now + 300)),
            ("auth_time", json!(now - 60)),
            ("amr", json!(["swk", "pin"])),
            ("sid", json!("session-1")),
            ("email", json!("ada@example.com")),
            ("email_verified", json!(true)),
            ("preferred_username", Value::Null),
            (
                "at_hash",
                json!(half_hash(algorithm, tokens.access_token.reveal())),
            ),
        ] {
            assert_eq!(claims[name], expected, "ID token, {name}");
        }
    }
}

#[tokio::test]
async fn the_answer_has_the_members_of_the_specification_and_does_not_print() {
    let world = World::new();
    let tokens = world.tokens("openid").await;
    let printed = format!("{tokens:?}");
    let body = serde_json::to_value(&tokens).unwrap();
    for name in ["access_token", "refresh_token", "id_token"] {
        assert!(!printed.contains(body[name].as_str().unwrap()), "{name}");
    }
    assert_eq!(body["scope"], "openid");
}

#[tokio::test]
async fn a_replayed_code_takes_back_what_it_gave() {
    for wait in [0, 3600] {
        let world = World::new();
        let code = world.code("app", &[]).await;
        let tokens = world.redeem("app", &code).await.unwrap();
        world.clock.advance(wait);
        assert_eq!(refusal(world.redeem("app", &code).await).0, "invalid_grant");
        let refused = world.refresh(tokens.refresh()).await;
        assert_eq!(refusal(refused).0, "invalid_grant");
        let access_token = tokens.access_token.reveal();
        let told = world.userinfo(access_token).await;
        assert!(told.is_err());
        let events = world.memory.state().events.clone();
        let expected = [
            EventKind::CodeIssued,
            EventKind::CodeRedeemed,
            EventKind::CodeReplayed,
        ];
        assert_eq!(events, expected);
    }
}

#[tokio::test]
async fn a_thief_without_the_verifier_takes_nothing_and_breaks_nothing() {
    let world = World::new();
    let code = world.code("spa", &[]).await;
    let other_verifier = "x".repeat(43);
    let exchange = async |verifier: &str| {
        let pairs = [
            ("grant_type", "authorization_code"),
            ("client_id", "spa"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", verifier),
        ];
        world.exchange(&pairs).await
    };
    for verifier in ["", "short", &other_verifier] {
        assert_eq!(
            refusal(exchange(verifier).await).0,
            "invalid_grant",
            "{verifier}"
        );
    }
    assert!(exchange(VERIFIER).await.is_ok());
    assert_eq!(refusal(exchange(&other_verifier).await).0, "invalid_grant");
    assert!(
        !world
            .memory
            .state()
            .events
            .contains(&EventKind::CodeReplayed)
    );
}

#[tokio::test]
async fn a_verifier_without_challenge_smells_of_a_downgrade() {
    let world = World::new();
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = world.code("app", &without).await;
    let (error, reason) = refusal(world.redeem("app", &code).await);
    assert_eq!(error, "invalid_grant");
    assert!(reason.contains("downgrade"));
}

#[tokio::test]
async fn a_code_is_for_its_client_its_address_and_a_minute() {
    let world = World::new();
    let code = world.code("app", &[]).await;
    assert_eq!(
        refusal(world.redeem("other", &code).await).0,
        "invalid_grant"
    );
    for (redirect_uri, error) in [
        ("https://app.example/CB", "invalid_grant"),
        ("", "invalid_request"),
    ] {
        let secret = secret();
        let pairs = [
            ("grant_type", "authorization_code"),
            ("client_id", "app"),
            ("client_secret", secret.reveal()),
            ("code", &code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        assert_eq!(refusal(world.exchange(&pairs).await).0, error);
    }
    world.clock.advance(60);
    assert_eq!(refusal(world.redeem("app", &code).await).0, "invalid_grant");
    assert!(world.memory.state().grants.is_empty());
}

#[tokio::test]
async fn a_code_is_for_its_tenant() {
    let mut world = World::new();
    let code = world.code("app", &[]).await;
    world.tenant.id = "other".parse().unwrap();
    for client in &mut world.memory.state().clients {
        client.tenant_id = "other".parse().unwrap();
    }
    assert_eq!(refusal(world.redeem("app", &code).await).0, "invalid_grant");
}

#[tokio::test]
async fn a_disabled_user_or_an_ended_session_gives_nothing() {
    let world = World::new();
    let code = world.code("app", &[]).await;
    world.memory.state().account.is_disabled = true;
    let (error, reason) = refusal(world.redeem("app", &code).await);
    assert_eq!(
        (error, reason.as_str()),
        ("invalid_grant", "the user is disabled")
    );
    world.memory.state().account = account();
    world
        .memory
        .state()
        .ended
        .push(identity::SessionId::from_stored("session-1"));
    assert_eq!(refusal(world.redeem("app", &code).await).0, "invalid_grant");
}

#[tokio::test]
async fn a_grant_lasts_as_long_as_its_session_unless_it_is_offline() {
    for (scope, days) in [("openid", 7), ("openid offline_access", 90)] {
        let world = World::new();
        world.tokens(scope).await;
        let state = world.memory.state();
        let grant = state.grants.values().next().unwrap();
        assert_eq!(
            grant.expires_at.since(NOW).as_secs(),
            days * 24 * 3600,
            "{scope}"
        );
        let refresh = state.refresh_tokens.values().next().unwrap();
        let idle = 30 * 24 * 3600;
        let lifetime = refresh.token.expires_at.since(NOW).as_secs();
        assert_eq!(lifetime, idle.min(days * 24 * 3600), "{scope}");
    }
}

#[tokio::test]
async fn of_two_at_once_storage_decides() {
    let world = World::new();
    let code = world.code("app", &[]).await;
    let stored = HeldCode {
        code: world
            .memory
            .state()
            .codes
            .values()
            .next()
            .unwrap()
            .0
            .clone(),
        user: EndUser {
            account: account(),
            provisioned: None,
        },
    };
    for outcome in [RedemptionOutcome::Replayed, RedemptionOutcome::Gone] {
        let mut codes = MockAuthorizationCodes::new();
        let found = stored.clone();
        codes
            .expect_find()
            .returning(move |_, _| Ok(Some(found.clone())));
        codes
            .expect_redeem()
            .withf(|redemption, now, events| {
                redemption.grant.created_at == *now
                    && redemption
                        .refresh_token
                        .is_some_and(|token| token.grant_id == redemption.grant.grant_id)
                    && events.redeemed.kind == EventKind::CodeRedeemed
                    && events.replayed.kind == EventKind::CodeReplayed
            })
            .once()
            .returning(move |_, _, _| Ok(outcome));
        let mut world = World::new();
        world.provider.codes = Arc::new(codes);
        assert_eq!(refusal(world.redeem("app", &code).await).0, "invalid_grant");
    }
}
