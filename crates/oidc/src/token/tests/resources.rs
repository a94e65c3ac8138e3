//! Resource indicators (RFC 8707), and tokens that only this server can read.

use kernel::PlainToken;
use serde_json::{Value, json};
use tenancy::{AccessTokenFormat, GrantType};

use crate::fixture::{
    CALLBACK, ISSUER, VERIFIER, World, account, live_session, query, request, secret,
};
use crate::{AuthorizeOutcome, TokenError, TokenResponse, UserInfo};

const API: &str = "https://api.example";
const FILES: &str = "urn:files";

fn world() -> World {
    let world = World::new();
    world.register("client", |client| {
        client.allowed_resources = [API, FILES].map(str::to_owned).into();
    });
    world
}

async fn redeem(
    world: &World,
    asked: &[&str],
    narrowed: &[&str],
) -> Result<TokenResponse, TokenError> {
    let resource = |value: &&'static str| ("resource", *value);
    let mut changes = vec![("client_id", "client"), ("scope", "openid")];
    // The fixture replaces what is there, so the pairs are put together here.
    let mut pairs: Vec<(String, String)> = request(&changes).pairs().to_vec();
    pairs.extend(
        asked
            .iter()
            .map(|value| ("resource".to_owned(), (*value).to_owned())),
    );
    changes.clear();
    let live = live_session(account());
    let parameters = crate::Parameters::new(pairs);
    let AuthorizeOutcome::Back(url) = world.authorize(&parameters, Some(&live)).await else {
        panic!("no redirect");
    };
    let code = query(&url)["code"].clone();
    let secret = secret();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", "client"),
        ("client_secret", secret.reveal()),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let narrowed: Vec<&'static str> = narrowed
        .iter()
        .map(|it| if *it == API { API } else { FILES })
        .collect();
    form.extend(narrowed.iter().map(resource));
    world.exchange(&form).await
}

fn audience(tokens: &TokenResponse) -> Value {
    let claims: Value = crate::fixture::keyring()
        .verify(
            crate::keyring::TokenType::Access,
            tokens.access_token.reveal(),
        )
        .unwrap();
    claims["aud"].clone()
}

#[tokio::test]
async fn a_token_is_for_the_resources_asked_for_or_fewer() {
    let world = world();
    let both = redeem(&world, &[API, FILES, API], &[]).await.unwrap();
    assert_eq!(audience(&both), json!([API, FILES, ISSUER]));
    let one = redeem(&world, &[API, FILES], &[FILES]).await.unwrap();
    assert_eq!(audience(&one), json!([FILES, ISSUER]));
    let none = redeem(&world, &[], &[]).await.unwrap();
    assert_eq!(audience(&none), json!(ISSUER));
    let wider = redeem(&world, &[API], &[FILES]).await.unwrap_err();
    assert_eq!(wider.code(), "invalid_target");
}

#[tokio::test]
async fn a_refreshed_token_is_for_the_same_resources_or_fewer() {
    let world = world();
    let first = redeem(&world, &[API, FILES], &[FILES]).await.unwrap();
    let secret = secret();
    let refresh = async |token: &str, more: &[(&str, &str)]| {
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("client_id", "client"),
            ("client_secret", secret.reveal()),
            ("refresh_token", token),
        ];
        form.extend(more);
        world.exchange(&form).await
    };
    let wrong = refresh(first.refresh(), &[("resource", "https://other.example")]).await;
    assert_eq!(wrong.unwrap_err().code(), "invalid_target");
    let second = refresh(first.refresh(), &[]).await.unwrap();
    assert_eq!(audience(&second), json!([API, FILES, ISSUER]));
}

#[tokio::test]
async fn an_unregistered_resource_goes_back_to_the_client_as_invalid_target() {
    let world = world();
    let changes = [
        ("client_id", "client"),
        ("resource", "https://other.example"),
    ];
    let live = live_session(account());
    let outcome = world.authorize(&request(&changes), Some(&live)).await;
    let AuthorizeOutcome::Back(url) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(query(&url)["error"], "invalid_target");
}

#[tokio::test]
async fn a_client_may_have_opaque_tokens_and_no_refresh_tokens() {
    let world = World::new();
    world.register("client", |client| {
        client.access_token_format = AccessTokenFormat::Opaque;
        client.grant_types = vec![GrantType::AuthorizationCode];
        client.token_lifetimes.id_token = Some(30);
    });
    let tokens = redeem(&world, &[], &[]).await.unwrap();
    assert!(tokens.refresh_token.is_none());
    assert!(PlainToken::parse(tokens.access_token.reveal()).is_ok());
    let told = world.userinfo(tokens.access_token.reveal());
    let UserInfo::Json(told) = told.await.unwrap() else {
        panic!("it is signed")
    };
    assert_eq!(told.sub.as_str(), account().user_id.as_str());
    let id_token: Value = crate::fixture::keyring()
        .verify(
            crate::keyring::TokenType::Id,
            tokens.id_token.unwrap().reveal(),
        )
        .unwrap();
    assert_eq!(
        id_token["exp"].as_i64().unwrap() - id_token["iat"].as_i64().unwrap(),
        30
    );
    world.clock.advance(300);
    let told = world.userinfo(tokens.access_token.reveal());
    assert_eq!(told.await.unwrap_err().code(), "invalid_token");
}
