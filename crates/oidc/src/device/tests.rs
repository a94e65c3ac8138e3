use std::net::IpAddr;

use identity::sign_in::LiveSession;
use kernel::audit::EventKind;
use serde_json::{Value, json};
use tenancy::{ClientRegistration, ClientType, GrantType};

use super::{DeviceInput, DeviceOutcome, DeviceResponse};
use crate::fixture::{World, account, address, browser, keyring, live_session, parameters, secret};
use crate::keyring::TokenType;
use crate::{BoundRequest, TokenError, TokenResponse};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

fn television(client: &mut ClientRegistration) {
    client.grant_types = vec![GrantType::DeviceCode, GrantType::RefreshToken];
    client.allowed_resources = vec!["https://api.example".to_owned()];
    client.redirect_uris.clear();
}

fn world() -> World {
    let world = World::new();
    world.register("tv", television);
    world
}

async fn open(world: &World, more: &[(&str, &str)]) -> Result<DeviceResponse, TokenError> {
    let secret = secret();
    let mut pairs = vec![("client_id", "tv"), ("client_secret", secret.reveal())];
    pairs.extend(more);
    let parameters = parameters(&pairs);
    let asked = world.request(&parameters);
    world.provider.authorize_device(&asked).await
}

async fn opened(world: &World, scope: &str) -> DeviceResponse {
    open(world, &[("scope", scope)]).await.unwrap()
}

async fn poll(world: &World, device_code: &str) -> Result<TokenResponse, TokenError> {
    let secret = secret();
    world
        .exchange(&[
            ("grant_type", GRANT),
            ("client_id", "tv"),
            ("client_secret", secret.reveal()),
            ("device_code", device_code),
        ])
        .await
}

async fn answered(world: &World, device: &DeviceResponse) -> &'static str {
    let polled = poll(world, device.device_code.reveal()).await;
    polled.unwrap_err().code()
}

async fn type_in(world: &World, code: &str, session: Option<&LiveSession>) -> DeviceOutcome {
    let input = DeviceInput {
        tenant: &world.tenant,
        user_code: code,
        session,
        browser: browser(),
        address: ADDRESS,
    };
    world.provider.find_device(&input).await.unwrap()
}

/// The request about a device, for somebody who is signed in.
async fn asked(world: &World, device: &DeviceResponse) -> BoundRequest {
    let live = live_session(account());
    let code = device.user_code.to_string();
    let DeviceOutcome::Ask(id) = type_in(world, &code, Some(&live)).await else {
        panic!("not asked")
    };
    let bound = world.provider.bind(id.reveal(), &[browser()]).await;
    bound.unwrap()
}

async fn approve(world: &World, device: &DeviceResponse) {
    let bound = asked(world, device).await;
    let live = live_session(account());
    let response = world.provider.allow(&bound, &live, Some(ADDRESS)).await;
    let done = "https://id.example/device/acme/done?answer=allowed";
    assert_eq!(address(&response.unwrap()).as_str(), done);
}

#[tokio::test]
async fn a_device_is_signed_in_by_another_browser() {
    let world = world();
    let more = [
        ("scope", "openid email offline_access more"),
        ("resource", "https://api.example"),
    ];
    let device = open(&world, &more).await.unwrap();
    assert_eq!(device.verification_uri, "https://id.example/device/acme");
    let complete = format!("{}?user_code={}", device.verification_uri, device.user_code);
    assert_eq!(device.verification_uri_complete, complete);
    assert_eq!((device.expires_in, device.interval), (600, 5));
    assert_eq!(answered(&world, &device).await, "authorization_pending");
    approve(&world, &device).await;

    let tokens = poll(&world, device.device_code.reveal()).await.unwrap();
    assert_eq!(tokens.scope.to_string(), "openid email offline_access");
    assert!(tokens.refresh_token.is_some());
    let access: Value = keyring()
        .verify(TokenType::Access, tokens.access_token.reveal())
        .unwrap();
    let audience = json!(["https://api.example", "https://id.example/api/oidc/acme"]);
    assert_eq!(access["aud"], audience);
    let id_token = tokens.id_token.unwrap();
    let claims: Value = keyring().verify(TokenType::Id, id_token.reveal()).unwrap();
    let session = live_session(account()).session;
    assert_eq!(claims["sub"], "ada-1");
    assert_eq!(claims["aud"], "tv");
    assert_eq!(claims["auth_time"], session.auth_time.seconds());
    assert_eq!(claims["amr"], serde_json::json!(["swk", "pin"]));
    assert_eq!(claims["email"], "ada@example.com");
    assert_eq!(claims["nonce"], Value::Null);

    assert_eq!(answered(&world, &device).await, "invalid_grant");
    let events = &world.memory.state().events;
    let expected = [EventKind::DeviceApproved, EventKind::DeviceCodeRedeemed];
    assert_eq!(*events, expected);
}

