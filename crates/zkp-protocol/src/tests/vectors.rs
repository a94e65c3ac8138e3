//! `docs/protocol/vectors/sign-in-1.json`: every derived value of one enrolment and one sign-in.
//!
//! `UPDATE_VECTORS=1 cargo test -p zkp-protocol vectors` writes the file; otherwise it is compared.

use std::path::PathBuf;

use keepic::Features;
use kernel::PlainToken;
use serde_json::{Value, json};

use super::memory::seed;
use super::world::{ORIGIN, World, picture, pin, tenant};
use crate::credential::Check;
use crate::group::Scalar;
use crate::hex;
use crate::prover::Opened;
use crate::seeded::Fixed;
use crate::verifier::{Claim, EnrolFor, LookAlikeKey, Material};
use crate::{Action, Applicant, Credential, Element, Proof, Purpose, ReceivingKey};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/protocol/vectors/sign-in-1.json")
}

/// What an opened challenge says, with the HPKE keys of both sides.
fn describe_challenge(
    world: &World,
    opened: &Opened,
    sealed: &str,
    receiving: &ReceivingKey,
) -> Value {
    let challenge = &opened.challenge;
    let id = PlainToken::parse(&challenge.id).unwrap().hash();
    let stored = world.memory.challenges.lock().unwrap();
    json!({
        "username": "ada",
        "cipherKey": opened.cipher_key,
        "client_private_key": hex::text(receiving.reveal()),
        "reply_private_key": hex::text(stored[&id].reply_key.reveal()),
        "challenge_data": sealed,
        "json": String::from_utf8(crate::json::write(challenge)).unwrap(),
        "H_ch": hex::text(opened.hash.as_bytes()),
        "oprf_output": hex::text(*opened.oprf_output),
    })
}

/// A proof whose 64 fresh bytes are 0x77, taken apart.
fn describe_proof(opened: &Opened, action: Action<'_>, secret: &Scalar) -> (Proof, Value) {
    let public_key = curve25519_dalek::ristretto::RistrettoPoint::mul_base(secret);
    let public_key = Element::of(public_key).unwrap();
    let statement = opened.statement(action);
    let proof = statement.prove(secret, &public_key, &mut Fixed([0x77; 64]));
    let r = Element::decode(proof.commitment()).unwrap();
    let described = json!({
        "action": hex::text(action.to_bytes()),
        "fresh": hex::text([0x77; 64]),
        "r": hex::text(statement.derive_nonce(secret, &[0x77; 64]).as_bytes()),
        "c": hex::text(statement.derive_challenge(&public_key, &r).as_bytes()),
        "R": hex::text(proof.commitment()),
        "s": hex::text(proof.response()),
    });
    (proof, described)
}

fn describe_keys(credential: &Credential) -> Value {
    let key_seed = |tenant| hex::text(*Material::of(credential, &seed(0), tenant).key_seed);
    json!({
        "oprf_seed": hex::text([0x50; 64]),
        "handle": hex::text(credential.handle.as_bytes()),
        "key_seed": key_seed("acme"),
        "key_seed_of_tenant_other": key_seed("other"),
    })
}

fn describe_look_alike() -> Value {
    let key = LookAlikeKey::from_bytes([0x1a; 32]);
    let material = Material::look_alike(&key, "acme", "nobody");
    json!({
        "look_alike_key": hex::text([0x1a; 32]),
        "folded_name": "nobody",
        "handle": hex::text(material.handle),
        "salt": hex::text(material.salt),
        "sketch": hex::text(material.sketch),
        "check": hex::text(material.check),
        "key_seed": hex::text(*material.key_seed),
    })
}

