//! [`Blocks`](identity::attempts::Blocks).

use std::net::IpAddr;

use identity::attempts::{BeginCharge, BlockWindow, ChargedTo, NameKey, Verdict};
use identity::{Account, AccountUpdate, SessionStart, UpdateOutcome, Username};
use kernel::audit::EventKind;
use kernel::{Timestamp, TokenHash};

use super::{Harness, World};
use crate::sample;

/// Who is blocked is listed, and let in again.
pub async fn blocks(harness: &dyn Harness) {
    a_network_is_listed_and_lifted(&World::of(harness, "blocks-network").await).await;
    an_account_is_listed_and_lifted(&World::of(harness, "blocks-account").await).await;
    a_name_without_an_account_is_not_listed(&World::of(harness, "blocks-nobody").await).await;
    blocks_are_paged(&World::of(harness, "blocks-paged").await).await;
    a_name_that_is_given_up_knows_no_devices(&World::of(harness, "blocks-renamed").await).await;
}

const ALL: BlockWindow = BlockWindow {
    is_descending: true,
    limit: 100,
    offset: 0,
};

impl World<'_> {
    async fn block_network(&self, address: &str, now: Timestamp) -> IpAddr {
        let mut charge = sample::failure(&self.tenant, now);
        charge.address = address.parse().unwrap();
        let refused = self.event(EventKind::SignInRefused);
        let blocked = self.event(EventKind::SignInBlocked);
        for _ in 0..charge.policy.ip_attempts_limit {
            let ledger = &self.ports().attempt_ledger;
            let charged = ledger.charge_failure(&charge, &refused, &blocked).await;
            charged.unwrap();
        }
        charge.network()
    }

    /// The charge that is refused while the name is blocked.
    async fn block_name(&self, name: NameKey, now: Timestamp) -> BeginCharge {
        let charge = sample::begin(&self.tenant, name, now);
        for _ in 0..charge.policy.user_attempts_limit {
            self.begin(&charge).await;
        }
        assert!(matches!(self.begin(&charge).await, Verdict::Blocked(_)));
        charge
    }

    async fn begin(&self, charge: &BeginCharge) -> Verdict {
        let event = self.event(EventKind::SignInBlocked);
        let ledger = &self.ports().attempt_ledger;
        ledger.charge_begin(charge, &event).await.unwrap()
    }

    /// A browser in which `account` has signed in, and its name.
    async fn known(&self, account: &Account) -> (TokenHash, NameKey) {
        let nonce = sample::nonce(account, self.now, self.random());
        self.issue(&nonce).await;
        let device = self.device();
        let start = SessionStart {
            session: &sample::session(account, self.now, self.random()),
            nonce: &nonce.token,
            device: &device,
            browser: sample::browser_change(self.random()),
            replaces: None,
        };
        let event = self.event(EventKind::SessionStarted);
        assert!(self.ports().sessions.start(start, &event).await.unwrap());
        (device.token, device.name)
    }
}

async fn a_network_is_listed_and_lifted(world: &World<'_>) {
    let blocks = &world.ports().blocks;
    let network = world.block_network("192.0.2.7", world.now).await;
    let list = async |tenant, now| blocks.networks(tenant, now, ALL).await.unwrap();
    let page = list(&world.tenant, world.now).await;
    assert_eq!(page.total, 1);
    let (listed, budget) = &page.blocked[0];
    assert_eq!((*listed, budget.blocks), (network, 1));
    assert_eq!(budget.blocked_until, world.later(60));
    assert_eq!(list(&world.other, world.now).await.total, 0);
    assert_eq!(list(&world.tenant, world.later(60)).await.total, 0);

    let event = world.event(EventKind::BlockLifted);
    let elsewhere = blocks.lift_network(&world.other, network, &event).await;
    assert!(!elsewhere.unwrap());
    let too_late = sample::event(&world.tenant, EventKind::BlockLifted, world.later(60));
    let free = async |event| {
        let outcome = blocks.lift_network(&world.tenant, network, event).await;
        outcome.unwrap()
    };
    assert!(!free(&too_late).await);
    assert!(free(&event).await);
    assert!(!free(&event).await);
    assert_eq!(world.recorded(EventKind::BlockLifted).await, 1);
    assert_eq!(list(&world.tenant, world.now).await.total, 0);
    // It begins anew: the next block is again its first one.
    world.block_network("192.0.2.7", world.now).await;
    let page = list(&world.tenant, world.now).await;
    assert_eq!(page.blocked[0].1.blocked_until, world.later(60));
}

