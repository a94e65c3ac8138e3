use kernel::SecurityEvent;
use serde_json::{Value, json};
use tenancy::{MockOutbound, MockTenants, SigningAlgorithm};

use super::*;
use crate::fixture::notice::{Kept, answering, keyrings, persists, status};
use crate::fixture::{self, CountingRandom, ISSUER, ManualClock, NOW};
use crate::foreign_keys;

const RECEIVER: &str = "https://hr.example/events";
const HOUR: i64 = 3600;

/// What the tenant's receiver is told, and how that is recorded.
struct World {
    delivery: SecurityEventDelivery,
    clock: Arc<ManualClock>,
    settled: Kept<NoticeOutcome>,
}

fn object(value: &Value) -> serde_json::Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn leased() -> LeasedEvent {
    let subject = object(&json!({ "format": "scim", "uri": "/Users/b1" }));
    let random = CountingRandom::default();
    let events = object(&json!({ "urn:example:removed": {} }));
    LeasedEvent {
        id: 7,
        event: SecurityEvent::new(fixture::tenant().id, subject, events, NOW, &random),
        attempts: 3,
    }
}

impl World {
    fn of(receiver: Option<SigningAlgorithm>, outbound: MockOutbound) -> Self {
        let settled = Kept::default();
        let mut events = MockSecurityEvents::new();
        events
            .expect_lease()
            .withf(|now, until| until.since(*now) == LEASE)
            .returning(|_, _| Ok(Some(leased())));
        let kept = settled.clone();
        events
            .expect_settle()
            .withf(|settled, _| *settled == leased())
            .returning(move |_, outcome| {
                kept.lock().unwrap().push(outcome.clone());
                Ok(true)
            });
        let mut tenants = MockTenants::new();
        tenants.expect_find().returning(move |_| {
            let mut tenant = fixture::tenant();
            tenant.settings.provisioning_events = receiver.map(|sing_alg| EventReceiver {
                url: RECEIVER.to_owned(),
                sing_alg,
            });
            Ok(Some(Arc::new(tenant)))
        });
        let clock = Arc::new(ManualClock::at(NOW));
        let delivery = SecurityEventDelivery {
            public_url: "https://id.example".parse().unwrap(),
            events: Arc::new(events),
            tenants: Arc::new(tenants),
            keyrings: keyrings(&clock),
            outbound: Arc::new(outbound),
            clock: clock.clone(),
            random: Arc::new(CountingRandom::default()),
        };
        Self {
            delivery,
            clock,
            settled,
        }
    }

    async fn deliver(&self) -> (Turn, NoticeOutcome) {
        let turn = self.delivery.deliver_next().await.unwrap();
        (turn, self.settled.lock().unwrap().pop().unwrap())
    }
}

#[tokio::test]
async fn a_receiver_gets_a_signed_event_that_is_no_other_token() {
    for algorithm in [SigningAlgorithm::EdDsa, SigningAlgorithm::Rs256] {
        let (outbound, sent) = answering(Ok(status(202)));
        let world = World::of(Some(algorithm), outbound);
        let (turn, outcome) = world.deliver().await;
        assert_eq!(turn, Turn::Done);
        assert!(matches!(outcome, NoticeOutcome::Brought));
        // Brought once more, it is the same.
        world.clock.advance(60);
        world.deliver().await;

        let requests = sent.lock().unwrap();
        assert_eq!(requests[0], requests[1]);
        assert_eq!(requests[0].url.as_str(), RECEIVER);
        let OutboundMethod::PostText {
            content_type,
            accept,
            text,
        } = &requests[0].method
        else {
            panic!("a security event is posted");
        };
        assert_eq!(*content_type, "application/secevent+jwt");
        assert_eq!(*accept, "application/json");
        let header = foreign_keys::header(text).unwrap();
        assert_eq!(header.alg, algorithm.as_str());
        let keyring = fixture::keyring();
        let claims: Value = keyring.verify(TokenType::SecurityEvent, text).unwrap();
        assert_eq!(
            claims,
            json!({
                "iss": ISSUER,
                "iat": NOW.seconds(),
                "jti": leased().event.key,
                "aud": RECEIVER,
                "sub_id": { "format": "scim", "uri": "/Users/b1" },
                "events": { "urn:example:removed": {} },
            })
        );
        for other in [TokenType::Id, TokenType::Access, TokenType::Logout] {
            let taken: Result<Value, _> = keyring.verify(other, text);
            assert!(taken.is_err(), "{other:?}");
        }
    }
}

#[tokio::test]
async fn a_tenant_without_a_receiver_tells_nobody() {
    let world = World::of(None, MockOutbound::new());
    let (turn, outcome) = world.deliver().await;
    assert_eq!(turn, Turn::Done);
    assert!(matches!(outcome, NoticeOutcome::Brought));
}

#[tokio::test]
async fn a_receiver_that_does_not_take_it_is_told_again_until_patience_ends() {
    for (answered, patience) in [
        (400, HOUR),
        (404, HOUR),
        (302, HOUR),
        (429, 72 * HOUR),
        (503, 72 * HOUR),
    ] {
        let (outbound, _) = answering(Ok(status(answered)));
        let world = World::of(Some(SigningAlgorithm::EdDsa), outbound);
        let event = persists(&world.clock, patience, async || world.deliver().await).await;
        assert_eq!(event.kind, EventKind::SecurityEventGivenUp, "{answered}");
        assert_eq!(event.detail["subject"]["uri"], "/Users/b1");
    }
}

#[tokio::test]
async fn an_event_of_a_closed_tenant_waits_until_patience_ends() {
    let mut tenants = MockTenants::new();
    tenants.expect_find().returning(|_| Ok(None));
    let mut world = World::of(Some(SigningAlgorithm::EdDsa), MockOutbound::new());
    world.delivery.tenants = Arc::new(tenants);
    let event = persists(&world.clock, 72 * HOUR, async || world.deliver().await).await;
    assert_eq!(event.kind, EventKind::SecurityEventGivenUp);
    assert_eq!(event.detail["reason"], "its tenant is closed");
}

#[tokio::test]
async fn without_an_event_nothing_is_done() {
    let mut events = MockSecurityEvents::new();
    events.expect_lease().returning(|_, _| Ok(None));
    let world = World::of(None, MockOutbound::new());
    let delivery = SecurityEventDelivery {
        events: Arc::new(events),
        ..world.delivery
    };
    assert_eq!(delivery.deliver_next().await.unwrap(), Turn::Nothing);
}
