//! [`SecurityEvents`](oidc::SecurityEvents).

use std::collections::BTreeSet;

use kernel::audit::EventKind;
use kernel::{SecurityEvent, TenantId, Timestamp};
use oidc::{LeasedEvent, NoticeOutcome};
use provisioning::{Consequences, Group, GroupEntry, Outcome, Report, Revision, UserEntry};
use serde_json::json;

use super::provisioned_users::provisioner;
use super::{Harness, World};
use crate::sample;

/// What provisioning changes is told in its order, each event to one worker at a time, and a tenant whose
/// receiver is away keeps no other waiting.
pub async fn security_events(harness: &dyn Harness) {
    are_stored_with_what_they_report(&World::of(harness, "events").await).await;
    are_told_in_order(&World::of(harness, "events-order").await).await;
    keep_only_their_own_tenant_waiting(&World::of(harness, "events-apart").await).await;
    belong_to_the_latest_attempt(&World::of(harness, "events-late").await).await;
    are_raced(&World::of(harness, "events-raced").await).await;
}

impl World<'_> {
    fn told_of(&self, tenant: &TenantId, path: &str) -> SecurityEvent {
        let subject = json!({ "format": "scim", "uri": path });
        let subject = subject.as_object().unwrap().clone();
        let events = json!({ "urn:example:changed": { "attributes": ["title"] } });
        let events = events.as_object().unwrap().clone();
        SecurityEvent::new(tenant.clone(), subject, events, self.now, self.random())
    }

    fn reported(&self, told: &SecurityEvent, kind: EventKind) -> Report {
        Report {
            event: sample::event(&told.tenant_id, kind, self.now),
            told: Some(told.clone()),
        }
    }

    /// Has a group made in a tenant, which is told.
    async fn tell(&self, tenant: &TenantId, name: &str) -> SecurityEvent {
        let told = self.told_of(tenant, &format!("/Groups/{name}"));
        let report = self.reported(&told, EventKind::GroupCreated);
        let group = self.crew(tenant, name);
        let provisioner = provisioner("own", tenant);
        let entry = GroupEntry {
            provisioner: &provisioner,
            group: &group,
            external_id: None,
            added: &[],
            removed: &[],
        };
        let groups = &self.ports().group_store;
        let outcome = groups.create_group(entry, &report).await.unwrap();
        assert_eq!(outcome, Outcome::Done);
        told
    }

    fn crew(&self, tenant: &TenantId, name: &str) -> Group {
        Group {
            tenant_id: tenant.clone(),
            ..self.group(name, &[]).group
        }
    }

    async fn version_of(&self, group: &str) -> Revision {
        let (groups, own) = (&self.ports().group_store, self.own());
        let found = groups.find_group(&self.tenant, &own, group, false).await;
        found.unwrap().unwrap().revision
    }

    async fn lease_event(&self, now: Timestamp, until: Timestamp) -> Option<LeasedEvent> {
        let events = &self.ports().security_events;
        events.lease(now, until).await.unwrap()
    }

    async fn settle_event(&self, leased: &LeasedEvent, outcome: &NoticeOutcome) -> bool {
        let events = &self.ports().security_events;
        events.settle(leased, outcome).await.unwrap()
    }

    fn event_given_up(&self) -> NoticeOutcome {
        NoticeOutcome::GivenUp {
            event: self.event(EventKind::SecurityEventGivenUp),
        }
    }

    /// Brings what there is, and says what it was.
    async fn bring_all(&self) -> Vec<SecurityEvent> {
        let mut brought = Vec::new();
        while let Some(leased) = self.lease_event(self.later(900), self.later(999)).await {
            assert!(self.settle_event(&leased, &NoticeOutcome::Brought).await);
            brought.push(leased.event);
        }
        brought
    }
}

async fn are_stored_with_what_they_report(world: &World<'_>) {
    let users = &world.ports().user_store;
    let bob = world.bob();
    let (tenant, user) = (&world.tenant, &bob.account.user_id);
    let told = world.told_of(tenant, "/Users/bob");
    let (leaves, provisioner) = (bob.resource().leaves(), world.own());
    let entry = UserEntry {
        provisioner: &provisioner,
        account: &bob.account,
        profile: &bob.profile,
        leaves: &leaves,
        external_id: None,
        welcome: None,
    };
    let report = world.reported(&told, EventKind::UserCreated);
    let done = users.create_user(entry, &report).await;
    assert_eq!(done.unwrap(), Outcome::Done);
    // What is refused is not told.
    let refused = users.create_user(entry, &report).await;
    assert_eq!(refused.unwrap(), Outcome::NameTaken);
    assert_eq!(world.bring_all().await, [told]);

    let revision = world.provisioned(&bob.account).await.unwrap().revision;
    let changed = world.told_of(tenant, "/Users/bob");
    let report = world.reported(&changed, EventKind::UserUpdated);
    let done = users.update_user(entry, revision, Consequences::default(), &report);
    assert_eq!(done.await.unwrap(), Outcome::Done);
    let revision = world.provisioned(&bob.account).await.unwrap().revision;
    let deleted = world.told_of(tenant, "/Users/bob");
    let report = world.reported(&deleted, EventKind::UserDeleted);
    let done = users.delete_user(tenant, user, revision, &report).await;
    assert_eq!(done.unwrap(), Outcome::Done);
    let done = users.delete_user(tenant, user, revision, &report).await;
    assert_eq!(done.unwrap(), Outcome::Gone);
    assert_eq!(world.bring_all().await, [changed, deleted]);

    let made = world.tell(tenant, "crew").await;
    let group = world.crew(tenant, "crew");
    let entry = GroupEntry {
        provisioner: &provisioner,
        group: &group,
        external_id: None,
        added: std::slice::from_ref(&world.ada.user_id),
        removed: &[],
    };
    let groups = &world.ports().group_store;
    let grown = world.told_of(tenant, "/Groups/crew");
    let report = world.reported(&grown, EventKind::GroupUpdated);
    let done = groups.update_group(entry, world.version_of("crew").await, &report);
    assert_eq!(done.await.unwrap(), Outcome::Done);
    let gone = world.told_of(tenant, "/Groups/crew");
    let report = world.reported(&gone, EventKind::GroupDeleted);
    let done = groups.delete_group(tenant, "crew", world.version_of("crew").await, &report);
    assert_eq!(done.await.unwrap(), Outcome::Done);
    assert_eq!(world.bring_all().await, [made, grown, gone]);
}

