use std::sync::Arc;

use kernel::audit::{EventActor, EventKind, EventOutcome};
use kernel::{Actor, AuditEvent, Denied, MockClock, Refusal, TenantId, Timestamp};

use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn acme() -> TenantId {
    "acme".parse().unwrap()
}

fn log(events: MockAuditEvents) -> AuditLog {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    AuditLog {
        events: Arc::new(events),
        clock: Arc::new(clock),
    }
}

/// A key of `tenant` for these scopes.
fn program(tenant: &str, scopes: &[Permission]) -> Actor {
    let program = kernel::access::Program {
        key_id: "key".to_owned(),
        tenant_id: tenant.parse().unwrap(),
        scopes: scopes.to_vec(),
        owner: None,
    };
    Actor {
        who: kernel::access::Who::Program(program),
        address: None,
    }
}

const WINDOW: EventWindow = EventWindow {
    is_descending: true,
    behind: None,
    limit: 10,
};

#[tokio::test]
async fn nothing_is_read_for_whoever_may_not() {
    let log = log(MockAuditEvents::new());
    let (acme, all) = (acme(), EventQuery::default());
    let users = [Permission::ManageUsers];
    let reader = [Permission::ReadTenant];
    for (actor, denied) in [
        (
            program("acme", &users),
            Denied::KeyScope(Permission::ReadTenant),
        ),
        (program("other", &reader), Denied::NotFound),
    ] {
        let refused = Refusal::Denied(denied);
        let listed = log.list(&actor, &acme, &all, WINDOW).await;
        assert_eq!(listed.unwrap_err(), refused);
        let exported = log.export(&actor, &acme, &all, 10);
        assert_eq!(exported.err(), Some(refused));
    }
}

#[tokio::test]
async fn kind_and_outcome_leave_what_has_both() {
    let (refused, started) = (EventKind::SignInRefused, EventKind::SessionStarted);
    for (kind, outcome, expected) in [
        (None, None, None),
        (Some(started), None, Some(vec![started])),
        (
            Some(refused),
            Some(EventOutcome::Failure),
            Some(vec![refused]),
        ),
        (Some(refused), Some(EventOutcome::Success), Some(Vec::new())),
    ] {
        let mut events = MockAuditEvents::new();
        events
            .expect_read()
            .withf(move |_, filter, _| filter.kinds == expected)
            .once()
            .returning(|_, _, _| Ok(Vec::new()));
        let query = EventQuery {
            kind,
            outcome,
            ..EventQuery::default()
        };
        let reader = program("acme", &[Permission::ReadTenant]);
        let listed = log(events).list(&reader, &acme(), &query, WINDOW).await;
        let nothing = EventPage {
            events: Vec::new(),
            next: None,
        };
        assert_eq!(listed, Ok(nothing));
    }
    let failures = EventQuery {
        outcome: Some(EventOutcome::Failure),
        ..EventQuery::default()
    };
    let kinds = failures.filter().kinds.unwrap();
    assert!(kinds.contains(&refused) && !kinds.contains(&started));
}

/// A log of so many events, all of one moment.
fn of_one_moment(count: u32) -> MockAuditEvents {
    let mut events = MockAuditEvents::new();
    events
        .expect_read()
        .returning(move |tenant, _, EventWindow { behind, limit, .. }| {
            let (kind, actor) = (EventKind::SessionStarted, EventActor::System);
            let event = AuditEvent::new(tenant.clone(), NOW, kind, actor);
            let left = count - behind.map_or(0, |place| place.given);
            Ok(vec![event; left.min(limit) as usize])
        });
    events
}

#[tokio::test]
async fn a_page_says_where_the_next_one_begins_if_there_is_one() {
    let log = log(of_one_moment(25));
    let (mut behind, mut pages) = (None, Vec::new());
    loop {
        let window = EventWindow { behind, ..WINDOW };
        let all = EventQuery::default();
        let page = log.list(&Actor::operator(), &acme(), &all, window).await;
        let page = page.unwrap();
        pages.push(page.events.len());
        behind = page.next;
        if behind.is_none() {
            break;
        }
    }
    assert_eq!(pages, [10, 10, 5]);
}

#[tokio::test]
async fn an_export_goes_on_behind_what_it_gave_until_its_limit() {
    let log = log(of_one_moment(1_300));
    for (limit, expected) in [(1_200, [500, 500, 200, 0]), (u64::MAX, [500, 500, 300, 0])] {
        let all = EventQuery::default();
        let export = log.export(&Actor::operator(), &acme(), &all, limit);
        let mut export = export.unwrap();
        let mut pieces = Vec::new();
        for _ in 0..4 {
            pieces.push(export.next().await.unwrap().len());
        }
        assert_eq!(pieces, expected);
    }
}

#[tokio::test]
async fn an_export_ends_at_the_moment_it_began() {
    for (until, expected) in [
        (None, NOW),
        (Some(2_000_000_000), NOW),
        (Some(1), Timestamp::from_seconds(1)),
    ] {
        let mut events = MockAuditEvents::new();
        events
            .expect_read()
            .withf(move |_, filter, _| filter.until == Some(expected))
            .once()
            .returning(|_, _, _| Ok(Vec::new()));
        let query = EventQuery {
            until: until.map(Timestamp::from_seconds),
            ..EventQuery::default()
        };
        let log = log(events);
        let export = log.export(&Actor::operator(), &acme(), &query, 10);
        assert_eq!(export.unwrap().next().await, Ok(Vec::new()));
    }
}
