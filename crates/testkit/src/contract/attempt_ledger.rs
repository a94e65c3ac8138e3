//! [`AttemptLedger`](identity::attempts::AttemptLedger).

use std::net::IpAddr;
use std::time::Duration;

use identity::SessionStart;
use identity::attempts::{
    BeginCharge, Blocked, ChargedTo, DEVICE_LIMIT, NameBudget, NameKey, OPEN_LIMIT, Verdict,
};
use kernel::audit::EventKind;
use kernel::{Timestamp, TokenHash};
use tenancy::BlockConfig;

use super::{Harness, World};
use crate::sample;

/// Begins are counted against address, device and name, in this order.
pub async fn attempt_ledger(harness: &dyn Harness) {
    a_name_is_blocked(&World::of(harness, "attempt-name").await).await;
    a_name_is_closed_by_its_total(&World::of(harness, "attempt-total").await).await;
    unsolved_challenges_are_failures(&World::of(harness, "attempt-unsolved").await).await;
    open_challenges_are_limited(&World::of(harness, "attempt-open").await).await;
    wrong_answers_block_the_address(&World::of(harness, "attempt-wrong").await).await;
    a_known_device_pays_for_itself(&World::of(harness, "attempt-device").await).await;
    only_its_own_device_is_known(&World::of(harness, "attempt-strangers").await).await;
    the_last_guess_is_given_once(&World::of(harness, "attempt-raced").await).await;
}

const BY_NAME: Verdict = Verdict::Allowed(ChargedTo::Name);
const BY_DEVICE: Verdict = Verdict::Allowed(ChargedTo::Device);
const BY_ADDRESS: Verdict = Verdict::Allowed(ChargedTo::Address);

impl World<'_> {
    fn name(&self) -> NameKey {
        NameKey::from_bytes(self.random().bytes())
    }

    async fn charge(&self, charge: &BeginCharge) -> Verdict {
        let event = self.event(EventKind::SignInBlocked);
        let ledger = &self.ports().attempt_ledger;
        ledger.charge_begin(charge, &event).await.unwrap()
    }

    async fn fail(&self, now: Timestamp) {
        let charge = sample::failure(&self.tenant, now);
        let refused = self.event(EventKind::SignInRefused);
        let blocked = self.event(EventKind::SignInBlocked);
        let ledger = &self.ports().attempt_ledger;
        ledger
            .charge_failure(&charge, &refused, &blocked)
            .await
            .unwrap();
    }
}

fn blocked(until: Timestamp, is_new: bool) -> Verdict {
    Verdict::Blocked(Blocked { until, is_new })
}

async fn a_name_is_blocked(world: &World<'_>) {
    let charge = sample::begin(&world.tenant, world.name(), world.now);
    for _ in 0..charge.policy.user_attempts_limit {
        assert_eq!(world.charge(&charge).await, BY_NAME);
    }
    assert_eq!(world.recorded(EventKind::SignInBlocked).await, 0);
    assert_eq!(world.charge(&charge).await, blocked(world.later(60), true));
    assert_eq!(world.charge(&charge).await, blocked(world.later(60), false));
    assert_eq!(world.recorded(EventKind::SignInBlocked).await, 1);

    let elsewhere = BeginCharge {
        tenant_id: world.other.clone(),
        ..charge.clone()
    };
    let another = BeginCharge {
        name: Some(world.name()),
        ..charge.clone()
    };
    let nobody = BeginCharge {
        name: None,
        ..charge.clone()
    };
    assert_eq!(world.charge(&elsewhere).await, BY_NAME);
    assert_eq!(world.charge(&another).await, BY_NAME);
    assert_eq!(world.charge(&nobody).await, BY_ADDRESS);
    let after = BeginCharge {
        now: world.later(60),
        ..charge
    };
    assert_eq!(world.charge(&after).await, BY_NAME);
}

