//! [`LogoutNotices`](oidc::LogoutNotices).

use std::collections::BTreeSet;

use identity::{Session, SessionStart};
use kernel::audit::EventKind;
use kernel::{ClientId, Timestamp};
use oidc::{LogoutNotice, NoticeOutcome};

use super::{Harness, World};
use crate::sample;

/// The end of a session leaves a notice for each client that took part and wants to know; each is leased to one
/// worker at a time, and settled once.
pub async fn logout_notices(harness: &dyn Harness) {
    are_left_by_an_end(&World::of(harness, "notices").await).await;
    are_left_for_who_has_an_id_token_alone(&World::of(harness, "notices-identified").await).await;
    are_left_when_another_takes_its_place(&World::of(harness, "notices-replaced").await).await;
    come_back_when_their_lease_ends(&World::of(harness, "notices-lease").await).await;
    belong_to_the_latest_attempt(&World::of(harness, "notices-late").await).await;
    are_raced(&World::of(harness, "notices-raced").await).await;
}

impl World<'_> {
    /// A session in which the tenant's client and one that wants to know, `told`, have been granted something,
    /// the latter twice.
    async fn session_of_two(&self) -> Session {
        let session = self.signed_in().await;
        self.granted(&session, "openid").await;
        let mut told = self.client.clone();
        told.registration.client_id = "told".parse().unwrap();
        told.registration.client_logout_uri = Some("https://told.example/out".to_owned());
        let event = self.event(EventKind::ClientCreated);
        // It is there from an earlier session, if not from this one.
        self.ports()
            .relying_parties
            .register(&told, &event)
            .await
            .unwrap();
        for scope in ["openid", "openid offline_access"] {
            self.granted_to(&told, &session, scope).await;
        }
        session
    }

    async fn end(&self, session: &Session) -> bool {
        let event = self.event(EventKind::SessionEnded);
        let (tenant, session) = (&self.tenant, &session.session_id);
        self.ports()
            .sessions
            .end(tenant, session, &event)
            .await
            .unwrap()
    }

    async fn lease(&self, now: Timestamp, until: Timestamp) -> Option<LogoutNotice> {
        self.ports().logout_notices.lease(now, until).await.unwrap()
    }

    async fn settle(&self, notice: &LogoutNotice, outcome: &NoticeOutcome) -> bool {
        let (id, attempt) = (notice.id, notice.attempts);
        let notices = &self.ports().logout_notices;
        notices.settle(id, attempt, outcome).await.unwrap()
    }

    fn given_up(&self) -> NoticeOutcome {
        NoticeOutcome::GivenUp {
            event: self.event(EventKind::LogoutNoticeGivenUp),
        }
    }

    /// The one notice that there is, after it has been brought.
    async fn only_notice(&self) -> LogoutNotice {
        let notice = self
            .lease(self.later(1_000), self.later(2_000))
            .await
            .unwrap();
        assert_eq!(self.lease(self.later(1_000), self.later(2_000)).await, None);
        assert!(self.settle(&notice, &NoticeOutcome::Brought).await);
        notice
    }
}

async fn are_left_by_an_end(world: &World<'_>) {
    let session = world.session_of_two().await;
    assert_eq!(world.lease(world.later(9), world.later(60)).await, None);
    assert!(world.end(&session).await);
    assert!(!world.end(&session).await);
    let notice = world.only_notice().await;
    let told: ClientId = "told".parse().unwrap();
    assert_eq!(
        (&notice.tenant_id, &notice.client_id, &notice.user_id),
        (&world.tenant, &told, &world.ada.user_id)
    );
    assert_eq!(notice.session_id, session.session_id);
    assert_eq!((notice.ended_at, notice.attempts), (world.now, 1));
}

