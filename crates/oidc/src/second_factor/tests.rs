use identity::sign_in::LiveSession;
use serde_json::Value;
use tenancy::{ClientRegistration, ClientType, GrantType, ResponseType};
use url::form_urlencoded;

use crate::fixture::{
    World, account, address, browser, keyring, live_session, parameters, query, request, secret,
};
use crate::keyring::TokenType;
use crate::{AuthorizeOutcome, BoundRequest, Completion, Parameters, TokenError};

fn bank(client: &mut ClientRegistration) {
    client.response_types = vec![ResponseType::IdToken];
    client.allowed_scopes = ["openid", "email", "2fa", "2fa_link"]
        .map(str::to_owned)
        .into();
}

/// A world of second factors, with a confidential client and a public one.
fn world() -> World {
    let mut world = World::new();
    world.tenant.settings.is_2fa = true;
    world.register("bank", bank);
    world.register("public-bank", |client| {
        bank(client);
        client.client_type = ClientType::Public;
    });
    world
}

const ASKED: &[(&str, &str)] = &[
    ("client_id", "bank"),
    ("response_type", "id_token"),
    ("scope", "openid 2fa"),
    ("login_hint", "Ada"),
    ("code_challenge", ""),
    ("code_challenge_method", ""),
];

/// The request of a second factor with these changes.
fn asked(changes: &[(&str, &str)]) -> Parameters {
    let is_changed = |name| changes.iter().any(|(changed, _)| *changed == name);
    let kept = ASKED.iter().filter(|(name, _)| !is_changed(*name));
    request(&kept.chain(changes).copied().collect::<Vec<_>>())
}

async fn error_of(world: &World, changes: &[(&str, &str)]) -> (String, String) {
    let asked = asked(changes);
    let AuthorizeOutcome::Back(back) = world.authorize(&asked, None).await else {
        panic!("{changes:?} is answered")
    };
    let url = address(&back);
    let fields = url.fragment().or(url.query()).unwrap().as_bytes().to_vec();
    let value = |name: &str| {
        let mut pairs = form_urlencoded::parse(&fields);
        pairs
            .find(|(known, _)| known == name)
            .unwrap()
            .1
            .into_owned()
    };
    (value("error"), value("error_description"))
}

/// The request, which needs a sign-in of its own whoever is signed in.
async fn opened(world: &World, changes: &[(&str, &str)]) -> BoundRequest {
    let asked = asked(changes);
    let ada = live_session(account());
    let AuthorizeOutcome::SignIn { auth_req_id } = world.authorize(&asked, Some(&ada)).await else {
        panic!("no sign-in")
    };
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await;
    bound.unwrap()
}

fn just_signed_in(world: &World) -> LiveSession {
    let mut live = live_session(account());
    live.session.auth_time = world.provider.clock.now();
    live
}

#[tokio::test]
async fn a_second_factor_gives_an_id_token_and_nothing_else() {
    let world = world();
    let bound = opened(&world, &[]).await;
    let live = just_signed_in(&world);
    let completed = world.provider.complete(&bound, &live, None).await.unwrap();
    let Completion::Back(back) = completed else {
        panic!("asked")
    };
    let url = address(&back);
    let given: Vec<_> = form_urlencoded::parse(url.fragment().unwrap().as_bytes()).collect();
    let names: Vec<_> = given.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["id_token", "state", "iss"]);
    let claims: Value = keyring().verify(TokenType::Id, &given[0].1).unwrap();
    assert_eq!(claims["sub"], "ada-1");
    assert_eq!(claims["nonce"], "n");
    assert_eq!(claims["amr"], serde_json::json!(["swk", "pin"]));
    assert_eq!(claims["auth_time"], world.provider.clock.now().seconds());
}

#[tokio::test]
async fn it_is_the_second_factor_of_the_person_who_was_named() {
    let world = world();
    for hint in ["ada", "ADA@example.com"] {
        let bound = opened(&world, &[("login_hint", hint)]).await;
        let live = just_signed_in(&world);
        let completed = world.provider.complete(&bound, &live, None).await.unwrap();
        let Completion::Back(back) = completed else {
            panic!("asked")
        };
        assert!(
            address(&back).fragment().unwrap().starts_with("id_token="),
            "{hint}"
        );
    }
    let bound = opened(&world, &[("login_hint", "grace")]).await;
    let live = just_signed_in(&world);
    let completed = world.provider.complete(&bound, &live, None).await.unwrap();
    let Completion::Back(back) = completed else {
        panic!("asked")
    };
    assert!(
        address(&back)
            .fragment()
            .unwrap()
            .starts_with("error=login_required")
    );
}

#[tokio::test]
async fn a_request_that_is_wrong_says_why() {
    let world = world();
    for (changes, error, field) in [
        (&[("scope", "openid")][..], "invalid_scope", "scope"),
        (&[("scope", "openid 2fa_link")], "invalid_scope", "scope"),
        (&[("scope", "2fa")], "invalid_scope", "scope"),
        (&[("scope", "openid 2fa email")], "invalid_scope", "scope"),
        (&[("login_hint", "")], "invalid_request", "login_hint"),
        (&[("prompt", "none")], "login_required", "the person"),
        (
            &[
                ("client_id", "public-bank"),
                ("scope", "openid 2fa 2fa_link"),
            ],
            "unauthorized_client",
            "scope",
        ),
    ] {
        let (code, description) = error_of(&world, changes).await;
        assert_eq!(code, error, "{changes:?}: {description}");
        assert!(description.starts_with(field), "{description}");
    }
    world.register("app-without", |client| {
        client.response_types = vec![ResponseType::IdToken, ResponseType::Code];
    });
    let (code, _) = error_of(&world, &[("client_id", "app-without")]).await;
    assert_eq!(code, "invalid_scope");
    world.register("coder", |client| {
        bank(client);
        client.response_types.push(ResponseType::Code);
    });
    let coder = [("client_id", "coder"), ("response_type", "code")];
    let (code, description) = error_of(&world, &coder).await;
    assert_eq!(code, "invalid_request");
    assert!(description.starts_with("response_type"));
}

#[tokio::test]
async fn a_link_lets_somebody_make_their_account_on_the_way() {
    let world = world();
    let bound = opened(&world, &[]).await;
    assert!(!bound.for_sign_in().client_registers);
    let bound = opened(&world, &[("scope", "openid 2fa 2fa_link")]).await;
    assert!(bound.for_sign_in().client_registers && bound.client_registers());
}

#[tokio::test]
async fn a_tenant_of_second_factors_serves_nothing_else() {
    let world = world();
    world.register("service", |client| {
        client.grant_types = vec![GrantType::ClientCredentials, GrantType::DeviceCode];
    });
    let secret = secret();
    let client = [("client_id", "service"), ("client_secret", secret.reveal())];
    let grant = [&client[..], &[("grant_type", "client_credentials")]].concat();
    let refused = world.exchange(&grant).await;
    assert!(matches!(refused, Err(TokenError::UnauthorizedClient(_))));
    let sent = parameters(&[&client[..], &[("scope", "openid")]].concat());
    let asked = world.request(&sent);
    let refused = world.provider.authorize_device(&asked).await;
    assert_eq!(refused.unwrap_err().code(), "invalid_scope");

    // Elsewhere both are served side by side.
    let mut world = self::world();
    world.tenant.settings.is_2fa = false;
    opened(&world, &[]).await;
    let ada = live_session(account());
    let AuthorizeOutcome::Back(back) = world.authorize(&request(&[]), Some(&ada)).await else {
        panic!("no code")
    };
    assert!(query(&back).contains_key("code"));
}
