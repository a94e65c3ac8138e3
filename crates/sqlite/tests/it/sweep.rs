//! What the sweep takes away, and what it leaves.

use std::time::Duration;

use identity::attempts::{BeginCharge, NameKey};
use identity::mail::{MailContent, Outcome};
use kernel::audit::EventKind;
use kernel::{Timestamp, Upkeep as _};
use testkit::contract::World;
use testkit::sample;

use crate::world::empty_store;

const DAY: Duration = Duration::from_hours(24);

fn just_before(moment: Timestamp) -> Timestamp {
    Timestamp::from_micros(moment.micros() - 1)
}

#[tokio::test]
async fn what_is_past_its_time_goes() {
    let harness = empty_store().await;
    let world = World::of(&harness, "swept").await;
    let (ports, store) = (world.ports(), &harness.store);
    let nonce = sample::nonce(&world.ada, world.now, world.random());
    world.issue(&nonce).await;
    let request = sample::authorization_request(&world.client, world.now, world.random());
    ports.authorization_requests.open(&request).await.unwrap();
    let invitation = world.invite(&world.ada).await;
    let nonce_is_there = async || {
        let found = ports.sign_in_nonces.find(&world.tenant, &nonce.token).await;
        found.unwrap().is_some()
    };

    store.sweep(just_before(nonce.expires_at)).await.unwrap();
    assert!(nonce_is_there().await);
    assert_eq!(store.sweep(nonce.expires_at).await.unwrap(), 1);
    assert!(!nonce_is_there().await);
    assert!(
        ports
            .authorization_requests
            .find(&request.token)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(store.sweep(request.expires_at).await.unwrap(), 1);
    assert_eq!(
        ports
            .authorization_requests
            .find(&request.token)
            .await
            .unwrap(),
        None
    );
    let code = &invitation.code;
    assert!(
        ports
            .invitations
            .find(&world.tenant, code)
            .await
            .unwrap()
            .is_some()
    );
    // Ada's own, and hers that came with another account.
    assert_eq!(store.sweep(invitation.expires_at).await.unwrap(), 2);
    assert_eq!(
        ports.invitations.find(&world.tenant, code).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn evidence_is_kept_for_a_day() {
    let harness = empty_store().await;
    let world = World::of(&harness, "kept").await;
    let (ports, store) = (world.ports(), &harness.store);
    let session = world.signed_in().await;
    let grant = world.granted(&session, "openid").await;
    let challenge = sample::challenge(&world.tenant, world.now, world.random());
    ports
        .challenge_ledger
        .open(challenge.clone())
        .await
        .unwrap();
    let code = sample::code(&world.client, &session, world.random());
    let event = world.event(EventKind::CodeIssued);
    assert!(
        ports
            .authorization_codes
            .issue(&code, None, &event)
            .await
            .unwrap()
    );

    store.sweep(session.expires_at).await.unwrap();
    assert!(
        ports
            .sessions
            .find(&world.tenant, &session.token)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        ports
            .authorization_codes
            .find(&world.tenant, &code.token)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        ports
            .challenge_ledger
            .consume(&challenge.id, world.now)
            .await
            .unwrap()
            .is_some()
    );
    store.sweep(session.idle_until.plus(DAY)).await.unwrap();
    assert_eq!(
        ports
            .sessions
            .find(&world.tenant, &session.token)
            .await
            .unwrap(),
        None
    );
    let found = ports
        .authorization_codes
        .find(&world.tenant, &code.token)
        .await
        .unwrap();
    assert_eq!(found, None);

    // What was given in it may still be there, and ends when somebody signs out.
    let event = world.event(EventKind::SessionEnded);
    let (tenant, id) = (&world.tenant, &session.session_id);
    assert_eq!(world.find_grant(&grant).await.revoked_at, None);
    assert!(ports.sessions.end(tenant, id, &event).await.unwrap());
    assert!(!ports.sessions.end(tenant, id, &event).await.unwrap());
    assert_eq!(world.find_grant(&grant).await.revoked_at, Some(event.at));
}

#[tokio::test]
async fn more_than_one_batch_goes() {
    let harness = empty_store().await;
    let world = World::of(&harness, "batches").await;
    for number in 0..1100 {
        let opened_at = world.later(number);
        let request = sample::authorization_request(&world.client, opened_at, world.random());
        world
            .ports()
            .authorization_requests
            .open(&request)
            .await
            .unwrap();
    }
    let end = world.later(1100).plus(Duration::from_mins(10));
    // The invitation of the account goes after an hour.
    assert_eq!(harness.store.sweep(end).await.unwrap(), 1100);
    assert_eq!(harness.store.sweep(end).await.unwrap(), 0);
}

#[tokio::test]
async fn a_sent_mail_loses_its_code_after_a_day_and_goes_after_a_season() {
    let harness = empty_store().await;
    let world = World::of(&harness, "mails").await;
    let (outbox, store) = (&world.ports().outbox, &harness.store);
    let sent_at = world.later(1);
    let leased = outbox.lease(world.now, world.later(60)).await.unwrap();
    let leased = leased.unwrap();
    let outcome = Outcome::Sent { at: sent_at };
    outbox.settle(leased.id, 1, &outcome).await.unwrap();
    // Another one waits for as long as it takes.
    let bob = sample::account(&world.tenant, "bob", world.now, world.random());
    assert!(world.create(&bob).await);
    let contents = async || {
        let mails = outbox.newest(None, 10).await.unwrap();
        mails
            .into_iter()
            .map(|stored| stored.mail.content)
            .collect::<Vec<_>>()
    };
    let bobs = sample::mail(&bob, "code").content;
    let adas = sample::mail(&world.ada, "code").content;

    let day = sent_at.plus(DAY);
    store.sweep(just_before(day)).await.unwrap();
    assert_eq!(contents().await, [bobs.clone(), adas]);
    store.sweep(day).await.unwrap();
    let without_code = MailContent::Invitation {
        username: "Ada".to_owned(),
        code: String::new(),
        link: String::new(),
    };
    assert_eq!(contents().await, [bobs.clone(), without_code.clone()]);
    let season = sent_at.plus(90 * DAY);
    store.sweep(just_before(season)).await.unwrap();
    assert_eq!(contents().await, [bobs.clone(), without_code]);
    store.sweep(season).await.unwrap();
    assert_eq!(contents().await, [bobs]);
}

#[tokio::test]
async fn a_mail_that_cannot_be_read_keeps_no_other_from_losing_its_code() {
    let harness = empty_store().await;
    let world = World::of(&harness, "mails-damaged").await;
    let (outbox, store) = (&world.ports().outbox, &harness.store);
    let bob = sample::account(&world.tenant, "bob", world.now, world.random());
    assert!(world.create(&bob).await);
    let outcome = Outcome::Sent { at: world.now };
    for _ in 0..2 {
        let leased = outbox.lease(world.now, world.later(60)).await.unwrap();
        let settled = outbox.settle(leased.unwrap().id, 1, &outcome).await;
        assert!(settled.unwrap());
    }
    // What is sealed opens under its own key only.
    harness.execute("UPDATE mails SET mail_key = 'another' WHERE recipient = 'Ada@example.com'");
    let bobs = async || {
        let mails = outbox.newest(Some(bob.email.folded()), 10).await.unwrap();
        mails[0].mail.content.clone()
    };
    assert_eq!(bobs().await, sample::mail(&bob, "code").content);
    store.sweep(world.now.plus(DAY)).await.unwrap();
    let without_code = MailContent::Invitation {
        username: "bob".to_owned(),
        code: String::new(),
        link: String::new(),
    };
    assert_eq!(bobs().await, without_code);
    // Both have lost theirs, and go when their time comes.
    let season = world.now.plus(90 * DAY);
    store.sweep(just_before(season)).await.unwrap();
    assert_eq!(store.sweep(season).await.unwrap(), 2);
}

/// Counts a failure of a network, and a begin for a name.
async fn count_attempts(world: &World<'_>) {
    let ledger = &world.ports().attempt_ledger;
    let event = world.event(EventKind::SignInRefused);
    let failure = sample::failure(&world.tenant, world.now);
    let charged = ledger.charge_failure(&failure, &event, &event);
    charged.await.unwrap();
    let begin = sample::begin(&world.tenant, NameKey::from_bytes([7; 32]), world.now);
    ledger.charge_begin(&begin, &event).await.unwrap();
}

#[tokio::test]
async fn budgets_go_when_new_ones_allow_the_same() {
    let harness = empty_store().await;
    let world = World::of(&harness, "budgets").await;
    let store = &harness.store;
    count_attempts(&world).await;
    // Nothing is counted of a network that only enrols.
    let enrolment = BeginCharge {
        address: "198.51.100.7".parse().unwrap(),
        name: None,
        ..sample::begin(&world.tenant, NameKey::from_bytes([8; 32]), world.now)
    };
    let event = world.event(EventKind::SignInBlocked);
    let ledger = &world.ports().attempt_ledger;
    ledger.charge_begin(&enrolment, &event).await.unwrap();
    assert_eq!(store.sweep(world.now).await.unwrap(), 1);

    let week = world.now.plus(7 * DAY);
    store.sweep(just_before(week)).await.unwrap();
    assert_eq!(store.sweep(week).await.unwrap(), 2);
    assert_eq!(store.sweep(week).await.unwrap(), 0);
}

#[tokio::test]
async fn budgets_of_a_version_that_kept_them_for_ever_go_after_a_month() {
    let harness = empty_store().await;
    let world = World::of(&harness, "budgets-before").await;
    count_attempts(&world).await;
    for statement in [
        "DROP INDEX address_budgets_by_end",
        "DROP INDEX name_budgets_by_end",
        "ALTER TABLE address_budgets DROP COLUMN forget_at",
        "ALTER TABLE name_budgets DROP COLUMN forget_at",
        "DELETE FROM __diesel_schema_migrations WHERE version LIKE '0049%'",
    ] {
        harness.execute(statement);
    }
    let store = harness.second().await;
    store.migrate().await.unwrap();
    let month = world.now.plus(30 * DAY);
    store.sweep(just_before(month)).await.unwrap();
    assert_eq!(store.sweep(month).await.unwrap(), 2);
}
