use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use identity::Account;
use identity::sign_in::LiveSession;
use josekit::jwk::Jwk;
use josekit::jws::{JwsContext, JwsHeader, RS256};
use kernel::UserId;
use kernel::audit::EventKind;
use serde_json::{Value, json};
use tenancy::{ClientFlow, FlowKind, MockOutbound, OutboundAnswer, OutboundError};

use super::*;
use crate::fixture::{World, account, browser, keyring, live_session, parameters};
use crate::keyring::TokenType;
use crate::{
    AuthorizationResponse, CompleteError, Completion, FormPost, MockLinkedIdentities, PostOutcome,
};

const ENTRA: &str = "https://login.example/11111111-aaaa/v2.0";
const BACK: &str = "https://login.microsoftonline.com/common/federation/externalauthprovider";
const CLAIMS: &str = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"possessionorinherence\"]},\
    \"amr\":{\"essential\":true,\"values\":[\"face\",\"fido\",\"otp\",\"pop\",\"sms\",\"swk\"]}}}";

/// Registered for the client as well, and no address of Microsoft's.
const ELSEWHERE: &str = "https://elsewhere.example/back";

/// Microsoft's side: a key, the hints it signs, and the documents it publishes.
struct Entra {
    key: Jwk,
    fetched: Arc<AtomicUsize>,
    is_away: Arc<AtomicBool>,
}

impl Entra {
    fn new() -> Self {
        let mut key = Jwk::generate_rsa_key(2048).unwrap();
        key.set_key_id("entra");
        Self {
            key,
            fetched: Arc::default(),
            is_away: Arc::default(),
        }
    }

    fn outbound(&self) -> MockOutbound {
        let mut key = self.key.to_public_key().unwrap();
        key.set_key_id("entra");
        // As Microsoft publishes keys of several tenants together.
        let mut of_others = Jwk::generate_rsa_key(2048)
            .unwrap()
            .to_public_key()
            .unwrap();
        of_others.set_key_id("others");
        let issuer = |key: &mut Jwk, issuer: &str| {
            let issuer = Some(Value::from(issuer));
            key.set_parameter("issuer", issuer).unwrap();
        };
        issuer(&mut key, "https://login.example/{tenantid}/v2.0");
        issuer(&mut of_others, "https://login.example/22222222-bbbb/v2.0");
        let keys = json!({"keys": [of_others, key]});
        let (fetched, is_away) = (self.fetched.clone(), self.is_away.clone());
        let mut outbound = MockOutbound::new();
        outbound.expect_send().returning(move |request| {
            fetched.fetch_add(1, Ordering::Relaxed);
            if is_away.load(Ordering::Relaxed) {
                return Err(OutboundError::TooSlow);
            }
            let document = match request.url.as_str() {
                "https://login.example/11111111-aaaa/v2.0/.well-known/openid-configuration" => {
                    json!({"issuer": ENTRA, "jwks_uri": "https://login.example/keys"})
                }
                "https://login.example/keys" => keys.clone(),
                other => panic!("{other}"),
            };
            Ok(OutboundAnswer {
                status: 200,
                content_type: None,
                body: document.to_string().into_bytes(),
            })
        });
        outbound
    }

    /// A hint about ada that has expired long ago, but for one claim.
    fn hint(&self, change: Option<(&str, Value)>) -> String {
        let mut claims = json!({
            "iss": ENTRA, "aud": "entra", "exp": 1, "iat": 0, "tid": "11111111-aaaa",
            "oid": "oid-ada", "sub": "sub-ada", "preferred_username": "ADA@example.com",
        });
        if let Some((name, value)) = change {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value,
            }
        }
        sign(&self.key, &claims)
    }

    /// A world with the client `entra`, where the picture counts as possession.
    fn world(&self) -> World {
        let mut world = World::asking(self.outbound());
        world.tenant.settings.keepic_counts_as_possession = true;
        world.register("entra", |registration| {
            registration.redirect_uris = vec![ELSEWHERE.to_owned()];
            registration.flow = Some(ClientFlow {
                kind: FlowKind::MicrosoftMfa,
                issuer: ENTRA.to_owned(),
                app_id: Some("600b719b".to_owned()),
            });
        });
        world
    }
}

fn sign(key: &Jwk, claims: &Value) -> String {
    sign_as("entra", key, claims)
}

fn sign_as(kid: &str, key: &Jwk, claims: &Value) -> String {
    let mut header = JwsHeader::new();
    header.set_key_id(kid);
    let signer = RS256.signer_from_jwk(key).unwrap();
    JwsContext::new()
        .serialize_compact(claims.to_string().as_bytes(), &header, &signer)
        .unwrap()
}

