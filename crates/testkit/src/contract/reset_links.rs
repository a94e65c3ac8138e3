//! [`Resets`](identity::reset::Resets).

use std::time::Duration;

use identity::attempts::{BeginCharge, ChargedTo, Verdict};
use identity::mail::MailContent;
use identity::reset::{
    DAILY_PER_ADDRESS, OPEN_PER_MAILBOX, RedeemOutcome, RequestOutcome, Reset, ResetLink,
};
use identity::{Account, KnownDevice};
use kernel::audit::EventKind;
use kernel::{FoldedName, Timestamp};
use zkp_protocol::Credential;

use super::{Harness, Ports, World};
use crate::sample;

/// A link is followed once, in time; nobody is sent many, and one of nobody's looks like any other.
pub async fn reset_links(harness: &dyn Harness) {
    are_followed_once(&World::of(harness, "resets").await).await;
    take_everything_else_back(&World::of(harness, "resets-end").await).await;
    are_refused(&World::of(harness, "resets-refused").await).await;
    are_raced(&World::of(harness, "resets-raced").await).await;
    of_nobody_are_counted_alike(&World::of(harness, "resets-nobody").await).await;
    are_few_from_one_address(&World::of(harness, "resets-address").await).await;
}

/// What a reset brings along.
pub(super) struct New {
    pub(super) credential: Credential,
    pub(super) device: KnownDevice,
}

impl World<'_> {
    pub(super) fn reset_link(&self, account: Option<&Account>, at: Timestamp) -> ResetLink {
        ResetLink {
            tenant_id: self.tenant.clone(),
            code: sample::token(self.random()),
            user_id: account.map(|account| account.user_id.clone()),
            mailbox: FoldedName::of("ada@example.com"),
            network: sample::ADDRESS,
            requested_at: at,
            expires_at: at.plus(Duration::from_mins(30)),
        }
    }

    pub(super) async fn ask(&self, link: &ResetLink) -> RequestOutcome {
        let mail = sample::mail(&self.ada, "reset");
        let event = self.event(EventKind::ResetRequested);
        let resets = &self.ports().resets;
        resets.request(link, &mail, &event).await.unwrap()
    }

    async fn asked(&self) -> ResetLink {
        let link = self.reset_link(Some(&self.ada), self.now);
        assert_eq!(self.ask(&link).await, RequestOutcome::Stored);
        link
    }

    pub(super) fn new_credential(&self) -> New {
        New {
            credential: sample::credential(self.random()),
            device: self.device(),
        }
    }

    async fn follow_reset(&self, link: &ResetLink, new: &New, now: Timestamp) -> bool {
        let event = self.event(EventKind::CredentialReset);
        redeem(self.ports(), link, &self.ada, new, now, &event).await
    }

    pub(super) async fn find_reset(&self, link: &ResetLink) -> Option<ResetLink> {
        let resets = &self.ports().resets;
        assert_eq!(resets.find(&self.other, &link.code).await.unwrap(), None);
        resets.find(&self.tenant, &link.code).await.unwrap()
    }

    async fn credential_of_ada(&self) -> Option<Credential> {
        let store = &self.ports().credential_store;
        let served = store.served_to(&self.tenant, &FoldedName::of("ada")).await;
        served.unwrap().map(|owned| owned.credential)
    }

    async fn mails_to_ada(&self) -> usize {
        let newest = self.ports().outbox.newest(None, 1000).await.unwrap();
        let is_hers = |stored: &&identity::mail::StoredMail| {
            stored.mail.tenant_id == self.tenant && stored.mail.to == self.ada.email
        };
        newest.iter().filter(is_hers).count()
    }
}

