use kernel::audit::EventActor;
use kernel::{AuditEvent, MockClock};

use super::*;
use crate::audit_log::MockAuditEvents;

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn acme() -> TenantId {
    "acme".parse().unwrap()
}

fn statistics(reports: MockSignInReports, events: MockAuditEvents) -> SignInStatistics {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    SignInStatistics {
        reports: Arc::new(reports),
        events: Arc::new(events),
        clock: Arc::new(clock),
    }
}

/// A log of nothing but refusals, `count` of them for this reason.
fn refused(count: u32, reason: &'static str) -> MockAuditEvents {
    let mut events = MockAuditEvents::new();
    events
        .expect_read()
        .returning(move |tenant, filter, EventWindow { behind, limit, .. }| {
            assert_eq!(filter.kinds, Some(vec![EventKind::SignInRefused]));
            let (kind, actor) = (EventKind::SignInRefused, EventActor::Anonymous);
            let event = AuditEvent::new(tenant.clone(), NOW, kind, actor).with("reason", reason);
            let left = count - behind.map_or(0, |place| place.given);
            Ok(vec![event; left.min(limit) as usize])
        });
    events
}

#[tokio::test]
async fn nothing_is_read_for_whoever_may_not_or_asks_for_no_time() {
    let statistics = statistics(MockSignInReports::new(), MockAuditEvents::new());
    let stranger = Actor {
        who: kernel::access::Who::Program(kernel::access::Program {
            key_id: "key".to_owned(),
            tenant_id: acme(),
            scopes: vec![Permission::ManageUsers],
            owner: None,
        }),
        address: None,
    };
    let denied = statistics.quality(&stranger, &acme(), None, None).await;
    let scope = Denied::KeyScope(Permission::ReadTenant);
    assert_eq!(denied, Err(SignInQualityError::Denied(scope)));
    let operator = Actor::operator();
    for (from, until) in [(Some(NOW), None), (Some(NOW), Some(NOW))] {
        let none = statistics.quality(&operator, &acme(), from, until).await;
        assert_eq!(none, Err(SignInQualityError::NoTime));
    }
}

#[tokio::test]
async fn the_last_week_is_counted() {
    let rates = vec![(ErrorRate::of(16, 255).unwrap(), 3)];
    let (mut reports, reported) = (MockSignInReports::new(), rates.clone());
    let week = NOW.minus(USUAL);
    reports
        .expect_error_rates()
        .withf(move |tenant, from, until| *tenant == acme() && (*from, *until) == (week, NOW))
        .returning(move |_, _, _| Ok(reported.clone()));
    let statistics = statistics(reports, refused(1200, "the proof does not hold"));
    let quality = statistics
        .quality(&Actor::operator(), &acme(), None, None)
        .await;
    let refusals = BTreeMap::from([("the proof does not hold".to_owned(), 1200)]);
    let expected = SignInQuality {
        from: week,
        until: NOW,
        error_rates: rates,
        refusals,
        is_complete: true,
    };
    assert_eq!(quality, Ok(expected));
}

#[tokio::test]
async fn more_refusals_than_can_be_looked_at_are_said_to_be_more() {
    let mut reports = MockSignInReports::new();
    reports
        .expect_error_rates()
        .returning(|_, _, _| Ok(Vec::new()));
    let statistics = statistics(reports, refused(30_000, "no such challenge"));
    let quality = statistics
        .quality(&Actor::operator(), &acme(), None, None)
        .await
        .unwrap();
    assert!(!quality.is_complete);
    assert_eq!(quality.refusals["no such challenge"], REFUSALS as u64);
}
