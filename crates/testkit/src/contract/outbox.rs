//! [`Outbox`](identity::mail::Outbox).

use std::collections::BTreeSet;
use std::time::Duration;

use identity::mail::{MailState, Outcome, StoredMail};
use kernel::audit::EventKind;
use kernel::{FoldedName, Timestamp};

use super::{Harness, World};
use crate::sample;

/// Mails are listed; each is leased to one worker at a time, oldest first, and settled once.
pub async fn outbox(harness: &dyn Harness) {
    is_listed(&World::of(harness, "outbox").await).await;
    is_leased_oldest_first(&World::of(harness, "outbox-order").await).await;
    comes_back_when_its_lease_ends(&World::of(harness, "outbox-lease").await).await;
    is_settled_once(&World::of(harness, "outbox-settled").await).await;
    belongs_to_the_latest_attempt(&World::of(harness, "outbox-late").await).await;
    is_raced(&World::of(harness, "outbox-raced").await).await;
}

async fn is_listed(world: &World<'_>) {
    let outbox = &world.ports().outbox;
    let bob = sample::account(&world.tenant, "bob", world.later(1), world.random());
    assert!(world.create(&bob).await);

    let all = outbox.newest(None, 10).await.unwrap();
    let mails: Vec<_> = all.iter().map(|stored| stored.mail.clone()).collect();
    assert_eq!(
        mails,
        [sample::mail(&bob, "code"), sample::mail(&world.ada, "code")]
    );
    for stored in &all {
        assert_eq!(stored.state, MailState::Waiting(stored.mail.written_at));
        assert_eq!((stored.attempts, stored.failure.as_deref()), (0, None));
    }
    assert!(all.windows(2).all(|pair| pair[0].id > pair[1].id));
    assert_ne!(all[0].key, all[1].key);

    let adas = outbox
        .newest(Some(FoldedName::of("ADA@example.com")), 10)
        .await
        .unwrap();
    assert_eq!(adas.len(), 1);
    assert_eq!(adas[0].mail, sample::mail(&world.ada, "code"));
    let nobodys = outbox
        .newest(Some(FoldedName::of("carl@example.com")), 10)
        .await
        .unwrap();
    assert!(nobodys.is_empty());
    assert_eq!(outbox.newest(None, 1).await.unwrap(), all[..1]);
    send_what_waits(world).await;
}

async fn lease(world: &World<'_>, now: Timestamp, until: Timestamp) -> Option<StoredMail> {
    world.ports().outbox.lease(now, until).await.unwrap()
}

async fn settle(world: &World<'_>, leased: &StoredMail, outcome: &Outcome) -> bool {
    let outbox = &world.ports().outbox;
    let (mail, attempt) = (leased.id, leased.attempts);
    outbox.settle(mail, attempt, outcome).await.unwrap()
}

/// The outbox is one for all tenants: a scenario leaves it empty for the next one.
async fn send_what_waits(world: &World<'_>) {
    let at = world.later(1_000_000);
    while let Some(leased) = lease(world, at, at).await {
        assert!(settle(world, &leased, &Outcome::Sent { at }).await);
    }
}

/// As the outbox lists it now.
async fn listed(world: &World<'_>, mail: &StoredMail) -> StoredMail {
    let all = world.ports().outbox.newest(None, 100).await.unwrap();
    all.into_iter().find(|stored| stored.id == mail.id).unwrap()
}

fn postponed(until: Timestamp) -> Outcome {
    Outcome::Postponed {
        until,
        reason: "not now".to_owned(),
    }
}

fn given_up(world: &World<'_>, at: Timestamp) -> Outcome {
    Outcome::GivenUp {
        at,
        reason: "never".to_owned(),
        event: world.event(EventKind::MailGivenUp),
    }
}

async fn is_leased_oldest_first(world: &World<'_>) {
    let bob = sample::account(
        &world.tenant,
        "bob",
        world.now.minus(Duration::from_secs(9)),
        world.random(),
    );
    let carl = sample::account(&world.tenant, "carl", world.later(9), world.random());
    for account in [&carl, &bob] {
        assert!(world.create(account).await);
    }
    let mut leased_to = Vec::new();
    while let Some(leased) = lease(world, world.now, world.later(60)).await {
        leased_to.push(leased.mail.to.to_string());
    }
    assert_eq!(
        leased_to,
        ["bob@example.com", "Ada@example.com"],
        "carl's is not due"
    );
    send_what_waits(world).await;
}

