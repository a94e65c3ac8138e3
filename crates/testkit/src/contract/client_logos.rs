//! [`ClientLogos`](tenancy::ClientLogos).

use std::collections::BTreeSet;
use std::time::Duration;

use kernel::audit::EventKind;
use kernel::{TenantId, Timestamp};
use tenancy::{ClientRecord, Logo, LogoOutcome, LogoWish, RelyingParty};

use super::{Harness, World};
use crate::sample;

const HERE: &str = "https://app.example/logo.png";
const THERE: &str = "https://app.example/other.png";

/// Logo and wish follow what is registered; each wish is leased to one worker at a time, and settled once.
pub async fn client_logos(harness: &dyn Harness) {
    are_wished_for_and_kept(&World::of(harness, "logos").await).await;
    stay_until_another_is_here(&World::of(harness, "logos-changed").await).await;
    are_wished_for_again_after_any_change(&World::of(harness, "logos-again").await).await;
    come_back_when_their_lease_ends(&World::of(harness, "logos-lease").await).await;
    belong_to_the_latest_attempt(&World::of(harness, "logos-late").await).await;
    go_with_client_and_tenant(&World::of(harness, "logos-gone").await).await;
    are_raced(&World::of(harness, "logos-raced").await).await;
}

impl World<'_> {
    /// A client of that id that says where its logo is.
    fn with_logo(&self, id: &str, uri: &str) -> RelyingParty {
        let mut client = sample::client(&self.tenant, id, self.now, self.random());
        client.registration.logo_uri = Some(uri.to_owned());
        client
    }

    async fn register(&self, client: &RelyingParty) -> bool {
        let event = self.event(EventKind::ClientCreated);
        let clients = &self.ports().relying_parties;
        clients.register(client, &event).await.unwrap()
    }

    /// Gives a client another `logo_uri`, or the same once more.
    async fn move_logo(&self, client: &RelyingParty, uri: Option<&str>) {
        let registry = &self.ports().client_registry;
        let before = registry.read(&self.tenant, client.id()).await;
        let before = before.unwrap().unwrap();
        let at = before.updated_at.unwrap_or(self.now);
        let mut changed = ClientRecord {
            updated_at: Some(at.plus(Duration::from_micros(1))),
            ..before.clone()
        };
        changed.client.registration.logo_uri = uri.map(str::to_owned);
        let event = self.event(EventKind::ClientUpdated);
        let seen = before.updated_at;
        assert!(registry.change(&changed, seen, &event).await.unwrap());
    }

    async fn lease_logo(&self, now: Timestamp, until: Timestamp) -> Option<LogoWish> {
        self.ports().client_logos.lease(now, until).await.unwrap()
    }

    /// The one wish that there is.
    async fn only_wish(&self) -> LogoWish {
        let (now, until) = (self.later(100), self.later(200));
        let wish = self.lease_logo(now, until).await.unwrap();
        assert_eq!(self.lease_logo(now, until).await, None);
        wish
    }

    async fn has_no_wish(&self) {
        let (now, until) = (self.later(9_000), self.later(9_999));
        assert_eq!(self.lease_logo(now, until).await, None);
    }

    async fn settle_logo(&self, wish: &LogoWish, outcome: &LogoOutcome) -> bool {
        let logos = &self.ports().client_logos;
        logos.settle(wish, outcome).await.unwrap()
    }

    fn logo_kept(&self, logo: &Logo) -> LogoOutcome {
        LogoOutcome::Kept {
            logo: logo.clone(),
            event: self.event(EventKind::ClientLogoKept),
        }
    }

    fn logo_given_up(&self) -> LogoOutcome {
        LogoOutcome::GivenUp {
            event: self.event(EventKind::ClientLogoGivenUp),
        }
    }

    /// Has the one wish come true.
    async fn keep_logo(&self, logo: &Logo) {
        let wish = self.only_wish().await;
        assert!(self.settle_logo(&wish, &self.logo_kept(logo)).await);
    }

    /// A tenant's client of that id shows that logo, wherever it is read.
    async fn shows(&self, tenant: &TenantId, client: &RelyingParty, logo: Option<&Logo>) {
        let (ports, hash) = (self.ports(), logo.map(|logo| logo.hash.clone()));
        let kept = ports.client_logos.find(tenant, client.id()).await.unwrap();
        assert_eq!(kept.as_ref(), logo);
        let found = ports.relying_parties.find(tenant, client.id()).await;
        assert_eq!(found.unwrap().and_then(|client| client.logo.clone()), hash);
        let record = ports.client_registry.read(tenant, client.id()).await;
        assert_eq!(record.unwrap().and_then(|it| it.client.logo), hash);
    }
}

