//! `private_key_jwt`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jwk::Jwk;
use josekit::jws::{ES256, EdDSA, HS256, JwsContext, JwsHeader, JwsSigner, PS256, RS256};
use kernel::Clock as _;
use serde_json::{Value, json};
use tenancy::{MockOutbound, OutboundAnswer, OutboundError};

use crate::TokenError;
use crate::fixture::{ISSUER, World, secret};

/// A key of the client's, with a name.
fn key(alg: &str) -> Jwk {
    let mut key = match alg {
        "ES256" => Jwk::generate_ec_key(josekit::jwk::alg::ec::EcCurve::P256).unwrap(),
        "EdDSA" => Jwk::generate_ed_key(josekit::jwk::alg::ed::EdCurve::Ed25519).unwrap(),
        _ => Jwk::generate_rsa_key(2048).unwrap(),
    };
    key.set_key_id("client-key");
    key
}

/// A signer that puts no name of the key into the header by itself.
fn signer(alg: &str, key: &Jwk) -> Box<dyn JwsSigner> {
    let mut key = key.clone();
    key.set_parameter("kid", None).unwrap();
    let key = &key;
    match alg {
        "ES256" => Box::new(ES256.signer_from_jwk(key).unwrap()),
        "EdDSA" => Box::new(EdDSA.signer_from_jwk(key).unwrap()),
        "PS256" => Box::new(PS256.signer_from_jwk(key).unwrap()),
        _ => Box::new(RS256.signer_from_jwk(key).unwrap()),
    }
}

fn key_set(keys: &[&Jwk]) -> Value {
    let public = |key: &&Jwk| {
        let mut public = key.to_public_key().unwrap();
        public.set_key_id(key.key_id().unwrap());
        serde_json::to_value(public).unwrap()
    };
    json!({"keys": keys.iter().map(public).collect::<Vec<_>>()})
}

/// Good claims of the client `service`.
fn claims(world: &World, jti: &str) -> Value {
    let now = world.clock.now().seconds();
    json!({"iss": "service", "sub": "service", "aud": ISSUER, "exp": now + 60, "iat": now, "jti": jti})
}

fn sign(claims: &Value, signer: &dyn JwsSigner, kid: Option<&str>) -> String {
    let mut header = JwsHeader::new();
    if let Some(kid) = kid {
        header.set_key_id(kid);
    }
    let payload = claims.to_string();
    JwsContext::new()
        .serialize_compact(payload.as_bytes(), &header, signer)
        .unwrap()
}

/// A client `service` with keys, in a world where nobody answers.
fn world_with(keys: &Value) -> World {
    let world = World::new();
    world.register("service", |client| {
        client.jwks = Some(keys.clone());
        client.grant_types = vec![tenancy::GrantType::ClientCredentials];
        client.allowed_scopes = vec!["read".to_owned()];
    });
    world
}

async fn present(world: &World, assertion: &str, more: &[(&str, &str)]) -> Result<(), TokenError> {
    let mut pairs = vec![
        ("grant_type", "client_credentials"),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", assertion),
    ];
    pairs.extend(more);
    world.exchange(&pairs).await.map(drop)
}

/// The operator's reason of a refusal as `invalid_client`.
async fn refusal(world: &World, assertion: &str) -> String {
    let error = present(world, assertion, &[]).await.unwrap_err();
    assert_eq!((error.code(), error.status()), ("invalid_client", 401));
    error.reason()
}

#[tokio::test]
async fn each_algorithm_with_and_without_a_key_id_is_accepted() {
    for alg in ["RS256", "PS256", "ES256", "EdDSA"] {
        let key = key(alg);
        let world = world_with(&key_set(&[&key]));
        let signer = signer(alg, &key);
        for kid in [Some("client-key"), None] {
            let jti = format!("{alg} {kid:?}");
            let assertion = sign(&claims(&world, &jti), &*signer, kid);
            present(&world, &assertion, &[]).await.unwrap();
        }
        let assertion = sign(&claims(&world, "named"), &*signer, None);
        let id = ("client_id", "service");
        present(&world, &assertion, &[id]).await.unwrap();
    }
}

