use identity::sign_in::LiveSession;
use kernel::PlainToken;
use kernel::audit::EventKind;

use super::super::AuthorizeOutcome;
use super::*;
use crate::Completion;
use crate::fixture::{World, account, browser, live_session, query, request};

const STRANGER: (&str, &str) = ("client_id", "stranger");

fn ada() -> LiveSession {
    live_session(account())
}

/// What ada's browser gets for a request of the client that must ask, but for `changes`.
async fn authorize(world: &World, changes: &[(&str, &str)]) -> AuthorizeOutcome {
    let is_named = changes.iter().any(|(name, _)| *name == STRANGER.0);
    let client: &[_] = if is_named { &[] } else { &[STRANGER] };
    let parameters = request(&[client, changes].concat());
    world.authorize(&parameters, Some(&ada())).await
}

async fn is_asked(world: &World, changes: &[(&str, &str)]) -> bool {
    match authorize(world, changes).await {
        AuthorizeOutcome::AskConsent { .. } => true,
        AuthorizeOutcome::Back(url) if query(&url).contains_key("code") => false,
        other => panic!("{other:?}"),
    }
}

/// A request for which ada is asked.
async fn asked(world: &World, changes: &[(&str, &str)]) -> BoundRequest {
    let AuthorizeOutcome::AskConsent { auth_req_id } = authorize(world, changes).await else {
        panic!("nobody is asked")
    };
    bound(world, &auth_req_id).await
}

async fn bound(world: &World, auth_req_id: &PlainToken) -> BoundRequest {
    let browsers = [browser()];
    let bound = world.provider.bind(auth_req_id.reveal(), &browsers);
    bound.await.unwrap()
}

#[tokio::test]
async fn consent_is_remembered_until_something_new_is_asked_for() {
    let world = World::new();
    let first = asked(&world, &[("scope", "openid email")]).await;
    let url = world.provider.allow(&first, &ada(), None).await.unwrap();
    assert_eq!(query(&url)["state"], "s");
    let secret = crate::fixture::secret();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", "stranger"),
        ("client_secret", secret.reveal()),
        ("code", &query(&url)["code"]),
        ("redirect_uri", crate::fixture::CALLBACK),
        ("code_verifier", crate::fixture::VERIFIER),
    ];
    assert!(world.exchange(&pairs).await.is_ok());

    assert!(!is_asked(&world, &[("scope", "openid email")]).await);
    assert!(!is_asked(&world, &[("scope", "email openid")]).await);
    assert!(!is_asked(&world, &[("scope", "openid")]).await);
    assert!(is_asked(&world, &[("scope", "openid profile")]).await);
    let more = asked(&world, &[("scope", "openid profile")]).await;
    world.provider.allow(&more, &ada(), None).await.unwrap();
    assert!(!is_asked(&world, &[("scope", "openid profile email")]).await);
    assert_eq!(
        world.memory.state().events[..2],
        [EventKind::ConsentGiven, EventKind::CodeIssued]
    );
}

#[tokio::test]
async fn a_client_may_want_the_person_asked_again() {
    let world = World::new();
    let first = asked(&world, &[]).await;
    world.provider.allow(&first, &ada(), None).await.unwrap();
    assert!(!is_asked(&world, &[]).await);
    assert!(is_asked(&world, &[("prompt", "consent")]).await);
    assert!(is_asked(&world, &[("prompt", "consent"), ("client_id", "app")]).await);
}

#[tokio::test]
async fn the_tenants_own_client_asks_nobody() {
    let world = World::new();
    assert!(!is_asked(&world, &[("client_id", "app"), ("scope", "openid email")]).await);
}

#[tokio::test]
async fn without_a_page_the_client_is_told_that_consent_is_missing() {
    let world = World::new();
    let AuthorizeOutcome::Back(url) = authorize(&world, &[("prompt", "none")]).await else {
        panic!("a page")
    };
    assert_eq!(query(&url)["error"], "consent_required");
    assert!(world.memory.state().requests.is_empty());
}

#[tokio::test]
async fn who_has_just_signed_in_is_asked_too() {
    let world = World::new();
    let outcome = world.authorize(&request(&[STRANGER]), None).await;
    let AuthorizeOutcome::SignIn { auth_req_id } = outcome else {
        panic!("{outcome:?}")
    };
    let bound = bound(&world, &auth_req_id).await;
    let completion = world.provider.complete(&bound, &ada(), None).await.unwrap();
    assert_eq!(completion, Completion::AskConsent);
    assert!(world.memory.state().codes.is_empty());
    let url = world.provider.allow(&bound, &ada(), None).await.unwrap();
    assert!(query(&url).contains_key("code"));
}

#[tokio::test]
async fn a_refusal_is_told_once_and_nothing_is_remembered() {
    let world = World::new();
    let bound = asked(&world, &[]).await;
    let url = world.provider.deny(&bound, &ada(), None).await.unwrap();
    let answer = query(&url);
    assert_eq!(
        (answer["error"].as_str(), answer["state"].as_str()),
        ("access_denied", "s")
    );
    for again in [
        world.provider.deny(&bound, &ada(), None).await,
        world.provider.allow(&bound, &ada(), None).await,
    ] {
        assert!(matches!(again, Err(CompleteError::StartAgain)));
    }
    assert!(world.memory.state().codes.is_empty());
    assert_eq!(world.memory.state().events[0], EventKind::ConsentDenied);
}

#[tokio::test]
async fn somebody_elses_consent_is_none() {
    let world = World::new();
    let mut bob = account();
    bob.user_id = "bob-1".parse().unwrap();
    let bob = live_session(bob);
    let first = asked(&world, &[]).await;
    world.provider.allow(&first, &bob, None).await.unwrap();
    assert!(is_asked(&world, &[]).await);

    let hint = world.tokens("openid").await.id_token.unwrap();
    let for_ada = [
        ("id_token_hint", hint.reveal()),
        ("client_id", "app"),
        ("prompt", "consent"),
    ];
    let for_ada = asked(&world, &for_ada).await;
    assert!(!world.provider.may_consent(&for_ada, &bob));
    let refused = world.provider.allow(&for_ada, &bob, None).await;
    assert!(matches!(refused, Err(CompleteError::StartAgain)));
}