async fn an_account_is_listed_and_lifted(world: &World<'_>) {
    let blocks = &world.ports().blocks;
    let (_, name) = world.known(&world.ada).await;
    let charge = world.block_name(name, world.now).await;
    let list = async |tenant, now| blocks.accounts(tenant, now, ALL).await.unwrap();
    let page = list(&world.tenant, world.now).await;
    assert_eq!(page.total, 1);
    let (listed, budget) = &page.blocked[0];
    assert_eq!((&listed.user_id, budget.blocks), (&world.ada.user_id, 1));
    let total = budget.total;
    assert_eq!(list(&world.other, world.now).await.total, 0);
    assert_eq!(list(&world.tenant, world.later(60)).await.total, 0);

    let event = world.event(EventKind::BlockLifted);
    assert!(!blocks.lift_name(&world.other, &name, &event).await.unwrap());
    assert!(
        blocks
            .lift_name(&world.tenant, &name, &event)
            .await
            .unwrap()
    );
    assert!(
        !blocks
            .lift_name(&world.tenant, &name, &event)
            .await
            .unwrap()
    );
    assert_eq!(world.recorded(EventKind::BlockLifted).await, 1);
    assert_eq!(list(&world.tenant, world.now).await.total, 0);
    let by_name = Verdict::Allowed(ChargedTo::Name);
    assert_eq!(world.begin(&charge).await, by_name);
    // What counts over all time has stayed.
    world.block_name(name, world.now).await;
    let page = list(&world.tenant, world.now).await;
    assert!(page.blocked[0].1.total > total, "{page:?}");
}

async fn a_name_without_an_account_is_not_listed(world: &World<'_>) {
    let name = NameKey::from_bytes(world.random().bytes());
    world.block_name(name, world.now).await;
    let page = world.ports().blocks.accounts(&world.tenant, world.now, ALL);
    assert_eq!(page.await.unwrap().total, 0);
}

async fn blocks_are_paged(world: &World<'_>) {
    let mut networks = Vec::new();
    for (index, address) in ["192.0.2.101", "192.0.2.102", "192.0.2.103"]
        .iter()
        .enumerate()
    {
        let now = world.later(index.try_into().unwrap());
        networks.push(world.block_network(address, now).await);
        let account = sample::account(&world.tenant, &format!("p{index}"), now, world.random());
        assert!(world.create(&account).await);
        // Two browsers are no reason to be listed twice.
        let (_, name) = world.known(&account).await;
        world.known(&account).await;
        world.block_name(name, now).await;
    }
    let blocks = &world.ports().blocks;
    for (is_descending, offset, wanted) in
        [(true, 0, [2, 1]), (true, 1, [1, 0]), (false, 1, [1, 2])]
    {
        let window = BlockWindow {
            is_descending,
            limit: 2,
            offset,
        };
        let page = blocks
            .networks(&world.tenant, world.now, window)
            .await
            .unwrap();
        let listed: Vec<_> = page.blocked.iter().map(|(network, _)| *network).collect();
        assert_eq!(
            (page.total, listed),
            (3, wanted.map(|it| networks[it]).to_vec())
        );
        let page = blocks
            .accounts(&world.tenant, world.now, window)
            .await
            .unwrap();
        let listed: Vec<_> = page
            .blocked
            .iter()
            .map(|(it, _)| it.username.to_string())
            .collect();
        assert_eq!(
            (page.total, listed),
            (3, wanted.map(|it| format!("p{it}")).to_vec())
        );
    }
}

async fn a_name_that_is_given_up_knows_no_devices(world: &World<'_>) {
    let accounts = &world.ports().accounts;
    let by_device = Verdict::Allowed(ChargedTo::Device);
    let by_name = Verdict::Allowed(ChargedTo::Name);
    let begin = |(device, name)| BeginCharge {
        device: Some(device),
        ..sample::begin(&world.tenant, name, world.now)
    };
    let before = begin(world.known(&world.ada).await);
    assert_eq!(world.begin(&before).await, by_device);
    let ada = accounts.find(&world.tenant, &world.ada.user_id).await;
    let ada = ada.unwrap().unwrap();
    let renamed = Account {
        username: Username::parse("ada-by-another-name").unwrap(),
        ..ada.clone()
    };
    let update = AccountUpdate {
        before: &ada,
        after: &renamed,
        welcome: None,
    };
    let event = world.event(EventKind::UserUpdated);
    let outcome = accounts.update(update, &event).await.unwrap();
    assert_eq!(outcome, UpdateOutcome::Updated);
    assert_eq!(world.begin(&before).await, by_name);

    let after = begin(world.known(&renamed).await);
    assert_eq!(world.begin(&after).await, by_device);
    let event = world.event(EventKind::UserDeleted);
    let gone = [(renamed.user_id.clone(), event)];
    assert_eq!(accounts.delete(&world.tenant, &gone).await.unwrap(), 1);
    assert_eq!(world.begin(&after).await, by_name);
}