/// What Entra's form has in it, but for `changes`; an empty value takes a field away.
fn form(hint: &str, changes: &[(&str, &str)]) -> Parameters {
    let mut fields = vec![
        ("client_id", "entra"),
        ("redirect_uri", BACK),
        ("scope", "openid"),
        ("response_type", "id_token"),
        ("response_mode", "form_post"),
        ("nonce", "n"),
        ("state", "s"),
        ("id_token_hint", hint),
        ("claims", CLAIMS),
        ("client-request-id", "request-1"),
    ];
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| name != changed));
    parameters(&[&fields, changes].concat())
}

/// Posts the form, as a browser without cookies, and comes again.
async fn visit(world: &World, form: &Parameters) -> AuthorizeOutcome {
    let posted = world.provider.authorize_posted(&world.tenant, form).await;
    let kept = match posted.unwrap() {
        PostOutcome::ComeAgain(kept) => kept,
        PostOutcome::ShowError(error) => return AuthorizeOutcome::ShowError(error),
    };
    let input = AuthorizeInput {
        tenant: &world.tenant,
        parameters: &kept,
        session: None,
        browser: browser(),
        address: None,
    };
    world.provider.authorize_microsoft(&input).await.unwrap()
}

fn posted(response: AuthorizationResponse) -> Vec<(&'static str, String)> {
    match response {
        AuthorizationResponse::FormPost(FormPost { action, fields }) => {
            assert_eq!(action.as_str(), BACK);
            fields
        }
        AuthorizationResponse::Redirect(_) => panic!("no form"),
    }
}