async fn comes_back_when_its_lease_ends(world: &World<'_>) {
    let first = lease(world, world.now, world.later(60)).await.unwrap();
    assert_eq!(
        (first.attempts, &first.mail),
        (1, &sample::mail(&world.ada, "code"))
    );
    assert_eq!(lease(world, world.later(59), world.later(99)).await, None);
    let second = lease(world, world.later(60), world.later(99))
        .await
        .unwrap();
    assert_eq!((second.id, second.attempts), (first.id, 2));
    assert_eq!(
        second.key, first.key,
        "by which a repeated delivery is recognised"
    );

    // Postponed, it comes back at that moment.
    assert!(settle(world, &second, &postponed(world.later(70))).await);
    let waiting = listed(world, &second).await;
    assert_eq!(waiting.state, MailState::Waiting(world.later(70)));
    assert_eq!(waiting.failure.as_deref(), Some("not now"));
    assert_eq!(lease(world, world.later(69), world.later(99)).await, None);
    let third = lease(world, world.later(70), world.later(99))
        .await
        .unwrap();
    assert_eq!((third.id, third.attempts), (first.id, 3));
    send_what_waits(world).await;
}

async fn is_settled_once(world: &World<'_>) {
    let bob = sample::account(&world.tenant, "bob", world.now, world.random());
    assert!(world.create(&bob).await);
    let at = world.later(5);
    for (outcome, state) in [
        (Outcome::Sent { at }, MailState::Sent(at)),
        (given_up(world, at), MailState::GivenUp(at)),
    ] {
        let leased = lease(world, world.now, world.later(60)).await.unwrap();
        assert!(settle(world, &leased, &outcome).await);
        assert_eq!(listed(world, &leased).await.state, state);
        for outcome in [
            Outcome::Sent { at },
            postponed(world.now),
            given_up(world, at),
        ] {
            assert!(!settle(world, &leased, &outcome).await, "{outcome:?}");
        }
        assert_eq!(listed(world, &leased).await.state, state);
        let unknown = StoredMail {
            id: leased.id + 1_000,
            ..leased
        };
        assert!(!settle(world, &unknown, &outcome).await);
    }
    assert_eq!(
        lease(world, world.later(1_000), world.later(2_000)).await,
        None
    );
    assert_eq!(world.recorded(EventKind::MailGivenUp).await, 1);
}

async fn belongs_to_the_latest_attempt(world: &World<'_>) {
    let late = lease(world, world.now, world.later(60)).await.unwrap();
    let current = lease(world, world.later(60), world.later(120))
        .await
        .unwrap();
    for outcome in [postponed(world.now), given_up(world, world.now)] {
        assert!(!settle(world, &late, &outcome).await, "{outcome:?}");
    }
    assert_eq!(listed(world, &current).await, current);
    assert_eq!(world.recorded(EventKind::MailGivenUp).await, 0);
    // What was sent was sent, whoever has the mail now.
    assert!(
        settle(
            world,
            &late,
            &Outcome::Sent {
                at: world.later(61)
            }
        )
        .await
    );
    assert!(!settle(world, &current, &postponed(world.now)).await);
}

async fn is_raced(world: &World<'_>) {
    const MAILS: usize = 40;
    for number in 1..MAILS {
        let account = sample::account(
            &world.tenant,
            &format!("person-{number}"),
            world.now,
            world.random(),
        );
        assert!(world.create(&account).await);
    }
    let (now, until) = (world.now, world.later(60));
    // Each worker takes all it can get.
    let taken = world.race(move |ports, _| async move {
        let mut taken = Vec::new();
        while let Some(leased) = ports.outbox.lease(now, until).await.unwrap() {
            taken.push(leased.id);
        }
        taken
    });
    let taken: Vec<i64> = taken.await.into_iter().flatten().collect();
    assert_eq!(taken.len(), MAILS, "every mail once");
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), MAILS);

    // Of many who settle one attempt, one does.
    let leased = lease(world, until, world.later(120)).await.unwrap();
    let (id, attempt, outcome) = (leased.id, leased.attempts, given_up(world, until));
    let settled = world.race(move |ports, _| {
        let outcome = outcome.clone();
        async move { ports.outbox.settle(id, attempt, &outcome).await.unwrap() }
    });
    let settled = settled.await.into_iter().filter(|settled| *settled);
    assert_eq!(settled.count(), 1);
    assert_eq!(world.recorded(EventKind::MailGivenUp).await, 1);
}