async fn are_left_for_who_has_an_id_token_alone(world: &World<'_>) {
    let session = world.session_of_two().await;
    let mut other = world.client.clone();
    other.registration.client_id = "identified".parse().unwrap();
    other.registration.client_logout_uri = Some("https://identified.example/out".to_owned());
    let event = world.event(EventKind::ClientCreated);
    let clients = &world.ports().relying_parties;
    assert!(clients.register(&other, &event).await.unwrap());
    let identify = async || {
        let code = sample::code(&other, &session, world.random());
        let grant = sample::grant(&code, world.random());
        let event = world.event(EventKind::IdTokenIssued);
        let requests = &world.ports().authorization_requests;
        requests.identify(None, &grant, &event).await.unwrap()
    };
    assert!(identify().await);
    assert!(identify().await);
    assert!(world.end(&session).await);
    let mut told = Vec::new();
    while let Some(notice) = world.lease(world.now, world.later(60)).await {
        assert!(world.settle(&notice, &NoticeOutcome::Brought).await);
        told.push(notice.client_id.to_string());
    }
    told.sort_unstable();
    assert_eq!(told, ["identified", "told"]);
    // Nobody takes part in a session that has ended, and would not be told.
    assert!(!identify().await);
    assert_eq!(world.recorded(EventKind::IdTokenIssued).await, 2);
}

async fn are_left_when_another_takes_its_place(world: &World<'_>) {
    let first = world.session_of_two().await;
    let second = sample::session(&world.ada, world.later(1), world.random());
    let nonce = sample::nonce(&world.ada, world.later(1), world.random());
    world.issue(&nonce).await;
    let start = SessionStart {
        session: &second,
        nonce: &nonce.token,
        device: &world.device(),
        browser: sample::browser_change(world.random()),
        replaces: Some(first.token),
    };
    let event = world.event(EventKind::SessionStarted);
    assert!(world.ports().sessions.start(start, &event).await.unwrap());
    assert_eq!(world.only_notice().await.session_id, first.session_id);
}

async fn come_back_when_their_lease_ends(world: &World<'_>) {
    let session = world.session_of_two().await;
    assert!(world.end(&session).await);
    let first = world.lease(world.now, world.later(60)).await.unwrap();
    assert_eq!(world.lease(world.later(59), world.later(99)).await, None);
    let second = world.lease(world.later(60), world.later(99)).await.unwrap();
    assert_eq!((second.id, second.attempts), (first.id, 2));
    let until = world.later(70);
    assert!(
        world
            .settle(&second, &NoticeOutcome::Postponed { until })
            .await
    );
    assert_eq!(world.lease(world.later(69), world.later(99)).await, None);
    let third = world.lease(until, world.later(99)).await.unwrap();
    assert_eq!((third.id, third.attempts), (first.id, 3));

    assert!(world.settle(&third, &world.given_up()).await);
    assert!(!world.settle(&third, &NoticeOutcome::Brought).await);
    assert_eq!(
        world.lease(world.later(999), world.later(1_000)).await,
        None
    );
    assert_eq!(world.recorded(EventKind::LogoutNoticeGivenUp).await, 1);
}

async fn belong_to_the_latest_attempt(world: &World<'_>) {
    let session = world.session_of_two().await;
    assert!(world.end(&session).await);
    let late = world.lease(world.now, world.later(60)).await.unwrap();
    let current = world
        .lease(world.later(60), world.later(120))
        .await
        .unwrap();
    let postponed = NoticeOutcome::Postponed { until: world.now };
    for outcome in [&postponed, &world.given_up()] {
        assert!(!world.settle(&late, outcome).await, "{outcome:?}");
    }
    assert_eq!(world.recorded(EventKind::LogoutNoticeGivenUp).await, 0);
    assert_eq!(world.lease(world.later(119), world.later(200)).await, None);
    // What was brought was brought, whoever has the notice now.
    assert!(world.settle(&late, &NoticeOutcome::Brought).await);
    assert!(!world.settle(&current, &postponed).await);
}

async fn are_raced(world: &World<'_>) {
    const SESSIONS: usize = 40;
    for _ in 0..SESSIONS {
        let session = world.session_of_two().await;
        assert!(world.end(&session).await);
    }
    let (now, until) = (world.now, world.later(60));
    let taken = world.race(move |ports, _| async move {
        let mut taken = Vec::new();
        while let Some(leased) = ports.logout_notices.lease(now, until).await.unwrap() {
            taken.push(leased.id);
        }
        taken
    });
    let taken: Vec<i64> = taken.await.into_iter().flatten().collect();
    assert_eq!(taken.len(), SESSIONS, "every notice once");
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), SESSIONS);
}
