//! Whatever is changed on the way is refused.

use proptest::prelude::*;
use tokio::runtime::Builder;

use super::world::{BROWSER, World, begin, picture, pin, reason, tenant, user};
use crate::field::{decode, encode};
use crate::verifier::{Claim, Finish, FinishError, RefusalReason};
use crate::{CipherKey, MalformedField, Purpose};

/// `text` with one bit of the bytes that it encodes changed.
fn flip(text: &str, bit: usize) -> String {
    let mut bytes = decode(text).unwrap();
    let bit = bit % (bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
    encode(&bytes)
}

proptest! {
    // Few, because a case is slow; more where more are asked for.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 5))]

    #[test]
    fn any_changed_bit_of_a_challenge_makes_it_unreadable(bit: usize) {
        let runtime = Builder::new_current_thread().build()?;
        runtime.block_on(async {
            let mut world = World::with_ada(1).await;
            let begun = world.begin("ada", Purpose::Login, &pin("482915")).await;
            let changed = flip(&begun.answer.challenge_data, bit);
            prop_assert!(begun.begin.open("1", &changed).is_err());
            Ok(())
        })?;
    }

    #[test]
    fn any_changed_bit_of_a_finish_is_refused(bit: usize) {
        let runtime = Builder::new_current_thread().build()?;
        runtime.block_on(async {
            let mut world = World::with_ada(2).await;
            let (mut message, cipher_key) =
                world.answer("ada", &picture(1), &pin("482915")).await.unwrap();
            message.challenge_data = flip(&message.challenge_data, bit);
            let claim = Claim::Login { username: "ada", cipher_key: &cipher_key };
            let result = world.send_finish(&message, claim).await;
            prop_assert_eq!(reason(result), RefusalReason::Unreadable);
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn a_begin_changed_on_the_way_is_found_out_by_the_client() {
    let mut world = World::with_ada(3).await;
    let other = world
        .begin("ada", Purpose::Login, &pin("482915"))
        .await
        .cipher_key;
    let other = CipherKey::parse(&other).unwrap();
    for change in ["reply_to", "blinded", "purpose", "username", "tenant"] {
        let (begin_state, cipher_key) = crate::prover::Begin::new(
            super::world::place(),
            "ada",
            Purpose::Login,
            &pin("482915"),
            &mut world.rng,
        )
        .unwrap();
        let mut sent = CipherKey::parse(&cipher_key).unwrap();
        match change {
            "reply_to" => sent.reply_to = other.reply_to,
            "blinded" => sent.blinded = other.blinded,
            "purpose" => sent.purpose = Purpose::Change,
            _ => {}
        }
        let username = if change == "username" { "Ada" } else { "ada" };
        let tenant = tenant(if change == "tenant" { "other" } else { "acme" });
        let sent = sent.to_string();
        let request = begin(&tenant, username, &sent);
        let answer = world.verifier.begin(&request).await.unwrap();
        assert!(
            begin_state.open("1", &answer.challenge_data).is_err(),
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_finish_that_names_anything_else_is_refused_and_spends_the_challenge() {
    let mut world = World::with_ada(4).await;
    let changes: [fn(&mut Finish<'_>); 9] = [
        |finish| {
            let Claim::Login { username, .. } = &mut finish.claim else {
                unreachable!()
            };
            *username = "Ada";
        },
        |finish| {
            let Claim::Login { cipher_key, .. } = &mut finish.claim else {
                unreachable!()
            };
            *cipher_key = "";
        },
        |finish| finish.auth_req_id = None,
        |finish| finish.auth_req_id = Some("another"),
        |finish| finish.browser = None,
        |finish| finish.browser = Some(kernel::TokenHash::from_bytes([0; 32])),
        |finish| finish.tenant = Box::leak(Box::new(tenant("other"))),
        |finish| {
            finish.claim = Claim::Email {
                user: Box::leak(Box::new(user("ada"))),
                email: "ada@example.org",
            };
        },
        |_| {},
    ];
    let last = changes.len() - 1;
    for (i, change) in changes.into_iter().enumerate() {
        let (message, cipher_key) = world
            .answer("ada", &picture(1), &pin("482915"))
            .await
            .unwrap();
        let acme = tenant("acme");
        let honest = Finish {
            tenant: &acme,
            challenge_id: &message.challenge_id,
            challenge_data: &message.challenge_data,
            auth_req_id: Some("request"),
            browser: Some(BROWSER),
            claim: Claim::Login {
                username: "ada",
                cipher_key: &cipher_key,
            },
        };
        let mut sent = honest.clone();
        change(&mut sent);
        let result = world.verifier.verify(&sent).await;
        if i == last {
            assert!(result.is_ok());
        } else {
            assert_eq!(reason(result), RefusalReason::ForeignChallenge, "{i}");
        }
        let again = world.verifier.verify(&honest).await;
        assert_eq!(reason(again), RefusalReason::NoChallenge, "{i}");
    }
}

#[tokio::test]
async fn a_malformed_field_is_named_and_spends_nothing() {
    let mut world = World::with_ada(5).await;
    let (message, cipher_key) = world
        .answer("ada", &picture(1), &pin("482915"))
        .await
        .unwrap();
    let claim = Claim::Login {
        username: "ada",
        cipher_key: &cipher_key,
    };
    let data = &message.challenge_data;
    for bad in [
        String::new(),
        data[..data.len() - 1].to_owned(),
        format!("{data}A"),
        format!("{data}=="),
        "A".repeat(1 << 20),
    ] {
        let mut changed = message.clone();
        changed.challenge_data = bad;
        let result = world.send_finish(&changed, claim).await;
        assert!(matches!(
            result,
            Err(FinishError::Malformed(MalformedField {
                field: "challenge_data",
                ..
            }))
        ));
    }
    let mut changed = message.clone();
    changed.challenge_id.pop();
    assert!(matches!(
        world.send_finish(&changed, claim).await,
        Err(FinishError::Malformed(MalformedField {
            field: "challenge_id",
            ..
        }))
    ));
    assert!(world.send_finish(&message, claim).await.is_ok());
}