async fn describe_enrolment(world: &mut World) -> (Credential, Scalar, Value) {
    let begun = world.begin("ada", Purpose::Enrol, &pin("830519")).await;
    let sealed = begun.answer.challenge_data.clone();
    let receiving = begun.begin.receiving.clone();
    let opened = begun.open();
    let challenge = describe_challenge(world, &opened, &sealed, &receiving);
    let applicant = Applicant {
        username: Some("ada"),
        email: Some("ada@example.org"),
        code: None,
    };
    let (salt, message) = ([0x5a; 32], [0x0f; 34]);
    let stretched = opened.stretch(&salt).unwrap();
    let enrolment = keepic::enrol(
        &Features::of(&picture(1)),
        &stretched,
        &message,
        "acme",
        &opened.challenge.handle,
    );
    let (commitment, new) = opened
        .commit_to(&enrolment, salt, &applicant, &mut Fixed([0x77; 64]))
        .unwrap();
    let secret = *enrolment.secret.scalar();
    let (proof, proof_value) = describe_proof(&opened, Action::Enrol(new), &secret);
    assert_eq!(commitment.proof.decode(), Some(proof));
    let encrypted = opened.seal(&commitment, &mut Fixed([0x66; 32])).unwrap();
    let enrol_for = EnrolFor::Register {
        username: "ada",
        email: "ada@example.org",
        code: None,
    };
    let credential = world.enrol(&encrypted, enrol_for).await.unwrap().credential;
    let value = json!({
        "challenge": challenge,
        "email": "ada@example.org",
        "salt": hex::text(salt),
        "message": hex::text(message),
        "P": hex::text(stretched.as_bytes()),
        "sketch": hex::text(credential.sketch),
        "x": hex::text(secret.as_bytes()),
        "X": hex::text(credential.public_key),
        "check": hex::text(Check::of(credential.handle, &credential.public_key).0),
        "cred": hex::text(new.0),
        "proof": proof_value,
        "json": String::from_utf8(crate::json::write(&commitment)).unwrap(),
        "ephemeral_ikm": hex::text([0x66; 32]),
        "encrypted_commitment": encrypted,
    });
    (credential, secret, value)
}

async fn describe_sign_in(world: &mut World, secret: &Scalar) -> Value {
    let begun = world.begin("ada", Purpose::Login, &pin("830519")).await;
    let sealed = begun.answer.challenge_data.clone();
    let receiving = begun.begin.receiving.clone();
    let cipher_key = begun.cipher_key.clone();
    let opened = begun.open();
    let challenge = describe_challenge(world, &opened, &sealed, &receiving);
    let (proof, proof_value) = describe_proof(&opened, Action::Login, secret);
    let challenge_data = opened
        .reply()
        .seal_proof(&opened.challenge.reply_key, &proof, &mut Fixed([0x66; 32]))
        .unwrap();
    let message = crate::prover::FinishMessage {
        challenge_id: opened.challenge.id.clone(),
        challenge_data: challenge_data.clone(),
    };
    let claim = Claim::Login {
        username: "ada",
        cipher_key: &cipher_key,
    };
    world.send_finish(&message, claim).await.unwrap();
    let recovered = opened.recover(&picture(1)).unwrap();
    assert_eq!(recovered.bit_error_rate().error_bits(), 0);
    json!({
        "challenge": challenge,
        "proof": proof_value,
        "ephemeral_ikm": hex::text([0x66; 32]),
        "challenge_data": challenge_data,
    })
}

#[tokio::test]
async fn the_published_vectors_are_what_this_crate_computes() {
    let mut world = World::new(1);
    let (credential, secret, enrolment) = describe_enrolment(&mut world).await;
    world.store("ada", credential.clone());
    let sign_in = describe_sign_in(&mut world, &secret).await;
    let vectors = json!({
        "about": "One enrolment and one sign-in of protocol version 1. Bytes are hexadecimal, \
                  messages as on the wire. The picture is the opaque test picture of seed 1 with \
                  256 by 256 pixels (keepic-1), Argon2id has 1 MiB and one pass. An HPKE sender's \
                  ephemeral key pair is DeriveKeyPair(ephemeral_ikm).",
        "proto_version": "1",
        "tenant": tenant("acme").as_str(),
        "origin": ORIGIN,
        "auth_req_id": "request",
        "pin": "830519",
        "pinb": hex::text(pin("830519").pinb()),
        "oprf_key": describe_keys(&credential),
        "look_alike": describe_look_alike(),
        "enrolment": enrolment,
        "sign_in": sign_in,
    });
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        let text = format!("{}\n", serde_json::to_string_pretty(&vectors).unwrap());
        std::fs::write(file(), &text).unwrap();
    }
    let published = std::fs::read_to_string(file()).unwrap();
    // Values, not text: whether serde_json keeps the order of fields depends on who else is built.
    assert_eq!(vectors, serde_json::from_str::<Value>(&published).unwrap());
}
