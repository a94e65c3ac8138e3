mod assertion;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::fixture::{CALLBACK, VERIFIER, World, parameters, secret};
use crate::{ClientRequest, TokenError, tenant_named_in};

/// The status and code of a token request with a fresh code of `client_of_code`.
async fn attempt(
    client_of_code: &str,
    pairs: &[(&str, &str)],
    authorization: Option<&str>,
) -> Result<(), (u16, &'static str)> {
    let world = World::new();
    let code = world.code(client_of_code, &[]).await;
    let flow = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let parameters = parameters(&[&flow, pairs].concat());
    let request = ClientRequest {
        tenant: &world.tenant,
        parameters: &parameters,
        authorization,
        proof: None,
        address: None,
    };
    let tokens = world.provider.exchange(&request).await;
    tokens
        .map(drop)
        .map_err(|error| (error.status(), error.code()))
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

#[tokio::test]
async fn who_authenticates_and_who_does_not() {
    let secret = secret();
    let (good, wrong) = (secret.reveal(), "B".repeat(42) + "A");
    let unknown = Err((401, "invalid_client"));
    let twice = Err((400, "invalid_request"));
    let header = basic("app", good);
    for (pairs, authorization, expected) in [
        (
            &[("client_id", "app"), ("client_secret", good)][..],
            None,
            Ok(()),
        ),
        (&[], Some(header.as_str()), Ok(())),
        (&[("client_id", "app")], Some(&header), Ok(())),
        (&[], Some(&header.replace("Basic", "basic")), Ok(())),
        (
            &[],
            Some(&basic("%61pp", &good.replace('A', "%41"))),
            Ok(()),
        ),
        (
            &[("client_id", "app"), ("client_secret", &wrong)],
            None,
            unknown,
        ),
        (
            &[("client_id", "app"), ("client_secret", "short")],
            None,
            unknown,
        ),
        (&[("client_id", "app")], None, unknown),
        (
            &[("client_id", "nobody"), ("client_secret", good)],
            None,
            unknown,
        ),
        (
            &[("client_id", "a b"), ("client_secret", good)],
            None,
            unknown,
        ),
        (&[], Some(&basic("app", &wrong)), unknown),
        (&[], Some(&basic("app", "")), unknown),
        (&[], Some(&basic("nobody", good)), unknown),
        (&[], Some("Basic !!!"), unknown),
        (&[], Some("Basic"), unknown),
        (&[("client_id", "app")], Some("Bearer x"), unknown),
        (&[], None, twice),
        (&[("client_secret", good)], Some(&header), twice),
        (&[("client_assertion", "x")], Some(&header), twice),
        (&[("client_id", "other")], Some(&header), twice),
        (
            &[
                ("client_id", "app"),
                ("client_id", "app"),
                ("client_secret", good),
            ],
            None,
            twice,
        ),
    ] {
        let outcome = attempt("app", pairs, authorization).await;
        assert_eq!(outcome, expected, "{pairs:?} {authorization:?}");
    }
}

#[tokio::test]
async fn a_public_client_has_no_secret() {
    let secret = secret();
    let unknown = Err((401, "invalid_client"));
    let id = ("client_id", "spa");
    assert_eq!(attempt("spa", &[id], None).await, Ok(()));
    let with_secret = [id, ("client_secret", secret.reveal())];
    assert_eq!(attempt("spa", &with_secret, None).await, unknown);
    let header = basic("spa", "");
    assert_eq!(attempt("spa", &[], Some(&header)).await, unknown);
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_client_read_the_same() {
    let world = World::new();
    let body = async |client| {
        let pairs = [("client_id", client), ("client_secret", "x")];
        world.exchange(&pairs).await.unwrap_err().body()
    };
    assert_eq!(body("app").await, body("nobody").await);
}

#[tokio::test]
async fn the_operators_part_is_not_in_the_answer() {
    let world = World::new();
    let error = world
        .exchange(&[("client_id", "nobody")])
        .await
        .unwrap_err();
    assert_eq!(error.reason(), "there is no such client");
    let body = serde_json::to_string(&error.body()).unwrap();
    assert!(!body.contains(&error.reason()) && !error.to_string().contains(&error.reason()));
    let broken = kernel::StorageError::Unavailable("host db.internal".to_owned());
    let error = TokenError::from(broken);
    assert_eq!(
        (error.status(), error.code()),
        (503, "temporarily_unavailable")
    );
    assert!(!error.to_string().contains("db.internal"));
}

#[tokio::test]
async fn other_grant_types_are_not_served() {
    let world = World::new();
    for (grant_type, code) in [
        ("password", "unsupported_grant_type"),
        ("client_credentials", "unauthorized_client"),
        ("", "invalid_request"),
    ] {
        let pairs = [("client_id", "spa"), ("grant_type", grant_type)];
        assert_eq!(world.exchange(&pairs).await.unwrap_err().code(), code);
    }
}

#[test]
fn the_tenant_may_stand_in_the_form() {
    let named = |value| tenant_named_in(&parameters(&[("tenant_id", value)]));
    assert_eq!(named("acme").unwrap().as_str(), "acme");
    assert_eq!(named("").unwrap_err().code(), "invalid_request");
    assert_eq!(named("../x").unwrap_err().code(), "invalid_request");
}
