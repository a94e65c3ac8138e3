use keepic::bch::CORRECTABLE;
use keepic::{Features, specimen};
use proptest::prelude::*;
use tokio::runtime::Builder;

use super::world::{ORIGIN, World, picture, pin, place, reason, user};
use crate::prover::{Begin, OpenError, RecoverError};
use crate::verifier::{Claim, RefusalReason};
use crate::{OprfKeyVersion, Purpose};

proptest! {
    // Few, because a case is slow; more where more are asked for.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 11))]

    #[test]
    fn whoever_enrolled_can_sign_in(seed: u64, image in 1_u32.., digits in "[0-9]{4,6}") {
        let original = picture(image);
        let copy = specimen::handled(&original).unwrap();
        // The white mark turns more bits than are put right in one specimen of a million or so.
        let turned = Features::of(&original).hamming_distance(&Features::of(&copy));
        prop_assume!(usize::from(turned) <= CORRECTABLE);
        let runtime = Builder::new_current_thread().build()?;
        runtime.block_on(async {
            let mut world = World::new(seed);
            world.register("ada", &original, &pin(&digits)).await;
            let (message, cipher_key) = world.answer("ada", &copy, &pin(&digits)).await.unwrap();
            let claim = Claim::Login { username: "ada", cipher_key: &cipher_key };
            let proven = world.send_finish(&message, claim).await.unwrap();
            prop_assert_eq!(proven.user, user("ada"));
            prop_assert_eq!(proven.occasion.username, "ada");
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn another_picture_or_pin_does_not_match_and_nothing_more_is_known() {
    let mut world = World::with_ada(1).await;
    for (username, image, digits) in [
        ("ada", 2, "482915"),
        ("ada", 1, "830518"),
        ("nobody", 1, "482915"),
    ] {
        let result = world.answer(username, &picture(image), &pin(digits)).await;
        let error = result.err().unwrap();
        assert_eq!(error, RecoverError::NoMatch);
        assert_eq!(error.to_string(), "picture or PIN does not match");
    }
}

#[tokio::test]
async fn a_mirrored_picture_is_known_again() {
    let mut world = World::with_ada(2).await;
    let original = picture(1);
    let row = original.width() as usize * 4;
    let mirrored = original
        .rgba()
        .chunks(row)
        .flat_map(|row| row.rchunks(4).flatten());
    let mirrored = keepic::Picture::from_rgba(
        original.width(),
        original.height(),
        mirrored.copied().collect(),
    );
    assert!(
        world
            .answer("ada", &mirrored.unwrap(), &pin("482915"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_email_change_names_its_user_and_address() {
    let mut world = World::with_ada(3).await;
    world.register("bob", &picture(2), &pin("114477")).await;
    let ada = user("ada");
    let bob = user("bob");
    for (claimed_user, claimed_email, expected) in [
        (&ada, "new@example.org", None),
        (&ada, "other@example.org", Some(RefusalReason::WrongProof)),
        (
            &bob,
            "new@example.org",
            Some(RefusalReason::ForeignChallenge),
        ),
    ] {
        let opened = world
            .begin("ada", Purpose::Email, &pin("482915"))
            .await
            .open();
        let recovered = opened.recover(&picture(1)).unwrap();
        let message = recovered
            .change_email(ada.as_str(), "new@example.org", &mut world.rng)
            .unwrap();
        let claim = Claim::Email {
            user: claimed_user,
            email: claimed_email,
        };
        let result = world.send_finish(&message, claim).await;
        match expected {
            None => assert_eq!(result.unwrap().user, ada),
            Some(expected) => assert_eq!(reason(result), expected),
        }
    }
}

#[tokio::test]
async fn a_client_does_not_answer_for_another_origin() {
    let mut world = World::with_ada(4).await;
    let mut elsewhere = place();
    elsewhere.origin = "https://id.example.evil".to_owned();
    let (begin, cipher_key) = Begin::new(
        elsewhere.clone(),
        "ada",
        Purpose::Login,
        &pin("482915"),
        &mut world.rng,
    )
    .unwrap();
    let answer = world.send_begin("ada", &cipher_key).await.unwrap();
    assert_eq!(
        begin.open("1", &answer.challenge_data).err(),
        Some(OpenError::ForeignOrigin {
            named: ORIGIN.to_owned(),
            own: elsewhere.origin,
        })
    );
}

#[tokio::test]
async fn a_client_speaks_its_own_version_only() {
    let mut world = World::with_ada(5).await;
    for version in ["", "0", "2"] {
        let begun = world.begin("ada", Purpose::Login, &pin("482915")).await;
        let error = begun
            .begin
            .open(version, &begun.answer.challenge_data)
            .err();
        assert!(matches!(error, Some(OpenError::OtherVersion(_))));
    }
}

#[tokio::test]
async fn a_credential_keeps_its_seed_until_that_is_destroyed() {
    let mut world = World::with_ada(6).await;
    *world.keys.newest.lock().unwrap() = 1;
    let (message, cipher_key) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    let claim = Claim::Login {
        username: "ada",
        cipher_key: &cipher_key,
    };
    let proven = world.send_finish(&message, claim).await.unwrap();
    assert_eq!(proven.oprf_key_version, OprfKeyVersion(0));

    *world.keys.destroyed.lock().unwrap() = Some(0);
    let lost = world.answer("ada", &picture(1), &pin("482915")).await;
    assert_eq!(lost.err(), Some(RecoverError::NoMatch));
}