/// RFC 9864, section 2.2.
#[tokio::test]
async fn the_algorithm_eddsa_may_be_named_by_its_curve() {
    let key = key("EdDSA");
    let signer = signer("EdDSA", &key);
    for named in [None, Some("EdDSA"), Some("Ed25519")] {
        let mut keys = key_set(&[&key]);
        if let Some(name) = named {
            keys["keys"][0]["alg"] = name.into();
        }
        let world = world_with(&keys);
        for alg in ["EdDSA", "Ed25519"] {
            let encode = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
            let text = format!(
                "{}.{}",
                encode(json!({"alg": alg})),
                encode(claims(&world, alg))
            );
            let signature = URL_SAFE_NO_PAD.encode(signer.sign(text.as_bytes()).unwrap());
            present(&world, &format!("{text}.{signature}"), &[])
                .await
                .unwrap();
        }
    }
    let other = Jwk::generate_ed_key(josekit::jwk::alg::ed::EdCurve::Ed448).unwrap();
    assert!(crate::foreign_keys::verifier("Ed25519", &other).is_err());
}

#[tokio::test]
async fn an_assertion_is_used_once_and_in_time_and_here() {
    let key = key("EdDSA");
    let world = world_with(&key_set(&[&key]));
    let signer = signer("EdDSA", &key);
    let good = sign(&claims(&world, "once"), &*signer, None);
    present(&world, &good, &[]).await.unwrap();
    assert_eq!(
        refusal(&world, &good).await,
        "the assertion was used before"
    );
    let now = world.clock.now().seconds();
    for (name, value, reason) in [
        ("exp", json!(now - 61), "the assertion has expired"),
        (
            "exp",
            json!(now + 3700),
            "the assertion lives for more than an hour",
        ),
        ("exp", json!("soon"), "its claims are malformed"),
        ("exp", Value::Null, "its claims are malformed"),
        ("nbf", json!(now + 61), "the assertion is of the future"),
        ("iat", json!(now + 61), "the assertion is of the future"),
        ("jti", Value::Null, "its claims are malformed"),
        ("jti", json!(""), "the assertion has no jti"),
        (
            "iss",
            json!("other"),
            "iss and sub of the assertion are not the client",
        ),
        (
            "aud",
            json!("https://id.example/api/oidc/other"),
            "the assertion is for another audience",
        ),
        (
            "aud",
            json!(["https://id.example"]),
            "the assertion is for another audience",
        ),
    ] {
        let mut claims = claims(&world, &format!("{name} {value}"));
        claims[name] = value;
        let assertion = sign(&claims, &*signer, None);
        assert_eq!(refusal(&world, &assertion).await, reason, "{claims}");
    }
    // As programs write the time that count in fractions of a second.
    let mut fractions = claims(&world, "fractions");
    for name in ["exp", "iat", "nbf"] {
        let past = if name == "exp" { 60.0 } else { 0.0 };
        fractions[name] = json!(f64::from(u32::try_from(now).unwrap()) + past + 0.98);
    }
    let fractions = sign(&fractions, &*signer, None);
    present(&world, &fractions, &[]).await.unwrap();
    for aud in [json!(format!("{ISSUER}/token")), json!(["urn:x", ISSUER])] {
        let mut claims = claims(&world, &aud.to_string());
        claims["aud"] = aud;
        present(&world, &sign(&claims, &*signer, None), &[])
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn only_a_signature_of_the_clients_own_key_counts() {
    let (own, stranger) = (key("EdDSA"), key("EdDSA"));
    let world = world_with(&key_set(&[&own]));
    let claims = claims(&world, "x");
    let not_signed = "not signed by a key of its issuer";
    let by_stranger = sign(&claims, &*signer("EdDSA", &stranger), None);
    assert_eq!(refusal(&world, &by_stranger).await, not_signed);
    let other_name = sign(&claims, &*signer("EdDSA", &own), Some("other"));
    assert_eq!(refusal(&world, &other_name).await, not_signed);
    let hmac = HS256
        .signer_from_bytes(own.parameter("x").unwrap().to_string())
        .unwrap();
    assert_eq!(
        refusal(&world, &sign(&claims, &hmac, None)).await,
        not_signed
    );
    for malformed in ["x", "x.y.z", "e30.e30."] {
        refusal(&world, malformed).await;
    }
}

#[tokio::test]
async fn a_client_shows_what_it_is_registered_with_and_nothing_else() {
    let key = key("EdDSA");
    let world = world_with(&key_set(&[&key]));
    let secret = secret();
    let grant = ("grant_type", "client_credentials");
    let by_secret = [
        grant,
        ("client_id", "service"),
        ("client_secret", secret.reveal()),
    ];
    let error = world.exchange(&by_secret).await.unwrap_err();
    assert_eq!(error.reason(), "a client with keys presented a secret");
    let nothing = world.exchange(&[grant, ("client_id", "service")]).await;
    assert_eq!(nothing.unwrap_err().code(), "invalid_client");

    let mut others = claims(&world, "x");
    others["iss"] = json!("app");
    others["sub"] = json!("app");
    let assertion = sign(&others, &*signer("EdDSA", &key), None);
    assert_eq!(
        refusal(&world, &assertion).await,
        "a client without keys presented an assertion"
    );

    let good = sign(&claims(&world, "y"), &*signer("EdDSA", &key), None);
    let both = present(&world, &good, &[("client_secret", secret.reveal())]).await;
    assert_eq!(both.unwrap_err().code(), "invalid_request");
    let another = present(&world, &good, &[("client_id", "app")]).await;
    assert_eq!(another.unwrap_err().code(), "invalid_request");
    let pairs = [grant, ("client_assertion", good.as_str())];
    let untyped = world.exchange(&pairs).await.unwrap_err();
    assert_eq!(untyped.code(), "invalid_request");
}

fn answer(keys: &Value) -> OutboundAnswer {
    OutboundAnswer {
        status: 200,
        content_type: None,
        body: keys.to_string().into_bytes(),
    }
}

#[tokio::test]
async fn keys_are_fetched_once_and_again_for_a_key_that_is_missing() {
    let (old, mut new) = (key("EdDSA"), key("EdDSA"));
    new.set_key_id("new-key");
    let mut outbound = MockOutbound::new();
    let mut sets = vec![key_set(&[&old, &new]), key_set(&[&old])];
    outbound.expect_send().times(2).returning(move |request| {
        assert_eq!(request.url.as_str(), "https://app.example/jwks");
        Ok(answer(&sets.pop().unwrap()))
    });
    let world = World::asking(outbound);
    world.register("service", |client| {
        client.jwks_uri = Some("https://app.example/jwks".to_owned());
        client.grant_types = vec![tenancy::GrantType::ClientCredentials];
    });
    for jti in ["1", "2"] {
        let assertion = sign(
            &claims(&world, jti),
            &*signer("EdDSA", &old),
            Some("client-key"),
        );
        present(&world, &assertion, &[]).await.unwrap();
    }
    // A key that is not there is looked for at most every half minute.
    let assertion = sign(
        &claims(&world, "3"),
        &*signer("EdDSA", &new),
        Some("new-key"),
    );
    refusal(&world, &assertion).await;
    world.clock.advance(30);
    present(&world, &assertion, &[]).await.unwrap();
}

#[tokio::test]
async fn keys_that_cannot_be_fetched_authenticate_nobody() {
    let not_found = OutboundAnswer {
        status: 404,
        ..answer(&json!({"keys": []}))
    };
    let no_json = OutboundAnswer {
        body: b"<html>".to_vec(),
        ..not_found.clone()
    };
    for broken in [
        Err(OutboundError::TooSlow),
        Ok(not_found),
        Ok(OutboundAnswer {
            status: 200,
            ..no_json
        }),
        Ok(answer(&json!({"keys": {}}))),
    ] {
        let mut outbound = MockOutbound::new();
        // Once: who sends assertions must not make this server ask somebody else each time.
        outbound.expect_send().once().return_const(broken);
        let world = World::asking(outbound);
        world.register("service", |client| {
            client.jwks_uri = Some("https://app.example/jwks".to_owned());
        });
        let assertion = sign(&claims(&world, "1"), &*signer("EdDSA", &key("EdDSA")), None);
        for _ in 0..2 {
            assert!(refusal(&world, &assertion).await.contains("issuer"));
        }
    }
}
