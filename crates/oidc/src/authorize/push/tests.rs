use identity::sign_in::LiveSession;

use super::*;
use crate::fixture::{CALLBACK, World, account, live_session, parameters, query, request, secret};
use crate::{AuthorizationResponse, AuthorizeOutcome, PostOutcome};

fn ada() -> LiveSession {
    live_session(account())
}

/// Sends a good request of `app` ahead, but for `changes`.
async fn push(world: &World, changes: &[(&str, &str)]) -> Result<PushedResponse, TokenError> {
    let secret = secret();
    let credentials = [("client_secret", secret.reveal())];
    let is_given = changes.iter().any(|(name, _)| *name == "client_secret");
    let credentials = if is_given { &[] } else { &credentials[..] };
    let asked = request(&[credentials, changes].concat());
    world.provider.push(&world.request(&asked)).await
}

/// What the browser gets that brings a `request_uri`.
async fn bring(world: &World, client: &str, uri: &str) -> AuthorizeOutcome {
    let parameters = parameters(&[("client_id", client), ("request_uri", uri)]);
    world.authorize(&parameters, Some(&ada())).await
}

fn back(outcome: AuthorizeOutcome) -> AuthorizationResponse {
    match outcome {
        AuthorizeOutcome::Back(response) => response,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_request_that_was_sent_ahead_is_good_once() {
    let world = World::new();
    let pushed = push(&world, &[("state", "pushed")]).await.unwrap();
    assert_eq!(pushed.expires_in, 90);
    let stored = world.memory.state().pushed[0].parameters.clone();
    assert_eq!(
        stored.get("client_secret").unwrap(),
        None,
        "no secret is kept"
    );

    let answer = query(&back(bring(&world, "app", &pushed.request_uri).await));
    assert_eq!(answer["state"], "pushed");
    assert!(world.redeem("app", &answer["code"]).await.is_ok());
    let again = bring(&world, "app", &pushed.request_uri).await;
    assert!(matches!(
        again,
        AuthorizeOutcome::ShowError(AuthorizePageError::RequestUri)
    ));
}

#[tokio::test]
async fn it_is_bound_to_its_client_and_to_ninety_seconds() {
    let world = World::new();
    let pushed = push(&world, &[]).await.unwrap();
    let stolen = bring(&world, "other", &pushed.request_uri).await;
    assert!(matches!(stolen, AuthorizeOutcome::ShowError(_)));
    world.clock.advance(89);
    let pushed_later = push(&world, &[]).await.unwrap();
    back(bring(&world, "app", &pushed.request_uri).await);
    world.clock.advance(90);
    let late = bring(&world, "app", &pushed_later.request_uri).await;
    assert!(matches!(late, AuthorizeOutcome::ShowError(_)));
}

#[tokio::test]
async fn what_the_browser_adds_changes_nothing() {
    let world = World::new();
    let pushed = push(&world, &[]).await.unwrap();
    let added = parameters(&[
        ("client_id", "app"),
        ("request_uri", &pushed.request_uri),
        ("state", "added"),
        ("redirect_uri", "https://evil.example/"),
        ("scope", "openid email"),
    ]);
    let response = back(world.authorize(&added, Some(&ada())).await);
    assert!(
        crate::fixture::address(&response)
            .as_str()
            .starts_with(CALLBACK)
    );
    assert_eq!(query(&response)["state"], "s");
}

#[tokio::test]
async fn what_would_be_refused_later_is_refused_at_once() {
    let world = World::new();
    let long = "x".repeat(17_000);
    for (changes, code) in [
        (&[("client_secret", "wrong")][..], "invalid_client"),
        (&[("request_uri", "urn:x")], "invalid_request"),
        (
            &[("redirect_uri", "https://evil.example/")],
            "invalid_request",
        ),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "id_token")], "unauthorized_client"),
        (&[("scope", "unheard-of")], "invalid_scope"),
        (&[("request", "x")], "request_not_supported"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("unknown", &long)], "invalid_request"),
        (&[("id_token_hint", "x.y.z")], "invalid_request"),
    ] {
        let refused = push(&world, changes).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.status() / 100),
            (code, 4),
            "{changes:?}"
        );
    }
    let refused = push(&world, &[("unknown", &long)]).await.unwrap_err();
    assert_eq!(refused.status(), 413);
    assert!(world.memory.state().pushed.is_empty());
}

#[tokio::test]
async fn a_parameter_without_a_value_is_none() {
    let world = World::new();
    for name in ["request_uri", "request", "registration", "id_token_hint"] {
        assert!(push(&world, &[(name, "")]).await.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn a_client_that_must_send_ahead_is_answered_nothing_else() {
    let world = World::new();
    world.memory.state().clients[0].registration.require_par = true;
    let refused = back(world.authorize(&request(&[]), Some(&ada())).await);
    assert_eq!(query(&refused)["error"], "invalid_request");

    let posted = world
        .provider
        .authorize_posted(&world.tenant, &request(&[]))
        .await;
    let PostOutcome::ComeAgain(kept) = posted.unwrap() else {
        panic!("it is not kept")
    };
    let refused = back(world.authorize(&kept, Some(&ada())).await);
    assert_eq!(
        query(&refused)["error"],
        "invalid_request",
        "a form is not sent ahead"
    );

    let pushed = push(&world, &[]).await.unwrap();
    let answer = back(bring(&world, "app", &pushed.request_uri).await);
    assert!(query(&answer).contains_key("code"));
}

#[tokio::test]
async fn a_form_comes_back_as_a_get_that_carries_none_of_it() {
    let world = World::new();
    let post = async |changes: &[(&str, &str)]| {
        let posted = request(changes);
        world
            .provider
            .authorize_posted(&world.tenant, &posted)
            .await
            .unwrap()
    };
    let PostOutcome::ComeAgain(kept) = post(&[("login_hint", "ada")]).await else {
        panic!("it is not kept")
    };
    let names: Vec<_> = kept.pairs().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    let answer = query(&back(world.authorize(&kept, Some(&ada())).await));
    assert!(world.redeem("app", &answer["code"]).await.is_ok());

    let pushed = push(&world, &[]).await.unwrap();
    let PostOutcome::ComeAgain(same) = post(&[("request_uri", &pushed.request_uri)]).await else {
        panic!("it is not passed on")
    };
    assert_eq!(same.get("request_uri").unwrap(), Some(&*pushed.request_uri));

    for changes in [
        &[("client_id", "nobody")][..],
        &[("redirect_uri", "https://evil.example/")],
    ] {
        let shown = post(changes).await;
        assert!(matches!(shown, PostOutcome::ShowError(_)), "{changes:?}");
    }
}