#[tokio::test]
async fn whoever_is_not_signed_in_signs_in_first_and_everybody_is_asked() {
    let world = world();
    let device = opened(&world, "openid").await;
    let code = device.user_code.to_string().to_lowercase();
    let DeviceOutcome::SignIn(id) = type_in(&world, &code, None).await else {
        panic!("nobody was signed in")
    };
    let bound = world
        .provider
        .bind(id.reveal(), &[browser()])
        .await
        .unwrap();
    // The client is the tenant's own, and is asked about all the same.
    assert!(bound.client.registration.first_party);
    let live = live_session(account());
    let completed = world.provider.complete(&bound, &live, None).await.unwrap();
    assert_eq!(completed, crate::Completion::AskConsent);
    assert_eq!(
        bound.request.parameters.device,
        Some(device.user_code.clone())
    );
    assert_eq!(answered(&world, &device).await, "authorization_pending");
}

#[tokio::test]
async fn who_says_no_is_not_asked_again() {
    let world = world();
    let device = opened(&world, "openid").await;
    let bound = asked(&world, &device).await;
    let live = live_session(account());
    let denied = world.provider.deny(&bound, &live, None).await.unwrap();
    assert!(address(&denied).as_str().ends_with("/done?answer=denied"));
    assert_eq!(answered(&world, &device).await, "access_denied");
    let again = world.provider.allow(&bound, &live, None).await;
    assert!(matches!(again, Err(crate::CompleteError::StartAgain)));
    assert_eq!(answered(&world, &device).await, "access_denied");
    let code = device.user_code.to_string();
    let outcome = type_in(&world, &code, Some(&live)).await;
    assert!(matches!(outcome, DeviceOutcome::Unknown));
}

#[tokio::test]
async fn a_device_asks_no_more_often_than_it_may() {
    let world = world();
    let device = opened(&world, "openid").await;
    for (wait, expected) in [
        (0, "authorization_pending"),
        (2, "slow_down"),
        (5, "slow_down"),
        (15, "authorization_pending"),
        (15, "authorization_pending"),
        (600, "expired_token"),
    ] {
        world.clock.advance(wait);
        assert_eq!(answered(&world, &device).await, expected, "after {wait} s");
    }
}