async fn are_told_in_order(world: &World<'_>) {
    let tenant = &world.tenant;
    let mut told = Vec::new();
    for name in ["one", "two", "three"] {
        told.push(world.tell(tenant, name).await);
    }
    let first = world.lease_event(world.now, world.later(60)).await.unwrap();
    assert_eq!((&first.event, first.attempts), (&told[0], 1));
    // Those behind it wait.
    assert_eq!(
        world.lease_event(world.later(59), world.later(99)).await,
        None
    );
    let again = world.lease_event(world.later(60), world.later(99)).await;
    let again = again.unwrap();
    assert_eq!((again.id, again.attempts), (first.id, 2));
    let until = world.later(70);
    let postponed = NoticeOutcome::Postponed { until };
    assert!(world.settle_event(&again, &postponed).await);
    told.push(world.tell(tenant, "four").await);
    assert_eq!(
        world.lease_event(world.later(69), world.later(99)).await,
        None
    );
    let third = world.lease_event(until, world.later(99)).await.unwrap();
    assert_eq!((third.id, third.attempts), (first.id, 3));
    assert!(world.settle_event(&third, &world.event_given_up()).await);
    assert!(!world.settle_event(&third, &world.event_given_up()).await);
    assert_eq!(world.recorded(EventKind::SecurityEventGivenUp).await, 1);
    // The next one is due at once, and has not been tried.
    let next = world.lease_event(world.later(70), world.later(99)).await;
    let next = next.unwrap();
    assert_eq!((&next.event, next.attempts), (&told[1], 1));
    assert!(world.settle_event(&next, &NoticeOutcome::Brought).await);
    assert_eq!(world.bring_all().await, told[2..]);
}

async fn keep_only_their_own_tenant_waiting(world: &World<'_>) {
    let first = world.tell(&world.tenant, "one").await;
    let away = world.lease_event(world.now, world.later(60)).await.unwrap();
    assert_eq!(away.event, first);
    let until = world.later(1_000);
    let postponed = NoticeOutcome::Postponed { until };
    assert!(world.settle_event(&away, &postponed).await);
    let second = world.tell(&world.tenant, "two").await;
    let other = world.tell(&world.other, "one").await;
    assert_eq!(world.bring_all().await, [other]);
    let late = world.lease_event(until, world.later(2_000)).await.unwrap();
    assert_eq!(late.event, first);
    assert!(world.settle_event(&late, &NoticeOutcome::Brought).await);
    assert_eq!(world.bring_all().await, [second]);
}

async fn belong_to_the_latest_attempt(world: &World<'_>) {
    let tenant = &world.tenant;
    world.tell(tenant, "one").await;
    let second = world.tell(tenant, "two").await;
    let late = world.lease_event(world.now, world.later(60)).await.unwrap();
    let current = world.lease_event(world.later(60), world.later(99)).await;
    let current = current.unwrap();
    let postponed = NoticeOutcome::Postponed { until: world.now };
    for outcome in [&postponed, &world.event_given_up()] {
        assert!(!world.settle_event(&late, outcome).await, "{outcome:?}");
    }
    assert_eq!(world.recorded(EventKind::SecurityEventGivenUp).await, 0);
    // What was brought was brought, whoever has it now; then it is the next one's turn.
    assert!(world.settle_event(&late, &NoticeOutcome::Brought).await);
    let next = world.lease_event(world.later(60), world.later(99)).await;
    let next = next.unwrap();
    assert_eq!((&next.event, next.attempts), (&second, 1));
    for outcome in [&postponed, &NoticeOutcome::Brought] {
        assert!(!world.settle_event(&current, outcome).await, "{outcome:?}");
    }
    assert!(world.settle_event(&next, &NoticeOutcome::Brought).await);
    assert_eq!(
        world.lease_event(world.later(900), world.later(999)).await,
        None
    );
}

async fn are_raced(world: &World<'_>) {
    const EVENTS: usize = 40;
    for number in 0..EVENTS {
        world.tell(&world.tenant, &format!("group-{number}")).await;
    }
    let (now, until) = (world.now, world.later(60));
    let taken = world.race(move |ports, _| async move {
        let mut taken = Vec::new();
        while let Some(leased) = ports.security_events.lease(now, until).await.unwrap() {
            let brought = NoticeOutcome::Brought;
            assert!(
                ports
                    .security_events
                    .settle(&leased, &brought)
                    .await
                    .unwrap()
            );
            taken.push(leased.id);
        }
        taken
    });
    let mut taken: Vec<i64> = taken.await.into_iter().flatten().collect();
    // Whoever finds the queue taken goes away.
    while let Some(leased) = world.lease_event(now, until).await {
        assert!(world.settle_event(&leased, &NoticeOutcome::Brought).await);
        taken.push(leased.id);
    }
    assert_eq!(taken.len(), EVENTS, "every event once");
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), EVENTS);
}