async fn redeem(
    ports: &Ports,
    link: &ResetLink,
    account: &Account,
    new: &New,
    now: Timestamp,
    event: &kernel::AuditEvent,
) -> bool {
    let mut notice = sample::mail(account, "");
    notice.content = MailContent::PictureReplaced {
        username: account.username.to_string(),
        is_by_mail: true,
    };
    let reset = Reset {
        tenant_id: &link.tenant_id,
        code: &link.code,
        user_id: &account.user_id,
        credential: &new.credential,
        device: &new.device,
        second: None,
        notice: &notice,
        now,
    };
    let outcome = ports.resets.redeem(reset, event, event).await.unwrap();
    outcome == RedeemOutcome::Reset
}

async fn are_followed_once(world: &World<'_>) {
    let old = world.enrol(&world.ada).await;
    let before = world.mails_to_ada().await;
    let link = world.asked().await;
    assert_eq!(world.mails_to_ada().await, before + 1);
    assert_eq!(world.find_reset(&link).await.as_ref(), Some(&link));
    assert_eq!(world.credential_of_ada().await, Some(old));

    let (new, at) = (world.new_credential(), world.later(1799));
    assert!(world.follow_reset(&link, &new, at).await);
    assert_eq!(world.find_reset(&link).await, None);
    assert!(
        !world
            .follow_reset(&link, &world.new_credential(), world.now)
            .await
    );
    assert_eq!(world.credential_of_ada().await, Some(new.credential));
    assert_eq!(world.recorded(EventKind::ResetRequested).await, 1);
    assert_eq!(world.recorded(EventKind::CredentialReset).await, 1);
    assert_eq!(world.mails_to_ada().await, before + 2, "the notice");
    let accounts = &world.ports().accounts;
    let account = accounts.find(&world.tenant, &world.ada.user_id).await;
    assert_eq!(account.unwrap().unwrap().updated_at, Some(at));
}

async fn take_everything_else_back(world: &World<'_>) {
    let session = world.signed_in().await;
    let invitation = world.invite(&world.ada).await;
    let other = world.asked().await;
    let nonce = sample::nonce(&world.ada, world.now, world.random());
    world.issue(&nonce).await;
    let (link, first, second) = (
        world.asked().await,
        world.new_credential(),
        world.new_credential(),
    );
    assert!(world.follow_reset(&link, &first, world.now).await);

    let ports = world.ports();
    let tenant = &world.tenant;
    assert_eq!(
        ports.sessions.find(tenant, &session.token).await.unwrap(),
        None
    );
    assert_eq!(
        ports
            .sign_in_nonces
            .find(tenant, &nonce.token)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        ports
            .invitations
            .find(tenant, &invitation.code)
            .await
            .unwrap(),
        None
    );
    assert_eq!(world.find_reset(&other).await, None);
    assert!(!world.follow_reset(&other, &second, world.now).await);
    let knows = async |device: &KnownDevice| {
        let charge = BeginCharge {
            device: Some(device.token),
            ..sample::begin(tenant, device.name, world.now)
        };
        let event = world.event(EventKind::SignInBlocked);
        let verdict = ports.attempt_ledger.charge_begin(&charge, &event).await;
        verdict.unwrap() == Verdict::Allowed(ChargedTo::Device)
    };
    assert!(knows(&first.device).await);
    let link = world.reset_link(Some(&world.ada), world.later(3600));
    assert_eq!(world.ask(&link).await, RequestOutcome::Stored);
    assert!(world.follow_reset(&link, &second, world.later(3600)).await);
    assert!(
        !knows(&first.device).await,
        "a device that was known before"
    );
    assert!(knows(&second.device).await);
}