#[tokio::test]
async fn a_code_is_for_its_client_and_ten_minutes() {
    let world = world();
    world.register("radio", television);
    let device = opened(&world, "openid").await;
    approve(&world, &device).await;
    let secret = secret();
    let stolen = [
        ("grant_type", GRANT),
        ("client_id", "radio"),
        ("client_secret", secret.reveal()),
        ("device_code", device.device_code.reveal()),
    ];
    assert_eq!(
        world.exchange(&stolen).await.unwrap_err().code(),
        "invalid_grant"
    );
    world.clock.advance(600);
    assert_eq!(answered(&world, &device).await, "expired_token");
    let late = opened(&world, "openid").await;
    world.clock.advance(600);
    let outcome = type_in(&world, &late.user_code.to_string(), None).await;
    assert!(matches!(outcome, DeviceOutcome::Unknown));
    for bad in ["", "x", secret.reveal()] {
        let code = poll(&world, bad).await.unwrap_err().code();
        assert!(
            ["invalid_request", "invalid_grant"].contains(&code),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn what_ended_or_was_disabled_meanwhile_gives_nothing() {
    let world = world();
    let device = opened(&world, "openid").await;
    approve(&world, &device).await;
    world.memory.state().account.is_disabled = true;
    assert_eq!(answered(&world, &device).await, "invalid_grant");
    world.memory.state().account.is_disabled = false;
    let session = live_session(account()).session.session_id;
    world.memory.state().ended.push(session);
    assert_eq!(answered(&world, &device).await, "invalid_grant");
    assert!(world.memory.state().grants.is_empty());
}

#[tokio::test]
async fn only_clients_that_are_registered_for_it_may() {
    let world = World::new();
    world.register("tv", |_| ());
    let error = open(&world, &[("scope", "openid")]).await.unwrap_err();
    assert_eq!(error.code(), "unauthorized_client");
    let error = poll(&world, secret().reveal()).await.unwrap_err();
    assert_eq!(error.code(), "unauthorized_client");

    let world = self::world();
    for (more, expected) in [
        (("scope", "nothing"), "invalid_scope"),
        (("scope", "a\"b"), "invalid_scope"),
        (("resource", "https://other.example"), "invalid_target"),
    ] {
        let asked = [("scope", "openid"), more];
        let asked = if more.0 == "scope" {
            &asked[1..]
        } else {
            &asked
        };
        let error = open(&world, asked).await.unwrap_err();
        assert_eq!(error.code(), expected, "{more:?}");
    }
    let parameters = parameters(&[("client_id", "tv"), ("client_secret", "wrong")]);
    let asked = world.request(&parameters);
    let refused = world.provider.authorize_device(&asked).await;
    assert_eq!(refused.unwrap_err().code(), "invalid_client");
    assert!(world.memory.state().devices.is_empty());
}

#[tokio::test]
async fn a_public_client_needs_no_secret() {
    let world = World::new();
    world.register("app-on-tv", |client| {
        television(client);
        client.client_type = ClientType::Public;
    });
    let sent = parameters(&[("client_id", "app-on-tv"), ("scope", "openid")]);
    let asked = world.request(&sent);
    let device = world.provider.authorize_device(&asked).await.unwrap();
    approve(&world, &device).await;
    let redemption = [
        ("grant_type", GRANT),
        ("client_id", "app-on-tv"),
        ("device_code", device.device_code.reveal()),
    ];
    let tokens = world.exchange(&redemption).await.unwrap();
    assert!(tokens.id_token.is_some());
}

#[tokio::test]
async fn guessing_user_codes_blocks_the_address() {
    let world = world();
    let device = opened(&world, "openid").await;
    let code = device.user_code.to_string();
    let wrong = if code == "BBBB-BBBB" {
        "CCCC-CCCC"
    } else {
        "BBBB-BBBB"
    };
    for _ in 0..5 {
        let outcome = type_in(&world, wrong, None).await;
        assert!(matches!(outcome, DeviceOutcome::Unknown));
    }
    let outcome = type_in(&world, &code, None).await;
    assert!(matches!(outcome, DeviceOutcome::Blocked { .. }));
    world.clock.advance(60);
    let outcome = type_in(&world, &code, None).await;
    assert!(matches!(outcome, DeviceOutcome::SignIn(_)));
    // What is no code at all is no guess.
    for _ in 0..5 {
        let outcome = type_in(&world, "no code", None).await;
        assert!(matches!(outcome, DeviceOutcome::Unknown));
    }
    let outcome = type_in(&world, &code, None).await;
    assert!(matches!(outcome, DeviceOutcome::SignIn(_)));
}

#[tokio::test]
async fn a_request_about_a_device_is_this_browsers() {
    let world = world();
    let device = opened(&world, "openid").await;
    let bound = asked(&world, &device).await;
    let id = bound.auth_req_id.reveal();
    let other = kernel::TokenHash::from_bytes([9; 32]);
    assert!(world.provider.bind(id, &[other]).await.is_err());
    world.clock.advance(600);
    assert!(world.provider.bind(id, &[browser()]).await.is_err());
}