async fn are_wished_for_and_kept(world: &World<'_>) {
    world.has_no_wish().await;
    let client = world.with_logo("shown", HERE);
    assert!(world.register(&client).await);
    // What is refused wishes for nothing.
    assert!(!world.register(&world.with_logo("shown", THERE)).await);
    world.shows(&world.tenant, &client, None).await;
    let same = sample::client(&world.other, "shown", world.now, world.random());
    assert!(world.register(&same).await);

    let wish = world.only_wish().await;
    assert_eq!(
        (&wish.tenant_id, &wish.client_id, &*wish.uri, wish.attempts),
        (&world.tenant, client.id(), HERE, 1)
    );
    let logo = sample::logo(64);
    assert!(world.settle_logo(&wish, &world.logo_kept(&logo)).await);
    assert!(!world.settle_logo(&wish, &world.logo_kept(&logo)).await);
    assert_eq!(world.recorded(EventKind::ClientLogoKept).await, 1);
    world.has_no_wish().await;
    world.shows(&world.tenant, &client, Some(&logo)).await;
    world.shows(&world.other, &same, None).await;
    world.shows(&world.tenant, &world.client, None).await;
}

async fn stay_until_another_is_here(world: &World<'_>) {
    let client = world.with_logo("changed", HERE);
    assert!(world.register(&client).await);
    let (first, second) = (sample::logo(64), sample::logo(65));
    world.keep_logo(&first).await;
    // Something else changes.
    world.move_logo(&client, Some(HERE)).await;
    world.has_no_wish().await;
    world.shows(&world.tenant, &client, Some(&first)).await;
    // There and back: what was fetched meanwhile is of no use any more.
    world.move_logo(&client, Some(THERE)).await;
    let late = world.only_wish().await;
    assert_eq!(late.uri, THERE);
    world.move_logo(&client, Some(HERE)).await;
    assert!(!world.settle_logo(&late, &world.logo_kept(&second)).await);
    world.has_no_wish().await;
    world.shows(&world.tenant, &client, Some(&first)).await;

    world.move_logo(&client, Some(THERE)).await;
    world.shows(&world.tenant, &client, Some(&first)).await;
    world.keep_logo(&second).await;
    world.shows(&world.tenant, &client, Some(&second)).await;
    // The same picture at another place.
    world.move_logo(&client, Some(HERE)).await;
    world.keep_logo(&second).await;
    world.shows(&world.tenant, &client, Some(&second)).await;

    world.move_logo(&client, Some(THERE)).await;
    let late = world.only_wish().await;
    world.move_logo(&client, None).await;
    world.shows(&world.tenant, &client, None).await;
    assert!(!world.settle_logo(&late, &world.logo_kept(&first)).await);
    world.shows(&world.tenant, &client, None).await;
    world.has_no_wish().await;
    assert_eq!(world.recorded(EventKind::ClientLogoKept).await, 3);
}

async fn are_wished_for_again_after_any_change(world: &World<'_>) {
    let client = world.with_logo("again", HERE);
    assert!(world.register(&client).await);
    let wish = world.only_wish().await;
    assert!(world.settle_logo(&wish, &world.logo_given_up()).await);
    assert!(!world.settle_logo(&wish, &world.logo_given_up()).await);
    assert_eq!(world.recorded(EventKind::ClientLogoGivenUp).await, 1);
    world.has_no_wish().await;
    world.move_logo(&client, Some(HERE)).await;
    let again = world.only_wish().await;
    assert_eq!((&*again.uri, again.attempts), (HERE, 1));
    assert_ne!(again.id, wish.id);
    assert!(world.settle_logo(&again, &world.logo_given_up()).await);
}

