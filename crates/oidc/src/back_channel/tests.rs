use kernel::ClientId;
use serde_json::{Value, json};
use tenancy::{MockOutbound, MockRelyingParties, OutboundError};

use super::*;
use crate::fixture::notice::{Kept, answering, keyrings, persists, status, too_large};
use crate::fixture::{self, CountingRandom, ISSUER, ManualClock, NOW};
use crate::foreign_keys;
use crate::keyring::InvalidJwt;

const HOUR: i64 = 3600;
const LOGOUT_URI: &str = "https://app.example/logged-out";

/// What the client `id` of the tenant is told, and how that is recorded.
struct World {
    back_channel: BackChannelLogout,
    clock: Arc<ManualClock>,
    settled: Kept<NoticeOutcome>,
}

fn notice(client: &str) -> LogoutNotice {
    LogoutNotice {
        id: 7,
        tenant_id: fixture::tenant().id,
        client_id: client.parse().unwrap(),
        user_id: fixture::account().user_id,
        session_id: identity::SessionId::from_stored("session-1"),
        ended_at: NOW,
        attempts: 3,
    }
}

fn clients() -> MockRelyingParties {
    let mut clients = MockRelyingParties::new();
    clients.expect_find().returning(|_, id: &ClientId| {
        let mut client = fixture::client(id.as_str(), tenancy::ClientType::Confidential);
        client.registration.client_logout_uri = Some(LOGOUT_URI.to_owned());
        match id.as_str() {
            "gone" => return Ok(None),
            "silent" => client.registration.client_logout_uri = None,
            "pairwise" => client.registration.subject_type = tenancy::SubjectType::Pairwise,
            "rsa" => client.registration.sing_alg = tenancy::SigningAlgorithm::Rs256,
            _ => {}
        }
        Ok(Some(Arc::new(client)))
    });
    clients
}

impl World {
    fn of(client: &'static str, outbound: MockOutbound) -> Self {
        let settled = Kept::default();
        let mut notices = MockLogoutNotices::new();
        notices
            .expect_lease()
            .withf(|now, until| until.since(*now) == LEASE)
            .returning(move |_, _| Ok(Some(notice(client))));
        let kept = settled.clone();
        notices
            .expect_settle()
            .withf(|id, attempt, _| (*id, *attempt) == (7, 3))
            .returning(move |_, _, outcome| {
                kept.lock().unwrap().push(outcome.clone());
                Ok(true)
            });
        let clock = Arc::new(ManualClock::at(NOW));
        let back_channel = BackChannelLogout {
            public_url: "https://id.example".parse().unwrap(),
            notices: Arc::new(notices),
            clients: Arc::new(clients()),
            keyrings: keyrings(&clock),
            subjects: Subjects::new(kernel::MacKey::from_bytes([5; 32])),
            outbound: Arc::new(outbound),
            clock: clock.clone(),
            random: Arc::new(CountingRandom::default()),
        };
        Self {
            back_channel,
            clock,
            settled,
        }
    }

    async fn notify(&self) -> (Turn, NoticeOutcome) {
        let turn = self.back_channel.notify_next().await.unwrap();
        (turn, self.settled.lock().unwrap().pop().unwrap())
    }
}

#[tokio::test]
async fn a_client_gets_a_logout_token_that_is_no_other_token() {
    for (client, algorithm) in [("app", "EdDSA"), ("rsa", "RS256"), ("pairwise", "EdDSA")] {
        let (outbound, sent) = answering(Err(too_large(200)));
        let world = World::of(client, outbound);
        let (turn, outcome) = world.notify().await;
        assert_eq!(turn, Turn::Done);
        assert!(matches!(outcome, NoticeOutcome::Brought));

        let request = sent.lock().unwrap().pop().unwrap();
        assert_eq!(request.url.as_str(), LOGOUT_URI);
        let OutboundMethod::PostForm(form) = request.method else {
            panic!("a logout token is posted");
        };
        let [(name, token)] = form.as_slice() else {
            panic!("one field: {form:?}");
        };
        assert_eq!(name, "logout_token");
        assert_eq!(foreign_keys::header(token).unwrap().alg, algorithm);
        let keyring = fixture::keyring();
        let mut claims: Value = keyring.verify(TokenType::Logout, token).unwrap();
        let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
        assert_eq!(jti.as_str().unwrap().len(), 43);
        let sub = match client {
            "pairwise" => {
                let user = fixture::account().user_id;
                let mut party = fixture::client(client, tenancy::ClientType::Confidential);
                party.registration.subject_type = tenancy::SubjectType::Pairwise;
                let sub = world.back_channel.subjects.of(&party, &user);
                sub.as_str().to_owned()
            }
            _ => "ada-1".to_owned(),
        };
        assert_eq!(
            claims,
            json!({
                "iss": ISSUER,
                "sub": sub,
                "aud": client,
                "iat": NOW.seconds(),
                "exp": NOW.seconds() + 120,
                "sid": "session-1",
                "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            })
        );
        for other in [TokenType::Id, TokenType::Access] {
            let taken: Result<Value, InvalidJwt> = keyring.verify(other, token);
            assert!(taken.is_err(), "{other:?}");
        }
    }
}

#[tokio::test]
async fn nobody_is_told_who_is_gone_or_does_not_want_to_know() {
    for client in ["gone", "silent"] {
        let world = World::of(client, MockOutbound::new());
        let (turn, outcome) = world.notify().await;
        assert_eq!(turn, Turn::Done);
        assert!(matches!(outcome, NoticeOutcome::Brought), "{client}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_take_it_is_told_again_until_patience_ends() {
    for (answered, patience) in [
        (400, HOUR),
        (302, HOUR),
        (404, HOUR),
        (429, 24 * HOUR),
        (503, 24 * HOUR),
    ] {
        // However long the page is that says what is wrong.
        for answer in [Ok(status(answered)), Err(too_large(answered))] {
            let world = World::of("app", answering(answer).0);
            let event = persists(&world.clock, patience, async || world.notify().await).await;
            assert_eq!(event.kind, EventKind::LogoutNoticeGivenUp, "{answered}");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_not_asked_is_tried_for_a_day() {
    let private = OutboundError::Refused("10.0.0.1 is private".to_owned());
    let (outbound, _) = answering(Err(private));
    let world = World::of("app", outbound);
    persists(&world.clock, 24 * HOUR, async || world.notify().await).await;
}

#[tokio::test]
async fn without_a_notice_nothing_is_done() {
    let world = World::of("app", MockOutbound::new());
    let mut notices = MockLogoutNotices::new();
    notices.expect_lease().returning(|_, _| Ok(None));
    let back_channel = BackChannelLogout {
        notices: Arc::new(notices),
        ..world.back_channel
    };
    assert_eq!(back_channel.notify_next().await.unwrap(), Turn::Nothing);
}
