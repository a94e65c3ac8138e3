use kernel::MockRandom;

use super::*;
use crate::MockAccounts;
use crate::fixture::{self, account, clock, seeds};

/// Somebody who signed in so many minutes ago.
fn person(minutes: u64) -> Actor {
    fixture::actor(fixture::person(minutes, false))
}

fn ada() -> Account {
    Account {
        locale: Some("fr-CA".into()),
        ..account()
    }
}

fn management(codes: MockRecoveryCodes) -> RecoveryCodeManagement {
    let mut random = MockRandom::new();
    let mut drawn = 0;
    random.expect_fill().returning_st(move |bytes| {
        drawn += 1;
        bytes.fill(drawn);
    });
    let mut accounts = MockAccounts::new();
    accounts.expect_find().returning(|_, _| Ok(Some(ada())));
    RecoveryCodeManagement {
        codes: Arc::new(codes),
        accounts: Arc::new(accounts),
        seeds: seeds(),
        clock: clock(),
        random: Arc::new(random),
    }
}

#[tokio::test]
async fn whoever_has_just_signed_in_draws_ten_codes() {
    let mut codes = MockRecoveryCodes::new();
    codes
        .expect_replace()
        .once()
        .withf(|_, user, macs, _, notice, event| {
            user.as_str() == "u1"
                && macs.len() == CODES
                && notice.language == Some(Language::French)
                && matches!(&notice.content, MailContent::RecoveryCodesDrawn { username } if username == "ada")
                && event.kind == EventKind::RecoveryCodesDrawn
        })
        .returning(|_, _, _, _, _, _| Ok(true));
    // A warning speaks as its reader does, whoever caused it.
    let (management, ada) = (management(codes), person(4));
    let drawn = management.draw(&ada, Some(Language::Spanish));
    let drawn = drawn.await.unwrap();
    assert_eq!(drawn.len(), CODES);
    assert!(drawn.windows(2).all(|pair| pair[0] != pair[1]));
}

#[tokio::test]
async fn an_old_session_a_key_and_the_operator_draw_none() {
    for actor in [person(5), Actor::operator()] {
        let mut codes = MockRecoveryCodes::new();
        codes.expect_replace().never();
        let refused = management(codes).draw(&actor, None).await.unwrap_err();
        assert!(matches!(refused, Refusal::Denied(_)), "{refused}");
    }
}

#[tokio::test]
async fn whoever_is_signed_in_may_know_how_many_are_left() {
    let mut codes = MockRecoveryCodes::new();
    codes.expect_count().once().returning(|_, _| Ok(7));
    assert_eq!(management(codes).count(&person(60)).await.unwrap(), 7);
    let refused = management(MockRecoveryCodes::new())
        .count(&Actor::operator())
        .await;
    assert!(matches!(refused, Err(Refusal::Denied(_))));
}
