//! [`SignInNonces`](identity::sign_in::SignInNonces).

use identity::attempts::{BeginCharge, ChargedTo, DEVICE_LIMIT, NameKey, Verdict};
use identity::sign_in::{Refund, Telemetry};
use identity::{Account, AccountUpdate, KnownDevice, SessionStart, UpdateOutcome};
use kernel::TokenHash;
use kernel::audit::EventKind;
use serde_json::json;
use zkp_protocol::Handle;

use super::{Harness, World};
use crate::sample;

/// A nonce is kept whole, in its tenant; a success gives begins back to whoever paid for them.
pub async fn sign_in_nonces(harness: &dyn Harness) {
    are_found_in_their_tenant(&World::of(harness, "nonces").await).await;
    are_for_the_credential_that_was_proved(&World::of(harness, "nonces-replaced").await).await;
    refund_this_begin(&World::of(harness, "nonces-one").await).await;
    refund_the_browser(&World::of(harness, "nonces-browser").await).await;
    refund_the_device(&World::of(harness, "nonces-device").await).await;
    refund_a_browser_under_its_new_cookie(&World::of(harness, "nonces-moved").await).await;
}

async fn are_found_in_their_tenant(world: &World<'_>) {
    let nonces = &world.ports().sign_in_nonces;
    let full = sample::nonce(&world.ada, world.now, world.random());
    let mut bare = sample::nonce(&world.ada, world.now, world.random());
    bare.auth_req_id = None;
    bare.browser = None;
    for nonce in [&full, &bare] {
        let refund = Refund {
            name: nonce.name,
            browser: nonce.browser,
            device: None,
        };
        let telemetry = Telemetry {
            ber: Some(json!({ "ber": 0.02 })),
            log_data: Some(json!([1, "two"])),
            error_rate: None,
        };
        let event = world.event(EventKind::SignInProved);
        let proved = world.credential_of(nonce).await;
        let issued = nonces.issue(nonce, &proved, &refund, &telemetry, &event);
        assert!(issued.await.unwrap());
        let found = nonces.find(&world.tenant, &nonce.token).await.unwrap();
        assert_eq!(found.as_ref(), Some(nonce));
        assert_eq!(nonces.find(&world.other, &nonce.token).await.unwrap(), None);
    }
    assert_eq!(world.recorded(EventKind::SignInProved).await, 2);
}

async fn are_for_the_credential_that_was_proved(world: &World<'_>) {
    let (old, bob) = (
        world.enrol(&world.ada).await,
        sample::account(&world.tenant, "bob", world.now, world.random()),
    );
    assert!(world.create(&bob).await);
    let bobs = world.enrol(&bob).await;
    let new = world.enrol(&world.ada).await;
    let name = NameKey::from_bytes(world.random().bytes());
    let charge = sample::begin(&world.tenant, name, world.now);
    for _ in 0..5 {
        charged(world, &charge).await;
    }
    let nonce = sample::nonce(&world.ada, world.now, world.random());
    let is_issued = async |proved: &Handle| {
        let refund = Refund {
            name,
            browser: None,
            device: None,
        };
        let event = world.event(EventKind::SignInProved);
        let (nonces, telemetry) = (&world.ports().sign_in_nonces, Telemetry::default());
        let issued = nonces.issue(&nonce, proved, &refund, &telemetry, &event);
        let issued = issued.await.unwrap();
        let found = nonces.find(&world.tenant, &nonce.token).await.unwrap();
        assert_eq!(found.is_some(), issued);
        issued
    };
    for other in [&old.handle, &bobs.handle] {
        assert!(!is_issued(other).await);
    }
    let accounts = &world.ports().accounts;
    let before = accounts.find(&world.tenant, &world.ada.user_id).await;
    let before = before.unwrap().unwrap();
    let disabled = Account {
        is_disabled: true,
        ..before.clone()
    };
    for (before, after) in [(&before, &disabled), (&disabled, &before)] {
        let update = AccountUpdate {
            before,
            after,
            welcome: None,
        };
        let event = world.event(EventKind::UserUpdated);
        let outcome = accounts.update(update, &event).await.unwrap();
        assert_eq!(outcome, UpdateOutcome::Updated);
        assert_eq!(is_issued(&new.handle).await, !after.is_disabled);
    }
    assert_eq!(world.recorded(EventKind::SignInProved).await, 1);
    // What was refused gave nothing back.
    let limit = charge.policy.user_attempts_limit;
    assert_eq!(allowed(world, name).await, limit - 4);
}

/// How many begins of strangers the name still allows, each of which it then has counted.
async fn allowed(world: &World<'_>, name: NameKey) -> u32 {
    let charge = sample::begin(&world.tenant, name, world.now);
    let mut allowed = 0;
    while charged(world, &charge).await == Verdict::Allowed(ChargedTo::Name) {
        allowed += 1;
    }
    allowed
}

