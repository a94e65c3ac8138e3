mod claims;
mod response_types;

use identity::sign_in::LiveSession;
use kernel::TokenHash;
use kernel::audit::EventKind;

use super::*;
use crate::fixture::{
    CALLBACK, CHALLENGE, ISSUER, World, account, address, browser, live_session, query, request,
};
use crate::{Scope, TokenError};

fn ada() -> LiveSession {
    live_session(account())
}

fn bob() -> LiveSession {
    let mut account = account();
    account.user_id = "bob-1".parse().unwrap();
    live_session(account)
}

fn back(completion: Result<Completion, CompleteError>) -> AuthorizationResponse {
    match completion {
        Ok(Completion::Back(url)) => url,
        other => panic!("{other:?}"),
    }
}

async fn error_of(world: &World, parameters: &Parameters) -> String {
    match world.authorize(parameters, Some(&ada())).await {
        AuthorizeOutcome::Back(url) => {
            assert!(address(&url).as_str().starts_with(CALLBACK));
            let query = query(&url);
            assert_eq!(query["iss"], ISSUER);
            let text = &query["error_description"];
            let allowed = |b| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            assert!(
                text.bytes().all(allowed),
                "{text} (RFC 6749, section 4.1.2.1)"
            );
            query["error"].clone()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_live_session_gives_a_code_at_once() {
    let world = World::new();
    let outcome = world.authorize(&request(&[]), Some(&ada())).await;
    let AuthorizeOutcome::Back(url) = outcome else {
        panic!("{outcome:?}")
    };
    let query = query(&url);
    assert_eq!(
        (query["state"].as_str(), query["iss"].as_str()),
        ("s", ISSUER)
    );
    let code = PlainToken::parse(&query["code"]).unwrap();
    let state = world.memory.state();
    let (stored, _) = &state.codes[&code.hash()];
    assert_eq!(stored.redirect_uri, CALLBACK);
    assert_eq!(stored.expires_at.since(stored.created_at).as_secs(), 60);
    assert_eq!(state.events, [EventKind::CodeIssued]);
}

#[tokio::test]
async fn without_client_and_redirect_uri_the_browser_goes_nowhere() {
    let world = World::new();
    for changes in [
        &[("client_id", "")][..],
        &[("client_id", "nobody")],
        &[("client_id", "a b")],
        &[("client_id", "app"), ("client_id", "app")],
        &[("redirect_uri", "")],
        &[("redirect_uri", "https://evil.example/cb")],
        &[("redirect_uri", "https://app.example/cb/")],
        &[("redirect_uri", "https://app.example/cb?x")],
        &[("redirect_uri", "https://app.example/cb#x")],
        &[("redirect_uri", CALLBACK), ("redirect_uri", CALLBACK)],
        &[("redirect_uri", "javascript:alert(1)"), ("prompt", "none")],
    ] {
        let outcome = world.authorize(&request(changes), Some(&ada())).await;
        assert!(
            matches!(outcome, AuthorizeOutcome::ShowError(_)),
            "{changes:?}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_goes_back_to_the_client() {
    let world = World::new();
    let long = "x".repeat(2049);
    for (changes, error) in [
        (&[("response_type", "")][..], "invalid_request"),
        (
            &[("response_type", "code code")],
            "unsupported_response_type",
        ),
        (&[("response_mode", "web_message")], "invalid_request"),
        (&[("request", "x")], "request_not_supported"),
        (&[("request_uri", "urn:x")], "request_uri_not_supported"),
        (&[("registration", "{}")], "registration_not_supported"),
        (&[("scope", "")], "invalid_scope"),
        (&[("scope", "unheard-of")], "invalid_scope"),
        (&[("scope", "a\\b")], "invalid_scope"),
        (&[("state", &long)], "invalid_request"),
        (&[("state", "a"), ("state", "a")], "invalid_request"),
        (&[("nonce", "a\0")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (
            &[
                ("client_id", "spa"),
                ("code_challenge", ""),
                ("code_challenge_method", ""),
            ],
            "invalid_request",
        ),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "create")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("max_age", "soon")], "invalid_request"),
        (&[("id_token_hint", "x.y.z")], "invalid_request"),
    ] {
        assert_eq!(
            error_of(&world, &request(changes)).await,
            error,
            "{changes:?}"
        );
    }
    assert!(world.memory.state().codes.is_empty());
}

#[tokio::test]
async fn a_client_that_wanted_a_token_reads_its_error_in_the_fragment() {
    let world = World::new();
    let parameters = request(&[("response_type", "id_token token")]);
    let outcome = world.authorize(&parameters, None).await;
    let AuthorizeOutcome::Back(url) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(
        address(&url)
            .fragment()
            .unwrap()
            .starts_with("error=unsupported_response_type")
    );
}

#[tokio::test]
async fn when_the_person_must_sign_in() {
    let world = World::new();
    let mut disabled = ada();
    disabled.account.is_disabled = true;
    let mut unverified = ada();
    unverified.account.is_verified = false;
    let mut foreign = ada();
    foreign.session.tenant_id = "other".parse().unwrap();
    let mut idle = ada();
    idle.session.idle_until = world.provider.clock.now();
    let hint = world.tokens("openid").await.id_token.unwrap();
    let hint = hint.reveal();
    for (session, changes, is_enough) in [
        (Some(&ada()), &[][..], true),
        (None, &[], false),
        (Some(&disabled), &[], false),
        (Some(&unverified), &[], false),
        (Some(&foreign), &[], false),
        (Some(&idle), &[], false),
        (Some(&ada()), &[("max_age", "60")], true),
        (Some(&ada()), &[("max_age", "59")], false),
        (Some(&ada()), &[("max_age", "0")], false),
        (Some(&ada()), &[("id_token_hint", hint)], true),
        (Some(&bob()), &[("id_token_hint", hint)], false),
    ] {
        let outcome = world.authorize(&request(changes), session).await;
        let is_code = matches!(&outcome, AuthorizeOutcome::Back(_));
        let is_page = matches!(&outcome, AuthorizeOutcome::SignIn { .. });
        assert_eq!((is_code, is_page), (is_enough, !is_enough), "{changes:?}");

        let silent = request(&[changes, &[("prompt", "none")]].concat());
        let outcome = world.authorize(&silent, session).await;
        let AuthorizeOutcome::Back(url) = outcome else {
            panic!("{outcome:?}")
        };
        let error = query(&url).get("error").cloned();
        assert_eq!(error.as_deref(), (!is_enough).then_some("login_required"));
    }
    for prompt in [
        "login",
        "login select_account",
        "select_account login",
        "login consent",
    ] {
        let outcome = world
            .authorize(&request(&[("prompt", prompt)]), Some(&ada()))
            .await;
        assert!(
            matches!(outcome, AuthorizeOutcome::SignIn { .. }),
            "{prompt}"
        );
    }
}

#[tokio::test]
async fn where_somebody_is_signed_in_the_person_chooses_their_account() {
    let world = World::new();
    let choice = request(&[("prompt", "select_account"), ("scope", "openid email")]);
    let outcome = world.authorize(&choice, None).await;
    assert!(matches!(outcome, AuthorizeOutcome::SignIn { .. }));
    let outcome = world.authorize(&choice, Some(&ada())).await;
    let AuthorizeOutcome::ChooseAccount { auth_req_id } = outcome else {
        panic!("{outcome:?}")
    };
    let browsers = [browser()];
    let bound = world.provider.bind(auth_req_id.reveal(), &browsers);
    let bound = bound.await.unwrap();
    let completed = world.provider.complete(&bound, &ada(), None).await;
    let Completion::Back(back) = completed.unwrap() else {
        panic!("asked")
    };
    assert!(query(&back).contains_key("code"));

    // What a session does not do for is no choice; nor is there one without pages.
    let fresh = request(&[("prompt", "select_account"), ("max_age", "0")]);
    let outcome = world.authorize(&fresh, Some(&ada())).await;
    assert!(matches!(outcome, AuthorizeOutcome::SignIn { .. }));
    let both = request(&[("prompt", "none select_account")]);
    assert_eq!(error_of(&world, &both).await, "invalid_request");
}

#[tokio::test]
async fn a_hint_of_another_client_or_an_access_token_is_none() {
    let world = World::new();
    let tokens = world.tokens("openid").await;
    let hint = tokens.id_token.unwrap();
    for changes in [
        &[("client_id", "other"), ("id_token_hint", hint.reveal())][..],
        &[("id_token_hint", tokens.access_token.reveal())],
    ] {
        assert_eq!(error_of(&world, &request(changes)).await, "invalid_request");
    }
}

async fn opened(world: &World, changes: &[(&str, &str)]) -> PlainToken {
    match world.authorize(&request(changes), None).await {
        AuthorizeOutcome::SignIn { auth_req_id } => auth_req_id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_request_is_stored_as_it_was_asked() {
    let world = World::new();
    let changes = [
        ("scope", "openid email unheard-of"),
        ("login_hint", "ada"),
        ("ui_locales", "it en"),
        ("acr_values", "whatever"),
        ("response_mode", "fragment"),
        ("unknown", "ignored"),
    ];
    let auth_req_id = opened(&world, &changes).await;
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    let asked = &bound.request.parameters;
    assert_eq!(asked.scope, Scope::parse("openid email").unwrap());
    assert_eq!(asked.login_hint.as_deref(), Some("ada"));
    assert_eq!(
        asked.code_challenge.as_ref().unwrap().to_string(),
        CHALLENGE
    );
    assert_eq!(asked.response_mode, crate::ResponseMode::Fragment);
    let stored = serde_json::to_string(asked).unwrap();
    assert_eq!(*asked, serde_json::from_str(&stored).unwrap());
    assert_eq!(bound.for_sign_in().browser, browser());
}

#[tokio::test]
async fn only_the_browser_that_opened_a_request_goes_on_with_it() {
    let world = World::new();
    let auth_req_id = opened(&world, &[]).await;
    let bind = async |id: &str, browser| world.provider.bind(id, &[browser]).await;
    assert!(bind(auth_req_id.reveal(), browser()).await.is_ok());
    for (id, browser) in [
        (auth_req_id.reveal(), TokenHash::from_bytes([3; 32])),
        (&"A".repeat(43), browser()),
        ("", browser()),
    ] {
        let bound = bind(id, browser).await;
        assert!(matches!(bound, Err(BindError::StartAgain)), "{id}");
    }
    world.clock.advance(600);
    assert!(bind(auth_req_id.reveal(), browser()).await.is_err());
}

#[tokio::test]
async fn a_request_of_a_client_that_lost_its_redirect_uri_ends() {
    let world = World::new();
    let auth_req_id = opened(&world, &[]).await;
    world.memory.state().clients[0]
        .registration
        .redirect_uris
        .clear();
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await;
    assert!(matches!(bound, Err(BindError::StartAgain)));
}

#[tokio::test]
async fn a_request_is_completed_once() {
    let world = World::new();
    let auth_req_id = opened(&world, &[]).await;
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    let url = back(world.provider.complete(&bound, &ada(), None).await);
    assert_eq!(query(&url)["state"], "s");
    assert!(world.redeem("app", &query(&url)["code"]).await.is_ok());
    let again = world.provider.complete(&bound, &ada(), None).await;
    assert!(matches!(again, Err(CompleteError::StartAgain)));
}

#[tokio::test]
async fn an_old_session_does_not_complete_what_asked_for_a_new_sign_in() {
    let world = World::new();
    let auth_req_id = opened(&world, &[("prompt", "login")]).await;
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    let old = world.provider.complete(&bound, &ada(), None).await;
    assert!(matches!(old, Err(CompleteError::StartAgain)));
    let mut fresh = ada();
    fresh.session.auth_time = world.provider.clock.now();
    assert!(world.provider.complete(&bound, &fresh, None).await.is_ok());
}

#[tokio::test]
async fn somebody_else_than_the_hint_names_gets_no_code() {
    let world = World::new();
    let hint = world.tokens("openid").await.id_token.unwrap();
    let auth_req_id = opened(&world, &[("id_token_hint", hint.reveal())]).await;
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    let url = back(world.provider.complete(&bound, &bob(), None).await);
    assert_eq!(query(&url)["error"], "login_required");
    assert!(world.provider.complete(&bound, &ada(), None).await.is_ok());
}

#[tokio::test]
async fn a_request_of_plain_oauth_gives_no_id_token() {
    let world = World::new();
    world.memory.state().clients[0]
        .registration
        .allowed_scopes
        .push("reports".to_owned());
    let tokens = world.tokens("reports").await;
    assert!(tokens.id_token.is_none());
    assert_eq!(tokens.scope.to_string(), "reports");
    let refused: Result<_, TokenError> = world.redeem("app", "x").await;
    assert_eq!(refused.unwrap_err().code(), "invalid_grant");
}

#[tokio::test]
async fn a_redirect_uri_that_browsers_write_in_another_way_stays_as_it_was_registered() {
    const BARE: &str = "https://app.example";
    let world = World::new();
    let uris = vec![BARE.to_owned()];
    world.memory.state().clients[0].registration.redirect_uris = uris;
    let auth_req_id = opened(&world, &[("redirect_uri", BARE)]).await;
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    let url = back(world.provider.complete(&bound, &ada(), None).await);
    let code = query(&url)["code"].clone();
    let secret = crate::fixture::secret();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("client_secret", secret.reveal()),
        ("code", &code),
        ("redirect_uri", BARE),
        ("code_verifier", crate::fixture::VERIFIER),
    ];
    assert!(world.exchange(&pairs).await.is_ok());
}
