use identity::SessionId;
use identity::sign_in::LiveSession;
use kernel::audit::EventKind;

use super::{LogoutOutcome, LogoutPageError, LogoutRequest};
use crate::fixture::{World, account, live_session, parameters};

const BYE: &str = "https://app.example/bye";

async fn logout(
    world: &World,
    pairs: &[(&str, &str)],
    session: Option<&LiveSession>,
    is_confirmed: bool,
) -> LogoutOutcome {
    let parameters = parameters(pairs);
    let request = LogoutRequest {
        tenant: &world.tenant,
        parameters: &parameters,
        session,
        is_confirmed,
        address: None,
    };
    world.provider.logout(&request).await.unwrap()
}

async fn hint(world: &World) -> String {
    let tokens = world.tokens("openid").await;
    tokens.id_token.unwrap().reveal().to_owned()
}

fn ended(world: &World) -> Vec<SessionId> {
    world.memory.state().ended.clone()
}

#[tokio::test]
async fn a_hint_of_this_session_is_enough_even_after_it_has_expired() {
    let world = World::new();
    let hint = hint(&world).await;
    world.clock.advance(3600);
    let pairs = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", BYE),
        ("state", "a&b"),
    ];
    let ada = live_session(account());
    let outcome = logout(&world, &pairs, Some(&ada), false).await;
    let LogoutOutcome::LoggedOut { redirect } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(
        redirect.unwrap().as_str(),
        "https://app.example/bye?state=a%26b"
    );
    assert_eq!(ended(&world), [ada.session.session_id]);
    assert!(
        world
            .memory
            .state()
            .events
            .contains(&EventKind::SessionEnded)
    );
}

#[tokio::test]
async fn a_hint_in_a_browser_without_session_ends_the_session_that_it_names() {
    let world = World::new();
    let hint = hint(&world).await;
    let outcome = logout(&world, &[("id_token_hint", &hint)], None, false).await;
    assert!(matches!(
        outcome,
        LogoutOutcome::LoggedOut { redirect: None }
    ));
    assert_eq!(ended(&world), [SessionId::from_stored("session-1")]);
}

#[tokio::test]
async fn without_a_fitting_hint_the_person_is_asked_and_nothing_ends() {
    let world = World::new();
    let hint = hint(&world).await;
    let ada = live_session(account());
    let mut newer = ada.clone();
    newer.session.session_id = SessionId::from_stored("session-2");
    for (pairs, session) in [
        (&[][..], Some(&ada)),
        (&[], None),
        (
            &[("client_id", "app"), ("post_logout_redirect_uri", BYE)],
            Some(&ada),
        ),
        (
            &[("client_id", "app"), ("post_logout_redirect_uri", BYE)],
            None,
        ),
        (&[("id_token_hint", hint.as_str())], Some(&newer)),
    ] {
        let outcome = logout(&world, pairs, session, false).await;
        assert!(
            matches!(outcome, LogoutOutcome::ConfirmFirst { .. }),
            "{pairs:?}"
        );
    }
    assert!(ended(&world).is_empty());
}

#[tokio::test]
async fn a_person_who_agrees_is_signed_out_of_this_browsers_session() {
    let world = World::new();
    let hint = hint(&world).await;
    let mut newer = live_session(account());
    newer.session.session_id = SessionId::from_stored("session-2");
    let pairs = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", BYE),
    ];
    let outcome = logout(&world, &pairs, Some(&newer), true).await;
    let LogoutOutcome::LoggedOut { redirect } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(redirect.unwrap().as_str(), BYE);
    assert_eq!(ended(&world), [SessionId::from_stored("session-2")]);
}

#[tokio::test]
async fn a_redirect_uri_must_be_the_clients_and_the_client_known() {
    let world = World::new();
    world.register("native", |client| {
        client.post_logout_redirect_uri = vec!["http://127.0.0.1:9000/bye".to_owned()];
    });
    let tokens = world.tokens("openid").await;
    let hint = tokens.id_token.unwrap();
    let (hint, access_token) = (hint.reveal(), tokens.access_token.reveal());
    let ada = live_session(account());
    for (pairs, unknown_client) in [
        (&[("post_logout_redirect_uri", BYE)][..], Some(false)),
        (
            &[
                ("client_id", "app"),
                ("post_logout_redirect_uri", "https://app.example/bye/"),
            ],
            Some(false),
        ),
        (
            &[
                ("client_id", "app"),
                ("post_logout_redirect_uri", "https://app.example/cb"),
            ],
            Some(false),
        ),
        // Exactly: unlike one to come back to with a code, another port of this machine is another address.
        (
            &[
                ("client_id", "native"),
                ("post_logout_redirect_uri", "http://127.0.0.1:65000/bye"),
            ],
            Some(false),
        ),
        (
            &[
                ("id_token_hint", hint),
                ("post_logout_redirect_uri", "https://evil.example"),
            ],
            Some(false),
        ),
        (
            &[("id_token_hint", hint), ("client_id", "other")],
            Some(true),
        ),
        (&[("client_id", "nobody")], Some(true)),
        (&[("client_id", "a b")], Some(true)),
        (&[("id_token_hint", access_token)], None),
        (&[("id_token_hint", "x.y.z")], None),
        (&[("state", "a"), ("state", "b")], None),
    ] {
        for is_confirmed in [false, true] {
            let outcome = logout(&world, pairs, Some(&ada), is_confirmed).await;
            let LogoutOutcome::ShowError(error) = outcome else {
                panic!("{pairs:?}: {outcome:?}")
            };
            let kind = match error {
                LogoutPageError::UnknownClient => Some(true),
                LogoutPageError::UnknownRedirectUri => Some(false),
                LogoutPageError::Parameter(_) => None,
            };
            assert_eq!(kind, unknown_client, "{pairs:?}");
        }
    }
    assert!(ended(&world).is_empty());
}