async fn charged(world: &World<'_>, charge: &BeginCharge) -> Verdict {
    let event = world.event(EventKind::SignInBlocked);
    let ledger = &world.ports().attempt_ledger;
    ledger.charge_begin(charge, &event).await.unwrap()
}

async fn succeed(
    world: &World<'_>,
    name: NameKey,
    browser: Option<TokenHash>,
    device: Option<TokenHash>,
) {
    let nonce = sample::nonce(&world.ada, world.now, world.random());
    let refund = Refund {
        name,
        browser,
        device,
    };
    let event = world.event(EventKind::SignInProved);
    let nonces = &world.ports().sign_in_nonces;
    let (proved, telemetry) = (world.credential_of(&nonce).await, Telemetry::default());
    let issued = nonces.issue(&nonce, &proved, &refund, &telemetry, &event);
    assert!(issued.await.unwrap());
}

async fn refund_this_begin(world: &World<'_>) {
    let name = NameKey::from_bytes(world.random().bytes());
    let charge = sample::begin(&world.tenant, name, world.now);
    for _ in 0..3 {
        charged(world, &charge).await;
    }
    succeed(world, name, None, None).await;
    assert_eq!(
        allowed(world, name).await,
        charge.policy.user_attempts_limit - 2
    );
}

async fn refund_the_browser(world: &World<'_>) {
    let name = NameKey::from_bytes(world.random().bytes());
    let browser = sample::token(world.random());
    let stranger = sample::begin(&world.tenant, name, world.now);
    let own = BeginCharge {
        browser: Some(browser),
        ..stranger.clone()
    };
    let another = BeginCharge {
        name: Some(NameKey::from_bytes(world.random().bytes())),
        ..own.clone()
    };
    for charge in [&stranger, &own, &own, &own, &another] {
        assert_eq!(
            charged(world, charge).await,
            Verdict::Allowed(ChargedTo::Name)
        );
    }
    succeed(world, name, Some(browser), None).await;
    // A second success has nothing left to refund.
    succeed(world, name, Some(browser), None).await;
    assert_eq!(
        allowed(world, name).await,
        stranger.policy.user_attempts_limit - 1
    );
}

async fn refund_a_browser_under_its_new_cookie(world: &World<'_>) {
    let name = NameKey::from_bytes(world.random().bytes());
    let browser = sample::browser_change(world.random());
    let own = BeginCharge {
        browser: Some(browser.from),
        ..sample::begin(&world.tenant, name, world.now)
    };
    for _ in 0..3 {
        charged(world, &own).await;
    }
    let nonce = sample::nonce(&world.ada, world.now, world.random());
    world.issue(&nonce).await;
    let start = SessionStart {
        session: &sample::session(&world.ada, world.now, world.random()),
        nonce: &nonce.token,
        device: &world.device(),
        browser,
        replaces: None,
    };
    let event = world.event(EventKind::SessionStarted);
    assert!(world.ports().sessions.start(start, &event).await.unwrap());
    succeed(world, name, Some(browser.from), None).await;
    succeed(world, name, Some(browser.to), None).await;
    assert_eq!(allowed(world, name).await, own.policy.user_attempts_limit);
}

async fn known_device(world: &World<'_>) -> KnownDevice {
    let (nonce, device) = (
        sample::nonce(&world.ada, world.now, world.random()),
        world.device(),
    );
    world.issue(&nonce).await;
    let start = SessionStart {
        session: &sample::session(&world.ada, world.now, world.random()),
        nonce: &nonce.token,
        device: &device,
        browser: sample::browser_change(world.random()),
        replaces: None,
    };
    let event = world.event(EventKind::SessionStarted);
    assert!(world.ports().sessions.start(start, &event).await.unwrap());
    device
}

async fn refund_the_device(world: &World<'_>) {
    let device = known_device(world).await;
    let stranger = sample::begin(&world.tenant, device.name, world.now);
    let own = BeginCharge {
        device: Some(device.token),
        ..stranger.clone()
    };
    assert_eq!(
        charged(world, &stranger).await,
        Verdict::Allowed(ChargedTo::Name)
    );
    for _ in 0..3 {
        for _ in 0..DEVICE_LIMIT {
            assert_eq!(
                charged(world, &own).await,
                Verdict::Allowed(ChargedTo::Device)
            );
        }
        succeed(world, device.name, None, Some(device.token)).await;
    }
    // What the device paid for does not lower what strangers have spent.
    assert_eq!(
        allowed(world, device.name).await,
        stranger.policy.user_attempts_limit - 1
    );
}
