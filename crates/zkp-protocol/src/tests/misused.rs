//! Messages that are right by themselves, used where or when they must not be.

use std::time::Duration;

use kernel::Clock as _;
use rand_core::Rng as _;

use super::world::{World, picture, pin, reason, user};
use crate::finish::Reply;
use crate::prover::{AnswerError, FinishMessage};
use crate::verifier::{Claim, RefusalReason};
use crate::{Proof, Purpose};

fn login(cipher_key: &str) -> Claim<'_> {
    Claim::Login {
        username: "ada",
        cipher_key,
    }
}

#[tokio::test]
async fn a_proof_is_taken_once() {
    let mut world = World::with_ada(1).await;
    let (message, cipher_key) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    assert!(
        world
            .send_finish(&message, login(&cipher_key))
            .await
            .is_ok()
    );
    let again = world.send_finish(&message, login(&cipher_key)).await;
    assert_eq!(reason(again), RefusalReason::NoChallenge);
}

#[tokio::test]
async fn a_challenge_lasts_120_seconds() {
    for (seconds, in_time) in [(119, true), (120, false)] {
        let mut world = World::with_ada(2).await;
        let (message, cipher_key) = world
            .answer("ada", &picture(1), &pin("482915"))
            .await
            .unwrap();
        let later = world.clock.now().plus(Duration::from_secs(seconds));
        *world.clock.0.lock().unwrap() = later;
        let result = world.send_finish(&message, login(&cipher_key)).await;
        assert_eq!(result.is_ok(), in_time);
        assert!(world.memory.challenges.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn parallel_challenges_cannot_be_mixed_up() {
    let mut world = World::with_ada(3).await;
    let (one, one_key) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    let (two, two_key) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    let crossed = FinishMessage {
        challenge_id: one.challenge_id.clone(),
        challenge_data: two.challenge_data.clone(),
    };
    let result = world.send_finish(&crossed, login(&one_key)).await;
    assert_eq!(reason(result), RefusalReason::Unreadable);
    assert!(world.send_finish(&two, login(&two_key)).await.is_ok());
}

#[tokio::test]
async fn a_challenge_serves_its_purpose_only() {
    let mut world = World::with_ada(4).await;
    let ada = user("ada");
    for purpose in [Purpose::Email, Purpose::Change, Purpose::Enrol] {
        let begun = world.begin("ada", purpose, &pin("482915")).await;
        let cipher_key = begun.cipher_key.clone();
        let challenge_id = begun.open().challenge.id.clone();
        let message = FinishMessage {
            challenge_id,
            challenge_data: crate::field::encode(&[7; 112]),
        };
        let result = world.send_finish(&message, login(&cipher_key)).await;
        assert_eq!(reason(result), RefusalReason::ForeignChallenge);
    }
    let opened = world
        .begin("ada", Purpose::Login, &pin("482915"))
        .await
        .open();
    let recovered = opened.recover(&picture(1)).unwrap();
    assert_eq!(
        recovered.change_email(ada.as_str(), "new@example.org", &mut world.rng),
        Err(AnswerError::OtherPurpose(Purpose::Login))
    );
}

#[tokio::test]
async fn nobody_proves_a_look_alike() {
    let mut world = World::with_ada(5).await;
    let begun = world.begin("nobody", Purpose::Login, &pin("482915")).await;
    let cipher_key = begun.cipher_key.clone();
    let opened = begun.open();
    // The stand-in point is the generator, whose secret everybody knows.
    let statement = opened.statement(crate::Action::Login);
    let one = crate::group::Scalar::ONE;
    let generator = curve25519_dalek::ristretto::RistrettoPoint::mul_base(&one);
    let generator = crate::Element::of(generator).unwrap();
    let proof = statement.prove(&one, &generator, &mut world.rng);
    assert!(statement.is_proved_by(&proof, &generator));
    let message = seal(
        &opened.reply(),
        &opened.challenge.reply_key,
        &proof,
        &mut world,
    );
    let claim = Claim::Login {
        username: "nobody",
        cipher_key: &cipher_key,
    };
    let result = world.send_finish(&message, claim).await;
    assert_eq!(reason(result), RefusalReason::NoCredential);
}

#[tokio::test]
async fn a_disabled_person_is_served_and_refused() {
    let mut world = World::with_ada(6).await;
    world.memory.accounts.lock().unwrap()[0].is_disabled = true;
    let (message, cipher_key) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    let result = world.send_finish(&message, login(&cipher_key)).await;
    assert_eq!(reason(result), RefusalReason::NoCredential);
}

#[tokio::test]
async fn a_credential_replaced_meanwhile_proves_nothing() {
    let mut world = World::with_ada(7).await;
    let (message, cipher_key) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    world.memory.accounts.lock().unwrap().clear();
    world.register("ada", &picture(2), &pin("114477")).await;
    let result = world.send_finish(&message, login(&cipher_key)).await;
    assert_eq!(reason(result), RefusalReason::NoCredential);
}

#[tokio::test]
async fn another_persons_proof_does_not_sign_in() {
    let mut world = World::with_ada(8).await;
    world.register("bob", &picture(2), &pin("114477")).await;
    let begun = world.begin("ada", Purpose::Login, &pin("482915")).await;
    let cipher_key = begun.cipher_key.clone();
    let opened = begun.open();
    let secret = crate::group::random_scalar(&mut world.rng);
    let public_key = curve25519_dalek::ristretto::RistrettoPoint::mul_base(&secret);
    let public_key = crate::Element::of(public_key).unwrap();
    let proof = opened
        .statement(crate::Action::Login)
        .prove(&secret, &public_key, &mut world.rng);
    let message = seal(
        &opened.reply(),
        &opened.challenge.reply_key,
        &proof,
        &mut world,
    );
    let result = world.send_finish(&message, login(&cipher_key)).await;
    assert_eq!(reason(result), RefusalReason::WrongProof);
}

#[tokio::test]
async fn points_and_scalars_out_of_range_are_unreadable() {
    let mut world = World::with_ada(9).await;
    let order =
        crate::hex::array::<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let base = curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.0;
    let mut not_canonical = base;
    not_canonical[31] |= 0x80;
    for (commitment, response) in [
        ([0; 32], [1; 32]),
        (not_canonical, [0; 32]),
        (base, order),
        (base, [0xff; 32]),
    ] {
        let begun = world.begin("ada", Purpose::Login, &pin("482915")).await;
        let cipher_key = begun.cipher_key.clone();
        let opened = begun.open();
        let plaintext = [commitment, response].concat();
        let sealed = crate::sealed::seal(
            &opened.challenge.reply_key,
            b"secrets-vault/1 proof",
            &opened.reply().aad(),
            &plaintext,
            &mut world.rng,
        )
        .unwrap();
        let message = FinishMessage {
            challenge_id: opened.challenge.id.clone(),
            challenge_data: crate::field::encode(&sealed),
        };
        let result = world.send_finish(&message, login(&cipher_key)).await;
        assert_eq!(reason(result), RefusalReason::Unreadable);
    }
}

#[tokio::test]
async fn an_unknown_challenge_is_refused_in_the_same_words() {
    let mut world = World::with_ada(10).await;
    let (mut message, cipher_key) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    let mut other = [0; 32];
    world.rng.fill_bytes(&mut other);
    message.challenge_id = crate::field::encode(&other);
    let unknown = world
        .send_finish(&message, login(&cipher_key))
        .await
        .unwrap_err();
    let (message, _) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    let foreign = world
        .send_finish(&message, login(&cipher_key))
        .await
        .unwrap_err();
    assert_eq!(unknown.to_string(), "the proof was refused");
    assert_eq!(unknown.to_string(), foreign.to_string());
}

fn seal(
    reply: &Reply<'_>,
    reply_key: &[u8; 32],
    proof: &Proof,
    world: &mut World,
) -> FinishMessage {
    FinishMessage {
        challenge_id: reply.challenge_id.to_owned(),
        challenge_data: reply.seal_proof(reply_key, proof, &mut world.rng).unwrap(),
    }
}