fn value(fields: &[(&'static str, String)], name: &str) -> String {
    let field = fields.iter().find(|(known, _)| *known == name);
    field.unwrap_or_else(|| panic!("no {name}")).1.clone()
}

/// Ada or somebody else, who has just signed in.
fn now(world: &World, account: Account) -> LiveSession {
    let mut live = live_session(account);
    live.session.auth_time = world.provider.clock.now();
    live
}

async fn complete(
    world: &World,
    hint: &str,
    live: &LiveSession,
) -> Result<Completion, CompleteError> {
    let outcome = visit(world, &form(hint, &[])).await;
    let AuthorizeOutcome::SignIn { auth_req_id } = outcome else {
        panic!("{outcome:?}")
    };
    let mut bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    bound.tenant = Arc::new(world.tenant.clone());
    world.provider.complete(&bound, live, None).await
}

fn back(completion: Result<Completion, CompleteError>) -> Vec<(&'static str, String)> {
    match completion.unwrap() {
        Completion::Back(response) => posted(response),
        Completion::AskConsent => panic!("it asks"),
    }
}

#[tokio::test]
async fn the_person_of_the_hint_gives_the_second_factor() {
    let entra = Entra::new();
    let world = entra.world();
    let ada = now(&world, account());
    let answer = back(complete(&world, &entra.hint(None), &ada).await);
    let names: Vec<_> = answer.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["id_token", "state"]);
    assert_eq!(value(&answer, "state"), "s");
    let claims: Value = keyring()
        .verify(TokenType::Id, &value(&answer, "id_token"))
        .unwrap();
    let now = world.provider.clock.now().seconds();
    let expected = json!({
        "iss": "https://id.example/api/oidc/acme/microsoft-mfa", "aud": "entra", "sub": "sub-ada",
        "exp": now + 300, "iat": now, "nonce": "n", "acr": "possessionorinherence", "amr": ["swk"],
    });
    assert_eq!(claims, expected);
    let events = world.memory.state().events.clone();
    assert_eq!(
        events,
        [EventKind::IdentityLinked, EventKind::IdTokenIssued]
    );
}

#[tokio::test]
async fn of_two_first_sign_ins_at_once_the_second_is_answered_if_it_is_the_same_person() {
    let entra = Entra::new();
    let mut world = entra.world();
    let hint = entra.hint(None);
    let ada = now(&world, account());
    let bob: UserId = "bob-1".parse().unwrap();
    for (user, is_same) in [(bob, false), (account().user_id, true)] {
        let is_linked = Arc::new(AtomicBool::new(false));
        let seen = is_linked.clone();
        let mut identities = MockLinkedIdentities::new();
        identities.expect_find().returning(move |_, _| {
            let is_linked = seen.load(Ordering::Relaxed);
            Ok(is_linked.then(|| user.clone()))
        });
        identities.expect_link().returning(move |_, _, _, _| {
            is_linked.store(true, Ordering::Relaxed);
            Ok(false)
        });
        world.provider.linked_identities = Arc::new(identities);
        let completion = complete(&world, &hint, &ada).await;
        if is_same {
            assert!(value(&back(completion), "id_token").contains('.'));
        } else {
            assert!(matches!(completion, Err(CompleteError::StartAgain)));
        }
        let issued = usize::from(is_same);
        assert_eq!(world.memory.state().events.len(), issued, "{is_same}");
    }
}

#[tokio::test]
async fn whoever_was_recognised_once_stays_the_same_under_another_name() {
    let entra = Entra::new();
    let world = entra.world();
    let ada = now(&world, account());
    back(complete(&world, &entra.hint(None), &ada).await);
    let renamed = entra.hint(Some((
        "preferred_username",
        json!("ada.lovelace@example.com"),
    )));
    let answer = back(complete(&world, &renamed, &ada).await);
    assert!(value(&answer, "id_token").contains('.'));

    let mut bob = account();
    bob.user_id = "bob-1".parse().unwrap();
    let bob = now(&world, bob);
    let refused = back(complete(&world, &renamed, &bob).await);
    assert_eq!(value(&refused, "error"), "access_denied");
}

#[tokio::test]
async fn a_stranger_to_the_hint_is_refused_and_not_linked() {
    let entra = Entra::new();
    let world = entra.world();
    for name in [json!("bob@example.com"), Value::Null] {
        let hint = entra.hint(Some(("preferred_username", name)));
        let refused = back(complete(&world, &hint, &now(&world, account())).await);
        assert_eq!(value(&refused, "error"), "access_denied");
        assert_eq!(value(&refused, "state"), "s");
    }
    assert!(world.memory.state().linked.is_empty());
}

#[tokio::test]
async fn an_earlier_sign_in_is_no_second_factor() {
    let entra = Entra::new();
    let world = entra.world();
    let earlier = live_session(account());
    let refused = complete(&world, &entra.hint(None), &earlier).await;
    assert!(matches!(refused, Err(CompleteError::StartAgain)));
}

#[tokio::test]
async fn each_deviation_of_the_hint_is_refused_by_the_form() {
    let entra = Entra::new();
    let world = entra.world();
    let forged = Entra::new().hint(None);
    let mut hints = vec![forged, "x.y.z".to_owned(), String::new()];
    hints.extend(
        [
            ("iss", json!("https://login.example/22222222-bbbb/v2.0")),
            ("aud", json!("another")),
            ("tid", json!("22222222-bbbb")),
            ("oid", json!("")),
            ("iss", Value::Null),
            ("aud", Value::Null),
            ("tid", Value::Null),
            ("oid", Value::Null),
            ("sub", Value::Null),
        ]
        .map(|change| entra.hint(Some(change))),
    );
    for hint in hints {
        let outcome = visit(&world, &form(&hint, &[])).await;
        let AuthorizeOutcome::Back(response) = outcome else {
            panic!("{hint}: {outcome:?}")
        };
        let answer = posted(response);
        assert_eq!(value(&answer, "error"), "access_denied", "{hint}");
        assert_eq!(value(&answer, "state"), "s");
    }
    assert!(world.memory.state().requests.is_empty());
}

#[tokio::test]
async fn what_cannot_be_proved_honestly_is_not_claimed() {
    let entra = Entra::new();
    let hint = entra.hint(None);
    let asking = |acr: &str, amr: &str| {
        format!(r#"{{"id_token":{{"acr":{{"values":["{acr}"]}},"amr":{{"values":["{amr}"]}}}}}}"#)
    };
    let mut world = entra.world();
    for (claims, is_possible) in [
        (asking("possession", "pop"), true),
        (asking("knowledgeorpossession", "swk"), true),
        (asking("possessionorinherence", "face"), false),
        (asking("possessionorinherence", "fido"), false),
        (asking("inherence", "swk"), false),
        (asking("knowledge", "swk"), false),
        (String::new(), false),
    ] {
        let outcome = visit(&world, &form(&hint, &[("claims", &claims)])).await;
        let is_asked = matches!(outcome, AuthorizeOutcome::SignIn { .. });
        assert_eq!(is_asked, is_possible, "{claims}");
    }
    world.tenant.settings.keepic_counts_as_possession = false;
    let outcome = visit(&world, &form(&hint, &[])).await;
    let AuthorizeOutcome::Back(response) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(value(&posted(response), "error"), "access_denied");
}

#[tokio::test]
async fn a_passkey_is_called_what_it_is_and_the_picture_what_the_tenant_says() {
    let entra = Entra::new();
    let mut world = entra.world();
    world.tenant.settings.keepic_counts_as_possession = false;
    world.tenant.settings.passkey_enabled = true;
    let mut ada = now(&world, account());
    let answer = back(complete(&world, &entra.hint(None), &ada).await);
    assert_eq!(value(&answer, "error"), "access_denied");
    ada.session.amr = vec![AuthenticationMethod::Fido, AuthenticationMethod::User];
    let answer = back(complete(&world, &entra.hint(None), &ada).await);
    let claims: Value = keyring()
        .verify(TokenType::Id, &value(&answer, "id_token"))
        .unwrap();
    assert_eq!(claims["amr"], json!(["fido"]));
    assert_eq!(claims["acr"], "possessionorinherence");
}

#[tokio::test]
async fn nothing_goes_to_another_address_and_nothing_else_is_answered() {
    let entra = Entra::new();
    let world = entra.world();
    let hint = entra.hint(None);
    for change in [
        ("redirect_uri", "https://evil.example/"),
        (
            "redirect_uri",
            "https://login.microsoftonline.com/common/federation/externalauthprovider/",
        ),
        ("redirect_uri", ELSEWHERE),
        ("client_id", "nobody"),
        ("client_id", "app"),
    ] {
        let outcome = visit(&world, &form(&hint, &[change])).await;
        assert!(
            matches!(outcome, AuthorizeOutcome::ShowError(_)),
            "{change:?}"
        );
    }
    for (change, error) in [
        (("scope", "openid email"), "invalid_request"),
        (("response_type", "code"), "invalid_request"),
        (("response_mode", "query"), "invalid_request"),
        (("nonce", ""), "invalid_request"),
        (("id_token_hint", ""), "access_denied"),
    ] {
        let outcome = visit(&world, &form(&hint, &[change])).await;
        let AuthorizeOutcome::Back(response) = outcome else {
            panic!("{change:?}: {outcome:?}")
        };
        assert_eq!(value(&posted(response), "error"), error, "{change:?}");
    }
}

#[tokio::test]
async fn the_form_may_say_more_or_less_than_usual() {
    let entra = Entra::new();
    let world = entra.world();
    let of_application = entra.hint(Some(("aud", json!("600b719b"))));
    let spread = CLAIMS.replace(',', ",\r\n\t");
    let usual = entra.hint(None);
    for (hint, changes) in [
        (&of_application, &[][..]),
        (&usual, &[("claims", spread.as_str())]),
        (&usual, &[("state", "")]),
    ] {
        let outcome = visit(&world, &form(hint, changes)).await;
        assert!(
            matches!(outcome, AuthorizeOutcome::SignIn { .. }),
            "{changes:?}: {outcome:?}"
        );
    }
    let stateless = form(&usual, &[("state", ""), ("response_type", "code")]);
    let AuthorizeOutcome::Back(refused) = visit(&world, &stateless).await else {
        panic!("it is not refused")
    };
    let names: Vec<_> = posted(refused).into_iter().map(|(name, _)| name).collect();
    assert!(!names.contains(&"state"), "{names:?}");
}

#[tokio::test]
async fn the_page_begins_with_the_name_that_the_person_has_here() {
    let entra = Entra::new();
    let world = entra.world();
    let hint = entra.hint(None);
    let name = async || {
        visit(&world, &form(&hint, &[])).await;
        let mut state = world.memory.state();
        let open = state.requests.drain().next();
        open.unwrap().1.parameters.login_hint
    };
    assert_eq!(name().await.as_deref(), Some("ADA@example.com"));
    back(complete(&world, &hint, &now(&world, account())).await);
    assert_eq!(name().await.as_deref(), Some("ada"));
}

#[tokio::test]
async fn entras_keys_are_fetched_once_a_day() {
    let entra = Entra::new();
    let world = entra.world();
    let hint = entra.hint(None);
    let fetched = async |world: &World| {
        visit(world, &form(&hint, &[])).await;
        entra.fetched.load(Ordering::Relaxed)
    };
    assert_eq!(fetched(&world).await, 2);
    world.clock.advance(23 * 3600);
    assert_eq!(fetched(&world).await, 2);
    world.clock.advance(3600);
    assert_eq!(fetched(&world).await, 4);
}

#[tokio::test]
async fn keys_stay_known_while_entra_is_away() {
    let entra = Entra::new();
    let world = entra.world();
    let hint = entra.hint(None);
    let stranger = Jwk::generate_rsa_key(2048).unwrap();
    let unknown = sign_as("unknown", &stranger, &json!({"iss": ENTRA}));
    let is_known = async || {
        let outcome = visit(&world, &form(&hint, &[])).await;
        matches!(outcome, AuthorizeOutcome::SignIn { .. })
    };
    assert!(is_known().await);
    entra.is_away.store(true, Ordering::Relaxed);
    world.clock.advance(60);
    // Anybody can name a key that has to be looked for.
    visit(&world, &form(&unknown, &[])).await;
    assert_eq!(entra.fetched.load(Ordering::Relaxed), 3);
    assert!(is_known().await);
    world.clock.advance(24 * 3600);
    assert!(
        !is_known().await,
        "a day is the longest that keys are believed"
    );
    entra.is_away.store(false, Ordering::Relaxed);
    world.clock.advance(31);
    assert!(is_known().await);
}