async fn a_name_is_closed_by_its_total(world: &World<'_>) {
    let policy = BlockConfig {
        user_attempts_limit: 1_000,
        ..BlockConfig::default()
    };
    let mut charge = sample::begin(&world.tenant, world.name(), world.now);
    charge.policy = policy;
    for _ in 0..NameBudget::TOTAL_LIMIT {
        assert_eq!(world.charge(&charge).await, BY_NAME);
    }
    let reopens = world.now.plus(Duration::from_hours(7 * 24));
    assert_eq!(world.charge(&charge).await, blocked(reopens, false));
    charge.now = reopens;
    assert_eq!(world.charge(&charge).await, BY_NAME);
    assert!(matches!(world.charge(&charge).await, Verdict::Blocked(_)));
}

async fn unsolved_challenges_are_failures(world: &World<'_>) {
    let ledger = &world.ports().challenge_ledger;
    let begin = sample::begin(&world.tenant, world.name(), world.now);
    let mut ids: Vec<TokenHash> = Vec::new();
    for tenant in [&world.tenant, &world.other] {
        for _ in 0..begin.policy.ip_attempts_limit {
            let challenge = sample::challenge(tenant, world.now, world.random());
            ids.push(challenge.id);
            ledger.open(challenge).await.unwrap();
        }
    }
    let mut other_address = sample::challenge(&world.tenant, world.now, world.random());
    other_address.occasion.address = String::from("192.0.2.2");
    ledger.open(other_address.clone()).await.unwrap();

    let mut charge = BeginCharge {
        now: world.later(119),
        ..begin
    };
    assert_eq!(world.charge(&charge).await, BY_NAME);
    charge.now = world.later(120);
    let until = charge.now.plus(Duration::from_mins(1));
    assert_eq!(world.charge(&charge).await, blocked(until, true));
    assert_eq!(world.charge(&charge).await, blocked(until, false));
    assert_eq!(world.recorded(EventKind::SignInBlocked).await, 1);
    // They are gone, and those of the other tenant and address are not.
    assert!(ledger.consume(&ids[0], world.now).await.unwrap().is_none());
    assert!(
        ledger
            .consume(ids.last().unwrap(), world.now)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        ledger
            .consume(&other_address.id, world.now)
            .await
            .unwrap()
            .is_some()
    );
    // Counted once: a minute later the address is free.
    charge.now = until;
    assert_eq!(world.charge(&charge).await, BY_NAME);
}

async fn open_challenges_are_limited(world: &World<'_>) {
    let ledger = &world.ports().challenge_ledger;
    let mut charge = sample::begin(&world.tenant, world.name(), world.later(10));
    charge.address = "2001:db8:1:2:aaaa::1".parse::<IpAddr>().unwrap();
    for index in 0..OPEN_LIMIT {
        assert_eq!(
            world
                .charge(&BeginCharge {
                    name: None,
                    ..charge.clone()
                })
                .await,
            BY_ADDRESS
        );
        let opened_at = world.later(u64::from(index.min(1)));
        let mut challenge = sample::challenge(&world.tenant, opened_at, world.random());
        challenge.occasion.address = String::from("2001:db8:1:2::");
        ledger.open(challenge).await.unwrap();
    }
    assert_eq!(
        world.charge(&charge).await,
        blocked(world.later(120), false)
    );
    charge.address = "2001:db8:1:2:bbbb::2".parse().unwrap();
    assert_eq!(
        world.charge(&charge).await,
        blocked(world.later(120), false)
    );
    charge.address = "2001:db8:1:3::1".parse().unwrap();
    assert_eq!(world.charge(&charge).await, BY_NAME);
    assert_eq!(world.recorded(EventKind::SignInBlocked).await, 0);
}

