//! Registration, reset and change.

use keepic::Features;

use super::world::{BROWSER, World, begin, picture, pin, place, reason, tenant, user};
use crate::commitment::Commitment;
use crate::prover::{Begin, Opened, Recovered};
use crate::verifier::{Enrol, EnrolFor, FinishError, NewCredential, RefusalReason};
use crate::{Applicant, Handle, Purpose};

impl World {
    /// An opened challenge to enrol, for a session of `session_user`.
    async fn open_enrolment(&mut self, username: &str, session_user: Option<&str>) -> Opened {
        let (state, cipher_key) = Begin::new(
            place(),
            username,
            Purpose::Enrol,
            &pin("114477"),
            &mut self.rng,
        )
        .unwrap();
        let session_user = session_user.map(user);
        let acme = tenant("acme");
        let mut request = begin(&acme, username, &cipher_key);
        request.session_user = session_user.as_ref();
        let answer = self.verifier.begin(&request).await.unwrap();
        state
            .at_cost(keepic::StretchCost::INSECURE_FOR_TEST_VECTORS)
            .open("1", &answer.challenge_data)
            .unwrap()
    }

    async fn recover_old(&mut self, username: &str, image: u32) -> Recovered {
        let opened = self
            .begin(username, Purpose::Change, &pin("482915"))
            .await
            .open();
        opened.recover(&picture(image)).unwrap()
    }

    async fn change(
        &mut self,
        sealed: &str,
        username: &str,
        recent_passkey: bool,
    ) -> Result<NewCredential, FinishError> {
        let user = user(username);
        let enrol_for = EnrolFor::Change {
            user: &user,
            recent_passkey,
        };
        self.enrol(sealed, enrol_for).await
    }

    fn handle_of(&self, username: &str) -> Handle {
        let accounts = self.memory.accounts.lock().unwrap();
        let account = accounts.iter().find(|account| account.username == username);
        account.unwrap().credential.as_ref().unwrap().handle
    }
}

#[tokio::test]
async fn a_change_is_authorized_by_the_old_picture() {
    let mut world = World::with_ada(1).await;
    let old = world.recover_old("ada", 1).await;
    let opened = world.open_enrolment("ada", Some("ada")).await;
    let sealed = opened
        .enrol_in_place_of(
            &old,
            "id-of-ada",
            &Features::of(&picture(2)),
            &mut world.rng,
        )
        .unwrap();
    let new = world.change(&sealed, "ada", false).await.unwrap();
    assert_eq!(new.replaces, Some(world.handle_of("ada")));
    assert_ne!(Some(new.credential.handle), new.replaces);
    assert!(!new.credential.image_only);
}

#[tokio::test]
async fn a_change_is_authorized_by_a_recent_passkey_or_not_at_all() {
    let mut world = World::with_ada(2).await;
    for recent_passkey in [true, false] {
        let opened = world.open_enrolment("ada", Some("ada")).await;
        let sealed = opened
            .enrol(
                &Features::of(&picture(2)),
                &Applicant::default(),
                &mut world.rng,
            )
            .unwrap();
        let result = world.change(&sealed, "ada", recent_passkey).await;
        if recent_passkey {
            assert_eq!(result.unwrap().replaces, None);
        } else {
            assert_eq!(reason(result), RefusalReason::NoOldProof);
        }
    }
}

#[tokio::test]
async fn an_old_proof_is_for_one_user_and_one_new_credential() {
    let mut world = World::with_ada(3).await;
    world.register("bob", &picture(3), &pin("482915")).await;
    let features = Features::of(&picture(2));

    // For another user.
    let old = world.recover_old("ada", 1).await;
    let opened = world.open_enrolment("ada", Some("ada")).await;
    let sealed = opened
        .enrol_in_place_of(&old, "id-of-bob", &features, &mut world.rng)
        .unwrap();
    let result = world.change(&sealed, "ada", false).await;
    assert_eq!(reason(result), RefusalReason::WrongProof);

    // Of another user.
    let bobs = world.recover_old("bob", 3).await;
    let opened = world.open_enrolment("ada", Some("ada")).await;
    let sealed = opened
        .enrol_in_place_of(&bobs, "id-of-ada", &features, &mut world.rng)
        .unwrap();
    let result = world.change(&sealed, "ada", true).await;
    assert_eq!(reason(result), RefusalReason::ForeignChallenge);

    // Taken out of ada's commitment and sealed again with the attacker's new credential.
    let old = world.recover_old("ada", 1).await;
    let honest = world.open_enrolment("ada", Some("ada")).await;
    let (_, new) = honest
        .commit(&features, &Applicant::default(), &mut world.rng)
        .unwrap();
    let action = crate::Action::Change {
        user_id: "id-of-ada",
        new,
    };
    let stolen = old.prove(action, &mut world.rng).unwrap();
    let attacker = world.open_enrolment("ada", Some("ada")).await;
    let (mut commitment, _) = attacker
        .commit(
            &Features::of(&picture(4)),
            &Applicant::default(),
            &mut world.rng,
        )
        .unwrap();
    commitment.old_proof = Some(crate::commitment::OldProof::of(
        old.opened.challenge.id.clone(),
        &stolen,
    ));
    let sealed = attacker.seal(&commitment, &mut world.rng).unwrap();
    let result = world.change(&sealed, "ada", false).await;
    assert_eq!(reason(result), RefusalReason::WrongProof);
}

