use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use tenancy::{ResponseType, SigningAlgorithm};
use url::form_urlencoded;

use super::*;
use crate::claims::half_hash;

/// A world in which `hybrid` may get ID tokens from the authorization endpoint.
fn world() -> World {
    let world = World::new();
    world.register("hybrid", |registration| {
        registration.response_types = ResponseType::ALL.to_vec();
    });
    world
}

/// What the client gets for `response_type`, by `mode`.
async fn answer(world: &World, changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let is_named = changes.iter().any(|(name, _)| *name == "client_id");
    let client: &[_] = if is_named {
        &[]
    } else {
        &[("client_id", "hybrid")]
    };
    let parameters = request(&[client, changes].concat());
    let outcome = world.authorize(&parameters, Some(&ada())).await;
    let AuthorizeOutcome::Back(response) = outcome else {
        panic!("{outcome:?}")
    };
    match response {
        AuthorizationResponse::FormPost(form) => {
            assert_eq!(form.action.as_str(), CALLBACK);
            let fields = form.fields.into_iter();
            fields
                .map(|(name, value)| (name.to_owned(), value))
                .collect()
        }
        AuthorizationResponse::Redirect(url) => {
            let fragment = url.fragment().unwrap_or_default().as_bytes();
            let fields = url.query_pairs().into_owned();
            fields
                .chain(form_urlencoded::parse(fragment).into_owned())
                .collect()
        }
    }
}

/// What an ID token says; the fixture's keys have signed it.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn an_id_token_alone_says_everything_and_consumes_its_request() {
    let world = world();
    let changes = [("response_type", "id_token"), ("scope", "openid email")];
    let answer = answer(&world, &changes).await;
    assert!(!answer.contains_key("code"));
    assert_eq!(answer["state"], "s");
    let claims = claims(&answer["id_token"]);
    assert_eq!(
        (&claims["nonce"], &claims["aud"]),
        (&"n".into(), &"hybrid".into())
    );
    assert_eq!(claims["email"], "ada@example.com");
    assert!(claims.get("at_hash").is_none() && claims.get("c_hash").is_none());
    assert_eq!(world.memory.state().events, [EventKind::IdTokenIssued]);
    // Its client takes part in the session until it ends, and holds nothing more.
    let grants: Vec<_> = world.memory.state().grants.values().cloned().collect();
    let session = ada().session;
    assert_eq!(grants.len(), 1);
    assert_eq!(grants[0].session_id, session.session_id);
    assert_eq!(grants[0].expires_at, session.expires_at);
    assert_eq!(grants[0].scope.to_string(), "openid");

    let parameters = request(&[&[("client_id", "hybrid")][..], &changes].concat());
    let AuthorizeOutcome::SignIn { auth_req_id } = world.authorize(&parameters, None).await else {
        panic!("no sign-in page")
    };
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    assert!(world.provider.complete(&bound, &ada(), None).await.is_ok());
    let again = world.provider.complete(&bound, &ada(), None).await;
    assert!(matches!(again, Err(CompleteError::StartAgain)));
}

#[tokio::test]
async fn a_code_comes_with_an_id_token_that_is_bound_to_it() {
    let world = world();
    for response_type in ["code id_token", "id_token code"] {
        let changes = [("response_type", response_type), ("scope", "openid email")];
        let answer = answer(&world, &changes).await;
        let claims = claims(&answer["id_token"]);
        let hash = half_hash(SigningAlgorithm::EdDsa, &answer["code"]);
        assert_eq!(claims["c_hash"], hash);
        assert!(
            claims.get("email").is_none(),
            "the token endpoint brings it"
        );
        assert!(world.redeem("hybrid", &answer["code"]).await.is_ok());
    }
}

#[tokio::test]
async fn an_id_token_never_goes_in_a_query() {
    let world = world();
    for response_type in ["id_token", "code id_token"] {
        let fields = |mode| [("response_type", response_type), ("response_mode", mode)];
        for mode in ["", "fragment", "form_post"] {
            assert!(
                answer(&world, &fields(mode)).await.contains_key("id_token"),
                "{mode}"
            );
        }
        let refused = answer(&world, &fields("query")).await;
        assert_eq!(refused["error"], "invalid_request");
    }
}

#[tokio::test]
async fn what_binds_an_id_token_to_its_request_must_be_there() {
    let world = world();
    for (change, error) in [
        (("nonce", ""), "invalid_request"),
        (("scope", "email"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
    ] {
        let changes = [("response_type", "code id_token"), change];
        assert_eq!(answer(&world, &changes).await["error"], error, "{change:?}");
    }
    let unregistered = [("client_id", "app"), ("response_type", "id_token")];
    let refused = answer(&world, &unregistered).await;
    assert_eq!(refused["error"], "unauthorized_client");
    let alone = [
        ("response_type", "id_token"),
        ("code_challenge", ""),
        ("code_challenge_method", ""),
    ];
    assert!(answer(&world, &alone).await.contains_key("id_token"));
}

#[tokio::test]
async fn errors_are_posted_too() {
    let world = world();
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "unheard-of"), "invalid_scope"),
    ] {
        let changes = [("response_mode", "form_post"), change];
        let answer = answer(&world, &changes).await;
        assert_eq!(
            (answer["error"].as_str(), answer["state"].as_str()),
            (error, "s")
        );
    }
}
