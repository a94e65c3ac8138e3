//! A name that is not there answers like one that is.

use keepic::StretchCost;

use super::world::{World, begin, picture, pin, place, tenant, user};
use crate::Purpose;
use crate::prover::{Begin, Opened};

async fn open(world: &mut World, username: &str, image_only_allowed: bool) -> Opened {
    let (state, cipher_key) = Begin::new(
        place(),
        username,
        Purpose::Login,
        &pin("482915"),
        &mut world.rng,
    )
    .unwrap();
    let acme = tenant("acme");
    let mut request = begin(&acme, username, &cipher_key);
    request.image_only_allowed = image_only_allowed;
    let answer = world.verifier.begin(&request).await.unwrap();
    state
        .at_cost(StretchCost::INSECURE_FOR_TEST_VECTORS)
        .open("1", &answer.challenge_data)
        .unwrap()
}

#[tokio::test]
async fn every_answer_has_the_same_length() {
    let mut world = World::with_ada(1).await;
    let mut lengths = Vec::new();
    for (username, purpose) in [
        ("ada", Purpose::Login),
        ("nobody", Purpose::Login),
        ("ada", Purpose::Change),
        ("nobody", Purpose::Email),
        ("ada", Purpose::Enrol),
        ("nobody", Purpose::Enrol),
    ] {
        let begun = world.begin(username, purpose, &pin("482915")).await;
        lengths.push(begun.answer.challenge_data.len());
    }
    lengths.dedup();
    assert_eq!(lengths.len(), 1);
}

#[tokio::test]
async fn a_name_is_answered_with_the_same_credential_every_time() {
    let mut world = World::with_ada(2).await;
    for (username, other_spelling) in [("ada", "ADA"), ("nobody", "NoBody")] {
        let one = open(&mut world, username, false).await.challenge;
        let two = open(&mut world, other_spelling, false).await.challenge;
        assert_eq!(
            (one.handle, one.salt, one.sketch, one.check),
            (two.handle, two.salt, two.sketch, two.check)
        );
        assert_ne!(one.id, two.id);
        assert_ne!(one.nonce, two.nonce);
        assert_ne!(one.reply_key, two.reply_key);
        assert_ne!(
            one.evaluated, two.evaluated,
            "every begin has its own blind"
        );
    }
}

#[tokio::test]
async fn the_same_input_is_evaluated_alike_every_time() {
    let mut world = World::with_ada(3).await;
    for username in ["ada", "nobody"] {
        let one = open(&mut world, username, false).await;
        let two = open(&mut world, username, false).await;
        assert_eq!(
            one.stretch(&[0; 32]).unwrap(),
            two.stretch(&[0; 32]).unwrap()
        );
    }
}

#[tokio::test]
async fn a_seed_rotation_does_not_change_a_look_alike() {
    let mut world = World::with_ada(4).await;
    let before = open(&mut world, "nobody", false).await;
    *world.keys.newest.lock().unwrap() = 1;
    let after = open(&mut world, "nobody", false).await;
    assert_eq!(before.challenge.check, after.challenge.check);
    assert_eq!(
        before.stretch(&[0; 32]).unwrap(),
        after.stretch(&[0; 32]).unwrap()
    );
}

#[tokio::test]
async fn an_image_only_credential_is_served_to_known_devices_only() {
    let mut world = World::with_ada(5).await;
    let real = open(&mut world, "ada", false).await.challenge.check;
    world.memory.accounts.lock().unwrap()[0]
        .credential
        .as_mut()
        .unwrap()
        .image_only = true;
    let stranger = open(&mut world, "ada", false).await;
    assert_ne!(stranger.challenge.check, real);
    assert!(stranger.recover(&picture(1)).is_err());
    let known = open(&mut world, "ada", true).await;
    assert_eq!(known.challenge.check, real);
    assert!(known.recover(&picture(1)).is_ok());
}

#[tokio::test]
async fn the_challenge_of_a_look_alike_belongs_to_nobody() {
    let mut world = World::with_ada(6).await;
    world.memory.challenges.lock().unwrap().clear();
    open(&mut world, "nobody", false).await;
    open(&mut world, "ada", false).await;
    let challenges = world.memory.challenges.lock().unwrap();
    let mut owners: Vec<_> = challenges
        .values()
        .map(|challenge| {
            (
                challenge.occasion.username.clone(),
                challenge.occasion.user.clone(),
            )
        })
        .collect();
    owners.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        owners,
        [
            ("ada".to_owned(), Some(user("ada"))),
            ("nobody".to_owned(), None)
        ]
    );
}