#[tokio::test]
async fn a_challenge_to_enrol_belongs_to_the_session_it_was_begun_in() {
    let mut world = World::with_ada(4).await;
    for session_user in [None, Some("bob")] {
        let opened = world.open_enrolment("ada", session_user).await;
        let sealed = opened
            .enrol(
                &Features::of(&picture(2)),
                &Applicant::default(),
                &mut world.rng,
            )
            .unwrap();
        let result = world.change(&sealed, "ada", true).await;
        assert_eq!(reason(result), RefusalReason::ForeignChallenge);
    }
}

#[tokio::test]
async fn a_commitment_is_for_one_applicant() {
    let mut world = World::new(5);
    let honest = Applicant {
        username: Some("ada"),
        email: Some("ada@example.org"),
        code: None,
    };
    let register = |username, email| EnrolFor::Register {
        username,
        email,
        code: None,
    };
    for (enrol_for, expected) in [
        (register("ada", "ada@example.org"), None),
        (
            register("ada", "eve@example.org"),
            Some(RefusalReason::WrongProof),
        ),
        (
            register("eve", "ada@example.org"),
            Some(RefusalReason::ForeignChallenge),
        ),
        (
            EnrolFor::Reset {
                username: "ada",
                code: "code",
            },
            Some(RefusalReason::WrongProof),
        ),
    ] {
        let opened = world.open_enrolment("ada", None).await;
        let sealed = opened
            .enrol(&Features::of(&picture(2)), &honest, &mut world.rng)
            .unwrap();
        let result = world.enrol(&sealed, enrol_for).await;
        match expected {
            None => assert!(result.is_ok()),
            Some(expected) => assert_eq!(reason(result), expected),
        }
        let again = world.enrol(&sealed, enrol_for).await;
        assert_eq!(reason(again), RefusalReason::NoChallenge);
    }
}

type Change = fn(&mut Commitment);

#[tokio::test]
async fn every_field_of_a_new_credential_is_covered_by_its_proof() {
    let mut world = World::new(6);
    let changes: [(Change, RefusalReason); 7] = [
        (|c| c.salt[0] ^= 1, RefusalReason::WrongProof),
        (|c| c.sketch[0] ^= 1, RefusalReason::WrongProof),
        (|c| c.sketch[127] |= 0x80, RefusalReason::Unreadable),
        (
            |c| c.algorithm = "keepic-2".to_owned(),
            RefusalReason::Unreadable,
        ),
        (|c| c.public_key = [0; 32], RefusalReason::Unreadable),
        (
            |c| c.public_key = curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.0,
            RefusalReason::WrongProof,
        ),
        (
            |c| {
                let proof = c.proof.decode().unwrap();
                c.old_proof = Some(crate::commitment::OldProof::of("A".repeat(43), &proof));
            },
            RefusalReason::Unreadable,
        ),
    ];
    for (change, expected) in changes {
        let opened = world.open_enrolment("ada", None).await;
        let applicant = Applicant {
            username: Some("ada"),
            email: None,
            code: Some("code"),
        };
        let (mut commitment, _) = opened
            .commit(&Features::of(&picture(2)), &applicant, &mut world.rng)
            .unwrap();
        change(&mut commitment);
        let sealed = opened.seal(&commitment, &mut world.rng).unwrap();
        let enrol_for = EnrolFor::Reset {
            username: "ada",
            code: "code",
        };
        assert_eq!(reason(world.enrol(&sealed, enrol_for).await), expected);
    }
}

#[tokio::test]
async fn the_length_of_a_commitment_does_not_tell_how_a_change_is_authorized() {
    let mut world = World::with_ada(7).await;
    let features = Features::of(&picture(2));
    let old = world.recover_old("ada", 1).await;
    let with_old_proof = world
        .open_enrolment("ada", Some("ada"))
        .await
        .enrol_in_place_of(&old, "id-of-ada", &features, &mut world.rng)
        .unwrap();
    let without = world
        .open_enrolment("ada", Some("ada"))
        .await
        .enrol(&features, &Applicant::default(), &mut world.rng)
        .unwrap();
    assert_eq!(with_old_proof.len(), without.len());
}

#[tokio::test]
async fn malformed_commitments_and_other_versions_are_named_and_spend_nothing() {
    let mut world = World::new(8);
    let opened = world.open_enrolment("ada", None).await;
    let applicant = Applicant {
        username: Some("ada"),
        email: None,
        code: Some("code"),
    };
    let sealed = opened
        .enrol(&Features::of(&picture(2)), &applicant, &mut world.rng)
        .unwrap();
    let acme = tenant("acme");
    let honest = Enrol {
        tenant: &acme,
        proto_version: "1",
        encrypted_commitment: &sealed,
        auth_req_id: Some("request"),
        browser: Some(BROWSER),
        image_only: true,
        enrol_for: EnrolFor::Reset {
            username: "ada",
            code: "code",
        },
    };
    let field = |result: Result<NewCredential, FinishError>| match result {
        Err(FinishError::Malformed(malformed)) => malformed.field,
        other => panic!("a malformed field was expected, not {other:?}"),
    };
    for bad in [
        "",
        ".",
        &sealed[1..],
        &sealed.replace('.', ""),
        &format!("{sealed}="),
        &format!("{}{}", sealed, "A".repeat(1 << 20)),
    ] {
        let mut request = honest.clone();
        request.encrypted_commitment = bad;
        assert_eq!(
            field(world.verifier.enrol(&request).await),
            "encrypted_commitment"
        );
    }
    let mut request = honest.clone();
    request.proto_version = "2";
    assert_eq!(field(world.verifier.enrol(&request).await), "proto_version");

    let new = world.verifier.enrol(&honest).await.unwrap();
    assert!(new.credential.image_only);
}