async fn are_refused(world: &World<'_>) {
    let link = world.asked().await;
    let mut elsewhere = link.clone();
    elsewhere.tenant_id = world.other.clone();
    let unknown = world.reset_link(Some(&world.ada), world.now);
    for (link, now) in [
        (&link, link.expires_at),
        (&elsewhere, world.now),
        (&unknown, world.now),
    ] {
        assert!(!world.follow_reset(link, &world.new_credential(), now).await);
    }
    let bob = sample::account(&world.tenant, "bob", world.now, world.random());
    assert!(world.create(&bob).await);
    let event = world.event(EventKind::CredentialReset);
    let new = world.new_credential();
    assert!(!redeem(world.ports(), &link, &bob, &new, world.now, &event).await);
    assert_eq!(world.recorded(EventKind::CredentialReset).await, 0);
    assert_eq!(world.credential_of_ada().await, None);
    assert_eq!(world.find_reset(&link).await.as_ref(), Some(&link));

    let disabled = Account {
        is_disabled: true,
        ..world.ada.clone()
    };
    let update = identity::AccountUpdate {
        before: &world.ada,
        after: &disabled,
        welcome: None,
    };
    let event = world.event(EventKind::UserUpdated);
    world.ports().accounts.update(update, &event).await.unwrap();
    assert_eq!(world.find_reset(&link).await, None, "it ends with access");
    let late = world.asked().await;
    assert!(
        !world
            .follow_reset(&late, &world.new_credential(), world.now)
            .await
    );
    assert_eq!(world.recorded(EventKind::CredentialReset).await, 0);
}

async fn are_raced(world: &World<'_>) {
    let link = world.asked().await;
    let followed = world.race(|ports, _| {
        let (link, ada, now) = (link.clone(), world.ada.clone(), world.now);
        let new = world.new_credential();
        let event = world.event(EventKind::CredentialReset);
        async move { redeem(&ports, &link, &ada, &new, now, &event).await }
    });
    let won = followed.await.into_iter().filter(|followed| *followed);
    assert_eq!(won.count(), 1);
    assert_eq!(world.recorded(EventKind::CredentialReset).await, 1);
}

async fn of_nobody_are_counted_alike(world: &World<'_>) {
    let before = world.mails_to_ada().await;
    let link = world.reset_link(None, world.now);
    assert_eq!(world.ask(&link).await, RequestOutcome::Stored);
    assert_eq!(world.mails_to_ada().await, before);
    assert_eq!(world.find_reset(&link).await, None);
    assert!(
        !world
            .follow_reset(&link, &world.new_credential(), world.now)
            .await
    );
    assert_eq!(world.recorded(EventKind::ResetRequested).await, 1);

    for _ in 1..OPEN_PER_MAILBOX {
        world.asked().await;
    }
    for account in [None, Some(&world.ada)] {
        let link = world.reset_link(account, world.later(1799));
        assert_eq!(world.ask(&link).await, RequestOutcome::Enough);
    }
    let stored = usize::try_from(OPEN_PER_MAILBOX).unwrap();
    assert_eq!(world.recorded(EventKind::ResetRequested).await, stored);
    assert_eq!(world.mails_to_ada().await, before + stored - 1);
    // Another mailbox has links of its own, and so has this one when these are over.
    let mut another = world.reset_link(None, world.now);
    another.mailbox = FoldedName::of("bob@example.com");
    assert_eq!(world.ask(&another).await, RequestOutcome::Stored);
    let later = world.reset_link(None, world.later(1800));
    assert_eq!(world.ask(&later).await, RequestOutcome::Stored);
}

async fn are_few_from_one_address(world: &World<'_>) {
    let ask = async |number: u32, at: Timestamp| {
        let mut link = world.reset_link(None, at);
        link.mailbox = FoldedName::of(&format!("{number}@example.com"));
        world.ask(&link).await
    };
    for number in 0..DAILY_PER_ADDRESS {
        let at = world.later(number.into());
        assert_eq!(ask(number, at).await, RequestOutcome::Stored);
    }
    let day = world.now.plus(Duration::from_hours(24));
    let refused = ask(1000, Timestamp::from_micros(day.micros() - 1)).await;
    assert_eq!(refused, RequestOutcome::Limited(day));
    let mut elsewhere = world.reset_link(None, world.now);
    elsewhere.network = "198.51.100.7".parse().unwrap();
    assert_eq!(world.ask(&elsewhere).await, RequestOutcome::Stored);
    assert_eq!(ask(1001, day).await, RequestOutcome::Stored);
}