async fn wrong_answers_block_the_address(world: &World<'_>) {
    let charge = sample::begin(&world.tenant, world.name(), world.now);
    for failures in 1..=charge.policy.ip_attempts_limit {
        assert_eq!(world.charge(&charge).await, BY_NAME);
        world.fail(world.now).await;
        assert_eq!(
            world.recorded(EventKind::SignInRefused).await,
            usize::try_from(failures).unwrap()
        );
    }
    assert_eq!(world.recorded(EventKind::SignInBlocked).await, 1);
    assert_eq!(world.charge(&charge).await, blocked(world.later(60), false));
    let elsewhere = BeginCharge {
        tenant_id: world.other.clone(),
        ..charge.clone()
    };
    assert_eq!(world.charge(&elsewhere).await, BY_NAME);
    let nobody = BeginCharge {
        name: None,
        ..charge
    };
    assert_eq!(world.charge(&nobody).await, blocked(world.later(60), false));
}

/// A charge by a browser that is known for the charged name.
async fn known(world: &World<'_>) -> BeginCharge {
    let nonce = sample::nonce(&world.ada, world.now, world.random());
    world.issue(&nonce).await;
    let device = world.device();
    let session = sample::session(&world.ada, world.now, world.random());
    let start = SessionStart {
        session: &session,
        nonce: &nonce.token,
        device: &device,
        browser: sample::browser_change(world.random()),
        replaces: None,
    };
    let event = world.event(EventKind::SessionStarted);
    assert!(world.ports().sessions.start(start, &event).await.unwrap());
    BeginCharge {
        device: Some(device.token),
        ..sample::begin(&world.tenant, device.name, world.now)
    }
}

async fn a_known_device_pays_for_itself(world: &World<'_>) {
    let charge = known(world).await;
    let stranger = BeginCharge {
        device: None,
        ..charge.clone()
    };
    for _ in 0..charge.policy.user_attempts_limit {
        assert_eq!(world.charge(&stranger).await, BY_NAME);
    }
    assert!(matches!(world.charge(&stranger).await, Verdict::Blocked(_)));
    for _ in 0..DEVICE_LIMIT {
        assert_eq!(world.charge(&charge).await, BY_DEVICE);
    }
    // Its budget is used up: it is a stranger now, and stays one.
    assert!(matches!(world.charge(&charge).await, Verdict::Blocked(_)));
    let later = BeginCharge {
        now: world.later(60),
        ..charge
    };
    assert_eq!(world.charge(&later).await, BY_NAME);
}

async fn only_its_own_device_is_known(world: &World<'_>) {
    let charge = known(world).await;
    let another_name = BeginCharge {
        name: Some(world.name()),
        ..charge.clone()
    };
    let another_tenant = BeginCharge {
        tenant_id: world.other.clone(),
        ..charge.clone()
    };
    let unknown = BeginCharge {
        device: Some(sample::token(world.random())),
        ..charge.clone()
    };
    let expired = BeginCharge {
        now: world.later(24 * 3600),
        ..charge.clone()
    };
    for stranger in [another_name, another_tenant, unknown, expired] {
        assert_eq!(world.charge(&stranger).await, BY_NAME);
    }
    assert_eq!(world.charge(&charge).await, BY_DEVICE);
}

async fn the_last_guess_is_given_once(world: &World<'_>) {
    let charge = sample::begin(&world.tenant, world.name(), world.now);
    for _ in 1..charge.policy.user_attempts_limit {
        assert_eq!(world.charge(&charge).await, BY_NAME);
    }
    let verdicts = world.race(|ports, _| {
        let (charge, event) = (charge.clone(), world.event(EventKind::SignInBlocked));
        async move {
            ports
                .attempt_ledger
                .charge_begin(&charge, &event)
                .await
                .unwrap()
        }
    });
    let verdicts = verdicts.await;
    assert_eq!(
        verdicts
            .iter()
            .filter(|verdict| **verdict == BY_NAME)
            .count(),
        1
    );
    assert_eq!(world.recorded(EventKind::SignInBlocked).await, 1);
}
