//! The audit log is read by time, filter and page, and each tenant's alone.

use identity::audit_log::{EventFilter, EventPlace, EventWindow};
use kernel::AuditEvent;
use kernel::audit::{EventActor, EventKind};
use oidc::{Consent, Scope};

use super::{Harness, World};

/// More events than there are.
const WHOLE: EventWindow = EventWindow {
    is_descending: false,
    behind: None,
    limit: 500,
};

/// A log is read piece by piece, filtered, and without those of others.
pub async fn audit_events(harness: &dyn Harness) {
    let world = World::of(harness, "audit-events").await;
    let all = world.write_log().await;
    is_read_in_pieces(&world, &all).await;
    is_filtered(&world, &all).await;
    goes_on_while_it_grows(&world).await;
    is_the_tenants_alone(&world).await;
}

impl World<'_> {
    async fn log(&self, filter: &EventFilter, window: EventWindow) -> Vec<AuditEvent> {
        let events = &self.ports().audit_events;
        events.read(&self.tenant, filter, window).await.unwrap()
    }

    /// Two dozen events of several kinds, hands and subjects, two in each second. Gives the whole
    /// log, the oldest first.
    async fn write_log(&self) -> Vec<AuditEvent> {
        let mut all = self.log(&EventFilter::default(), WHOLE).await;
        for number in 0..24_u64 {
            let actor = match number % 3 {
                0 => self.ada_herself(),
                1 => EventActor::Anonymous,
                _ => EventActor::Client("app".to_owned()),
            };
            let subject = if number % 2 == 0 { "even" } else { "odd" };
            all.push(self.give_consent(1 + number / 2, actor, subject).await);
        }
        all
    }

    /// An event that many seconds from now: of anybody else's hand consent is given, of nobody's a sign-in refused.
    async fn give_consent(&self, seconds: u64, actor: EventActor, subject: &str) -> AuditEvent {
        let kind = match actor {
            EventActor::Anonymous => EventKind::SignInRefused,
            _ => EventKind::ConsentGiven,
        };
        let at = self.later(seconds);
        let event = AuditEvent::new(self.tenant.clone(), at, kind, actor).about(subject);
        let consent = Consent {
            tenant_id: self.tenant.clone(),
            user_id: self.ada.user_id.clone(),
            client_id: self.client.id().clone(),
            scope: Scope::parse("openid").unwrap(),
            given_at: self.now,
        };
        self.ports().consents.give(&consent, &event).await.unwrap();
        event
    }

    fn ada_herself(&self) -> EventActor {
        EventActor::User(self.ada.user_id.clone())
    }
}

async fn is_read_in_pieces(world: &World<'_>, all: &[AuditEvent]) {
    for (is_descending, limit) in [(false, 1), (false, 7), (true, 1), (true, 7), (true, 100)] {
        let (mut read, mut behind) = (Vec::new(), None);
        loop {
            let window = EventWindow {
                is_descending,
                behind,
                limit,
            };
            let piece = world.log(&EventFilter::default(), window).await;
            if piece.is_empty() {
                break;
            }
            assert!(piece.len() <= limit as usize);
            behind = EventPlace::behind(behind, &piece);
            read.extend(piece);
        }
        if is_descending {
            read.reverse();
        }
        assert_eq!(read, all, "{is_descending} {limit}");
    }
}

/// Events that are stored while somebody reads shift none of the others.
async fn goes_on_while_it_grows(world: &World<'_>) {
    let all = world.log(&EventFilter::default(), WHOLE).await;
    for is_descending in [false, true] {
        let first = EventWindow {
            is_descending,
            behind: None,
            limit: 5,
        };
        let mut read = world.log(&EventFilter::default(), first).await;
        world.give_consent(100, EventActor::System, "later").await;
        let rest = EventWindow {
            behind: EventPlace::behind(None, &read),
            limit: 500,
            ..first
        };
        read.extend(world.log(&EventFilter::default(), rest).await);
        if is_descending {
            read.reverse();
        }
        assert_eq!(read[..all.len()], all, "{is_descending}");
    }
}

async fn is_filtered(world: &World<'_>, all: &[AuditEvent]) {
    let (from, until) = (Some(world.later(3)), Some(world.later(6)));
    let given = || Some(vec![EventKind::ConsentGiven]);
    let refused = vec![EventKind::SignInRefused, EventKind::SignInBlocked];
    let client = || Some(EventActor::Client("app".to_owned()));
    let even = || Some("even".to_owned());
    let none = EventFilter::default;
    // With how many events each leaves.
    for (filter, expected) in [
        (EventFilter { from, ..none() }, 20),
        (EventFilter { until, ..none() }, all.len() - 14),
        (
            EventFilter {
                from,
                until,
                ..none()
            },
            6,
        ),
        (
            EventFilter {
                kinds: given(),
                ..none()
            },
            16,
        ),
        (
            EventFilter {
                kinds: Some(refused),
                ..none()
            },
            8,
        ),
        (
            EventFilter {
                kinds: Some(Vec::new()),
                ..none()
            },
            0,
        ),
        (
            EventFilter {
                actor: Some(world.ada_herself()),
                ..none()
            },
            8,
        ),
        (
            EventFilter {
                actor: client(),
                ..none()
            },
            8,
        ),
        (
            EventFilter {
                subject: even(),
                ..none()
            },
            12,
        ),
        (
            EventFilter {
                subject: Some("eve".to_owned()),
                ..none()
            },
            0,
        ),
        (
            EventFilter {
                from,
                until,
                kinds: given(),
                actor: client(),
                subject: even(),
            },
            1,
        ),
    ] {
        let found = world.log(&filter, WHOLE).await;
        assert_eq!(found.len(), expected, "{filter:?}");
        // They are some of all, in the same order.
        let mut all = all.iter();
        let is_next = |event: &AuditEvent| all.any(|other| other == event);
        assert!(found.iter().all(is_next), "{filter:?}");
    }
}

async fn is_the_tenants_alone(world: &World<'_>) {
    let (events, none) = (&world.ports().audit_events, EventFilter::default());
    let others = events.read(&world.other, &none, WHOLE).await.unwrap();
    assert!(others.iter().all(|event| event.tenant_id == world.other));
    // It was created, and a client in it.
    assert_eq!(others.len(), 2);
}