async fn come_back_when_their_lease_ends(world: &World<'_>) {
    assert!(world.register(&world.with_logo("lease", HERE)).await);
    let first = world.lease_logo(world.now, world.later(60)).await.unwrap();
    assert_eq!(
        world.lease_logo(world.later(59), world.later(99)).await,
        None
    );
    let second = world.lease_logo(world.later(60), world.later(99)).await;
    let second = second.unwrap();
    assert_eq!((second.id, second.attempts), (first.id, 2));
    let until = world.later(70);
    let postponed = LogoOutcome::Postponed { until };
    assert!(world.settle_logo(&second, &postponed).await);
    assert_eq!(
        world.lease_logo(world.later(69), world.later(99)).await,
        None
    );
    let third = world.lease_logo(until, world.later(99)).await.unwrap();
    assert_eq!((third.id, third.attempts), (first.id, 3));
    assert!(world.settle_logo(&third, &world.logo_given_up()).await);
}

async fn belong_to_the_latest_attempt(world: &World<'_>) {
    let client = world.with_logo("late", HERE);
    assert!(world.register(&client).await);
    let late = world.lease_logo(world.now, world.later(60)).await.unwrap();
    let current = world.lease_logo(world.later(60), world.later(120)).await;
    let current = current.unwrap();
    let postponed = LogoOutcome::Postponed { until: world.now };
    for outcome in [&postponed, &world.logo_given_up()] {
        assert!(!world.settle_logo(&late, outcome).await, "{outcome:?}");
    }
    assert_eq!(world.recorded(EventKind::ClientLogoGivenUp).await, 0);
    // What was fetched is here, whoever has the wish now.
    let logo = sample::logo(64);
    assert!(world.settle_logo(&late, &world.logo_kept(&logo)).await);
    assert!(!world.settle_logo(&current, &postponed).await);
    world.shows(&world.tenant, &client, Some(&logo)).await;
}

async fn go_with_client_and_tenant(world: &World<'_>) {
    let (registry, tenants) = (
        &world.ports().client_registry,
        &world.ports().tenant_registry,
    );
    let [kept, wished, left] = ["kept", "wished", "left"].map(|id| world.with_logo(id, HERE));
    assert!(world.register(&kept).await);
    let logo = sample::logo(64);
    world.keep_logo(&logo).await;
    assert!(world.register(&wished).await);
    let wish = world.only_wish().await;
    let event = world.event(EventKind::ClientDeleted);
    for client in [&kept, &wished] {
        let deleted = registry.delete(&world.tenant, client.id(), &event).await;
        assert_eq!(deleted.unwrap(), tenancy::Deletion::Deleted);
        world.shows(&world.tenant, client, None).await;
    }
    assert!(!world.settle_logo(&wish, &world.logo_kept(&logo)).await);
    world.has_no_wish().await;
    // Another client of that id begins without.
    let mut another = kept.clone();
    another.registration.logo_uri = None;
    assert!(world.register(&another).await);
    world.shows(&world.tenant, &another, None).await;

    assert!(world.register(&left).await);
    world.keep_logo(&logo).await;
    let (tenant, event) = (&world.tenant, world.event(EventKind::TenantClosed));
    assert!(tenants.close(tenant, world.now, &event).await.unwrap());
    assert!(tenants.delete(tenant, &event).await.unwrap());
    let found = world.ports().client_logos.find(tenant, left.id()).await;
    assert_eq!(found.unwrap(), None);
}

async fn are_raced(world: &World<'_>) {
    const CLIENTS: usize = 40;
    for number in 0..CLIENTS {
        let client = world.with_logo(&format!("client-{number}"), HERE);
        assert!(world.register(&client).await);
    }
    let (now, until) = (world.now, world.later(60));
    let taken = world.race(move |ports, _| async move {
        let mut taken = Vec::new();
        while let Some(leased) = ports.client_logos.lease(now, until).await.unwrap() {
            taken.push(leased.id);
        }
        taken
    });
    let taken: Vec<i64> = taken.await.into_iter().flatten().collect();
    assert_eq!(taken.len(), CLIENTS, "every wish once");
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), CLIENTS);
}
