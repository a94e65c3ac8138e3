use kernel::{MockClock, MockRandom};
use tenancy::{MockTenants, Tenant, TenantSettings};

use super::*;
use crate::mail::{Mail, MailContent, MailState, MockOutbox};

const WRITTEN: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn stored(attempts: u32) -> StoredMail {
    StoredMail {
        id: 7,
        key: "the-key".to_owned(),
        mail: Mail {
            tenant_id: "acme".parse().unwrap(),
            to: EmailAddress::parse("ada@example.com").unwrap(),
            language: None,
            content: MailContent::ConfirmRegistration {
                username: "ada".to_owned(),
                code: "12345678".to_owned(),
            },
            written_at: WRITTEN,
        },
        state: MailState::Waiting(WRITTEN),
        attempts,
        failure: None,
    }
}

fn delivery(
    outbox: MockOutbox,
    answer: Result<(), DeliveryFailure>,
    now: Timestamp,
) -> MailDelivery {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(now);
    let mut random = MockRandom::new();
    random.expect_fill().returning(|bytes| bytes.fill(0xff));
    let mut tenants = MockTenants::new();
    tenants.expect_find().returning(|id| {
        Ok(Some(Arc::new(Tenant {
            id: id.clone(),
            settings: TenantSettings::default(),
            created_at: WRITTEN,
        })))
    });
    let mut transport = MockMailTransport::new();
    transport.expect_deliver().returning(move |mail| {
        assert_eq!(
            (mail.key.as_str(), mail.to.as_str()),
            ("the-key", "ada@example.com")
        );
        answer.clone()
    });
    MailDelivery {
        outbox: Arc::new(outbox),
        transport: Arc::new(transport),
        tenants: Arc::new(tenants),
        clock: Arc::new(clock),
        random: Arc::new(random),
    }
}

/// What is recorded of an attempt that ends in `answer` at `now`.
async fn settled(
    attempts: u32,
    answer: Result<(), DeliveryFailure>,
    now: Timestamp,
) -> (Turn, Outcome) {
    let recorded = Arc::new(std::sync::Mutex::new(None));
    let mut outbox = MockOutbox::new();
    outbox.expect_lease().returning(move |at, until| {
        assert_eq!((at, until), (now, now.plus(LEASE)));
        Ok(Some(stored(attempts)))
    });
    let record = Arc::clone(&recorded);
    outbox
        .expect_settle()
        .withf(move |mail, attempt, _| (*mail, *attempt) == (7, attempts))
        .returning(move |_, _, outcome| {
            *record.lock().unwrap() = Some(outcome.clone());
            Ok(true)
        });
    let turn = delivery(outbox, answer, now).deliver_next().await.unwrap();
    let outcome = recorded.lock().unwrap().take().unwrap();
    (turn, outcome)
}

#[tokio::test]
async fn a_mail_that_was_taken_is_sent() {
    let (turn, outcome) = settled(1, Ok(()), WRITTEN).await;
    assert_eq!(turn, Turn::Done);
    assert_eq!(outcome, Outcome::Sent { at: WRITTEN });
}

#[tokio::test]
async fn nothing_is_sent_when_nothing_is_due() {
    let mut outbox = MockOutbox::new();
    outbox.expect_lease().returning(|_, _| Ok(None));
    let turn = delivery(outbox, Ok(()), WRITTEN).deliver_next().await;
    assert_eq!(turn.unwrap(), Turn::Nothing);
}

#[tokio::test]
async fn a_failure_postpones_and_its_reason_is_kept_in_one_line() {
    let failure = DeliveryFailure::Deferred("451 greylisted,\r\ncome back".to_owned());
    let (turn, outcome) = settled(2, Err(failure), WRITTEN).await;
    assert_eq!(turn, Turn::Failed);
    let expected = Outcome::Postponed {
        until: WRITTEN.plus(Duration::from_mins(1)),
        reason: "the mail server did not take it yet: 451 greylisted,  come back".to_owned(),
    };
    assert_eq!(outcome, expected);
}

#[tokio::test]
async fn what_fails_for_too_long_is_given_up_and_recorded() {
    use DeliveryFailure::{Deferred, Refused, Unreachable};
    const HOUR: Duration = Duration::from_hours(1);
    for (failure, age, is_given_up) in [
        (
            Refused("550 nobody".to_owned()),
            Duration::from_mins(59),
            false,
        ),
        (Refused("550 nobody".to_owned()), HOUR, true),
        (Deferred("451 later".to_owned()), 119 * HOUR, false),
        (Deferred("451 later".to_owned()), 120 * HOUR, true),
        (
            Unreachable("connection refused".to_owned()),
            119 * HOUR,
            false,
        ),
        (
            Unreachable("connection refused".to_owned()),
            120 * HOUR,
            true,
        ),
    ] {
        let now = WRITTEN.plus(age);
        let (turn, outcome) = settled(9, Err(failure.clone()), now).await;
        let expected = match failure {
            Unreachable(_) => Turn::Stuck,
            Deferred(_) | Refused(_) => Turn::Failed,
        };
        assert_eq!(turn, expected);
        match outcome {
            Outcome::GivenUp { at, reason, event } => {
                assert!(is_given_up, "{failure} after {age:?}");
                assert_eq!((at, reason), (now, failure.to_string()));
                assert_eq!(event.kind, EventKind::MailGivenUp);
                assert_eq!(event.subject.as_deref(), Some("ada@example.com"));
            }
            other => assert!(!is_given_up, "{failure} after {age:?}: {other:?}"),
        }
    }
}
