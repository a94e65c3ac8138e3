use serde_json::{Value, json};
use tenancy::SigningAlgorithm;

use super::{UserInfo, UserInfoError};
use crate::fixture::{World, account, keyring};
use crate::keyring::TokenType;
use crate::{AccessTokenError, Disclosure, RequestedClaims, Scope, Subject, UserClaims};

async fn refusal(world: &World, token: &str) -> (u16, &'static str) {
    let error = world.userinfo(token).await.unwrap_err();
    (error.status(), error.code())
}

const INVALID: (u16, &str) = (401, "invalid_token");

#[tokio::test]
async fn an_access_token_tells_what_its_scope_covers() {
    let world = World::new();
    let tokens = world.tokens("openid email").await;
    let claims = world.userinfo(tokens.access_token.reveal()).await;
    let disclosure = Disclosure {
        scope: &Scope::parse("email").unwrap(),
        claims: &RequestedClaims::default(),
    };
    let subject = Subject::parse("ada-1").unwrap();
    let expected = UserClaims::of(subject, &account(), crate::Profile::default(), disclosure);
    let UserInfo::Json(told) = claims.unwrap() else {
        panic!("it is signed")
    };
    assert_eq!(*told, expected);
}

/// The groups that an ID token of the client `app` and userinfo tell, with a request like that.
async fn told_groups(world: &World, changes: &[(&str, &str)]) -> [Value; 2] {
    let code = world.code("app", changes).await;
    let tokens = world.redeem("app", &code).await.unwrap();
    let id_token: Value = keyring()
        .verify(TokenType::Id, tokens.id_token.as_ref().unwrap().reveal())
        .unwrap();
    let token = tokens.access_token.reveal();
    let UserInfo::Json(told) = world
        .provider
        .userinfo(&world.tenant, &crate::PresentedToken::bearer(token))
        .await
        .unwrap()
    else {
        panic!("it is signed")
    };
    [id_token["groups"].clone(), told.groups.into()]
}

#[tokio::test]
async fn groups_are_told_to_clients_that_may_ask_for_them_and_do() {
    let world = World::new();
    let groups = ["Guides", "Staff"].map(str::to_owned);
    world.memory.state().groups = groups.to_vec();
    let by_scope = [("scope", "openid groups")];
    let by_claim = [("claims", r#"{"userinfo":{"groups":null}}"#)];
    // A client that is not registered for the scope does not get them, however it asks.
    for asked in [&by_scope, &by_claim] {
        assert_eq!(told_groups(&world, asked).await, [Value::Null, Value::Null]);
    }
    for client in &mut world.memory.state().clients {
        client
            .registration
            .allowed_scopes
            .push(Scope::GROUPS.to_owned());
    }
    let told = json!(groups);
    assert_eq!(
        told_groups(&world, &by_scope).await,
        [told.clone(), told.clone()]
    );
    assert_eq!(told_groups(&world, &by_claim).await, [Value::Null, told]);
    assert_eq!(
        told_groups(&world, &[("scope", "openid")]).await,
        [Value::Null, Value::Null]
    );
    world.memory.state().groups.clear();
    assert_eq!(told_groups(&world, &by_scope).await, [json!([]), json!([])]);
}

#[tokio::test]
async fn a_single_claim_is_told_where_it_was_asked_for() {
    let world = World::new();
    let asked = r#"{"userinfo":{"email":null},"id_token":{"locale":{"essential":true}}}"#;
    let code = world.code("app", &[("claims", asked)]).await;
    let tokens = world.redeem("app", &code).await.unwrap();
    let id_token: Value = keyring()
        .verify(TokenType::Id, tokens.id_token.as_ref().unwrap().reveal())
        .unwrap();
    assert_eq!(
        (&id_token["locale"], &id_token["acr"]),
        (&json!("en"), &json!("keepic-pin"))
    );
    assert!(id_token.get("email").is_none());
    let token = tokens.access_token.reveal();
    let UserInfo::Json(told) = world.userinfo(token).await.unwrap() else {
        panic!("it is signed")
    };
    assert_eq!(
        (told.email.as_deref(), told.locale),
        (Some("ada@example.com"), None)
    );
    assert_eq!(told.email_verified, None);

    let tokens = world.refresh(tokens.refresh()).await.unwrap();
    let id_token: Value = keyring()
        .verify(TokenType::Id, tokens.id_token.as_ref().unwrap().reveal())
        .unwrap();
    assert_eq!(id_token["locale"], "en", "it is part of the grant");
}

#[tokio::test]
async fn an_answer_is_signed_for_the_client_that_wants_it() {
    let world = World::new();
    world.register("signed", |registration| {
        registration.userinfo_signed_response_alg = Some(SigningAlgorithm::Rs256);
    });
    let code = world.code("signed", &[("scope", "openid email")]).await;
    let token = world.redeem("signed", &code).await.unwrap().access_token;
    let told = world.userinfo(token.reveal()).await;
    let UserInfo::Signed(jwt) = told.unwrap() else {
        panic!("it is not signed")
    };
    let claims: Value = keyring().verify(TokenType::UserInfo, jwt.reveal()).unwrap();
    assert_eq!(
        (&claims["aud"], &claims["sub"]),
        (&json!("signed"), &json!("ada-1"))
    );
    assert_eq!(claims["email"], "ada@example.com");
    let as_id_token = keyring().verify::<Value>(TokenType::Id, jwt.reveal());
    assert!(as_id_token.is_err(), "it is no ID token");
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
    assert!(world.userinfo(again.reveal()).await.is_ok());
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
    assert!(world.userinfo(token.reveal()).await.is_ok());
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
    let error = UserInfoError::Token(AccessTokenError::Invalid {
        reason: "secret detail",
    });
    assert!(!error.to_string().contains("secret detail"));
}
