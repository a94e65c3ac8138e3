//! [`DeviceAuthorizations`](oidc::DeviceAuthorizations).

use std::net::IpAddr;

use identity::Session;
use identity::attempts::FailureCharge;
use kernel::Timestamp;
use kernel::audit::EventKind;
use oidc::{
    DeviceApproval, DeviceAuthorization, DeviceDecision, DeviceRedemption, Grant, PollOutcome,
    UserCode, UserCodeEvents, UserCodeOutcome,
};
use tenancy::BlockConfig;

use super::{Harness, Ports, World};
use crate::sample;

/// A device waits for its person, asks as often as it may, and is signed in once.
pub async fn device_authorizations(harness: &dyn Harness) {
    are_found_by_their_user_code(&World::of(harness, "devices").await).await;
    wrong_codes_block_the_address(&World::of(harness, "devices-guessed").await).await;
    are_decided_once(&World::of(harness, "devices-decided").await).await;
    ask_as_often_as_they_may(&World::of(harness, "devices-polled").await).await;
    are_redeemed_once(&World::of(harness, "devices-redeemed").await).await;
    are_gone(&World::of(harness, "devices-gone").await).await;
    are_raced(&World::of(harness, "devices-raced").await).await;
}

const ADDRESS: &str = "192.0.2.77";

fn approval(session: &Session) -> DeviceApproval {
    DeviceApproval {
        user_id: session.user_id.clone(),
        session_id: session.session_id.clone(),
        session_expires_at: session.expires_at,
        auth_time: session.auth_time,
        amr: session.amr.clone(),
    }
}

fn last_moment(device: &DeviceAuthorization) -> Timestamp {
    Timestamp::from_micros(device.expires_at.micros() - 1)
}

impl World<'_> {
    async fn opened(&self) -> DeviceAuthorization {
        let device = sample::device_authorization(&self.client, self.now, self.random());
        let devices = &self.ports().device_authorizations;
        assert!(devices.open(&device).await.unwrap());
        device
    }

    async fn type_in(&self, code: &UserCode, address: &str, now: Timestamp) -> UserCodeOutcome {
        let charge = FailureCharge {
            tenant_id: self.tenant.clone(),
            address: address.parse::<IpAddr>().unwrap(),
            policy: BlockConfig::default(),
            now,
        };
        let (refused, blocked) = (
            self.event(EventKind::UserCodeRefused),
            self.event(EventKind::SignInBlocked),
        );
        let events = UserCodeEvents {
            refused: &refused,
            blocked: &blocked,
        };
        let devices = &self.ports().device_authorizations;
        let found = devices.find_by_user_code(code, &charge, &events).await;
        found.unwrap()
    }

    /// Says something about a device, by way of an authorization request that is open.
    async fn decide(&self, device: &DeviceAuthorization, decision: &DeviceDecision) -> bool {
        let request = sample::authorization_request(&self.client, self.now, self.random());
        let requests = &self.ports().authorization_requests;
        requests.open(&request).await.unwrap();
        let kind = match decision {
            DeviceDecision::Approved(_) => EventKind::DeviceApproved,
            DeviceDecision::Denied => EventKind::DeviceDenied,
        };
        let (code, event) = (&device.user_code, self.event(kind));
        let devices = &self.ports().device_authorizations;
        let decided = devices.decide(&self.tenant, code, decision, &request.token, &event);
        let decided = decided.await.unwrap();
        let left = requests.find(&request.token).await.unwrap();
        assert_eq!(left.is_none(), decided);
        decided
    }

    async fn poll_at(&self, device: &DeviceAuthorization, now: Timestamp) -> PollOutcome {
        let devices = &self.ports().device_authorizations;
        let (client, code) = (self.client.id(), &device.device_code);
        let polled = devices.poll(&self.tenant, client, code, now).await;
        polled.unwrap()
    }

    /// A grant as the device would get it.
    fn grant_in(&self, session: &Session) -> Grant {
        let code = sample::code(&self.client, session, self.random());
        sample::grant(&code, self.random())
    }
}

async fn redeem(
    ports: &Ports,
    device: &DeviceAuthorization,
    grant: &Grant,
    now: Timestamp,
    event: &kernel::AuditEvent,
    random: &dyn kernel::Random,
) -> bool {
    let refresh_token = sample::refresh_token(grant, now, random);
    let redemption = DeviceRedemption {
        device_code: &device.device_code,
        grant,
        refresh_token: Some(&refresh_token),
    };
    let devices = &ports.device_authorizations;
    devices.redeem(&redemption, now, event).await.unwrap()
}

async fn are_found_by_their_user_code(world: &World<'_>) {
    let device = world.opened().await;
    let code = &device.user_code;
    let found = UserCodeOutcome::Waits(Box::new(device.clone()));
    assert_eq!(world.type_in(code, ADDRESS, world.now).await, found);
    assert_eq!(
        world.type_in(code, ADDRESS, last_moment(&device)).await,
        found
    );

    let devices = &world.ports().device_authorizations;
    let namesake = DeviceAuthorization {
        user_code: code.clone(),
        ..sample::device_authorization(&world.client, world.now, world.random())
    };
    assert!(!devices.open(&namesake).await.unwrap());
    let elsewhere = DeviceAuthorization {
        tenant_id: world.other.clone(),
        ..namesake
    };
    assert!(devices.open(&elsewhere).await.unwrap());
    assert_eq!(world.type_in(code, ADDRESS, world.now).await, found);
    assert_eq!(
        world.poll_at(&elsewhere, world.now).await,
        PollOutcome::Gone
    );
    assert_eq!(world.recorded(EventKind::UserCodeRefused).await, 0);
    let late = world.type_in(code, ADDRESS, device.expires_at).await;
    assert_eq!(late, UserCodeOutcome::Unknown);
    assert_eq!(world.recorded(EventKind::UserCodeRefused).await, 1);
}

async fn wrong_codes_block_the_address(world: &World<'_>) {
    let device = world.opened().await;
    let wrong = UserCode::generate(world.random());
    let limit = usize::try_from(BlockConfig::default().ip_attempts_limit).unwrap();
    let outcomes = world.race(|ports, _| {
        let (wrong, now) = (wrong.clone(), world.now);
        let charge = FailureCharge {
            tenant_id: world.tenant.clone(),
            address: ADDRESS.parse().unwrap(),
            policy: BlockConfig::default(),
            now,
        };
        let refused = world.event(EventKind::UserCodeRefused);
        let blocked = world.event(EventKind::SignInBlocked);
        async move {
            let events = UserCodeEvents {
                refused: &refused,
                blocked: &blocked,
            };
            let devices = &ports.device_authorizations;
            let found = devices.find_by_user_code(&wrong, &charge, &events).await;
            found.unwrap()
        }
    });
    let outcomes = outcomes.await;
    let is_unknown = |outcome: &&UserCodeOutcome| **outcome == UserCodeOutcome::Unknown;
    assert_eq!(outcomes.iter().filter(is_unknown).count(), limit);
    assert_eq!(world.recorded(EventKind::UserCodeRefused).await, limit);
    assert_eq!(world.recorded(EventKind::SignInBlocked).await, 1);

    let code = &device.user_code;
    let until = world.now.plus(BlockConfig::default().block_duration(0));
    let blocked = UserCodeOutcome::Blocked { until };
    assert_eq!(world.type_in(code, ADDRESS, world.now).await, blocked);
    let found = UserCodeOutcome::Waits(Box::new(device.clone()));
    assert_eq!(world.type_in(code, "192.0.2.78", world.now).await, found);
    assert_eq!(world.type_in(code, ADDRESS, until).await, found);
}

async fn are_decided_once(world: &World<'_>) {
    let session = world.signed_in().await;
    let approved = DeviceDecision::Approved(approval(&session));
    let device = world.opened().await;
    let devices = &world.ports().device_authorizations;
    let (code, event) = (&device.user_code, world.event(EventKind::DeviceApproved));
    let nothing = sample::token(world.random());
    let decided = devices.decide(&world.tenant, code, &approved, &nothing, &event);
    assert!(!decided.await.unwrap());
    assert_eq!(
        world.poll_at(&device, world.now).await,
        PollOutcome::Pending
    );

    assert!(world.decide(&device, &approved).await);
    assert!(!world.decide(&device, &DeviceDecision::Denied).await);
    let answer = PollOutcome::Approved(Box::new((device.clone(), approval(&session))));
    assert_eq!(world.poll_at(&device, world.now).await, answer);
    let again = world.type_in(code, ADDRESS, world.now).await;
    assert_eq!(again, UserCodeOutcome::Unknown);

    let denied = world.opened().await;
    assert!(world.decide(&denied, &DeviceDecision::Denied).await);
    assert!(!world.decide(&denied, &approved).await);
    assert_eq!(world.poll_at(&denied, world.now).await, PollOutcome::Denied);

    let expired = DeviceAuthorization {
        expires_at: world.now,
        ..sample::device_authorization(&world.client, world.now, world.random())
    };
    assert!(devices.open(&expired).await.unwrap());
    assert!(!world.decide(&expired, &approved).await);
    assert_eq!(world.recorded(EventKind::DeviceApproved).await, 1);
    assert_eq!(world.recorded(EventKind::DeviceDenied).await, 1);
}

async fn ask_as_often_as_they_may(world: &World<'_>) {
    let device = world.opened().await;
    for (seconds, expected) in [
        (0, PollOutcome::Pending),
        (5, PollOutcome::Pending),
        (6, PollOutcome::SlowDown),
        (11, PollOutcome::SlowDown),
        (26, PollOutcome::Pending),
    ] {
        assert_eq!(world.poll_at(&device, world.later(seconds)).await, expected);
    }
    let last = world.poll_at(&device, last_moment(&device)).await;
    assert_eq!(last, PollOutcome::Pending);
    let late = world.poll_at(&device, device.expires_at).await;
    assert_eq!(late, PollOutcome::Expired);

    let devices = &world.ports().device_authorizations;
    let (stranger, code) = ("stranger".parse().unwrap(), &device.device_code);
    let polled = devices
        .poll(&world.tenant, &stranger, code, world.now)
        .await;
    assert_eq!(polled.unwrap(), PollOutcome::Gone);
}

async fn are_redeemed_once(world: &World<'_>) {
    let session = world.signed_in().await;
    let device = world.opened().await;
    let grant = world.grant_in(&session);
    let event = world.event(EventKind::DeviceCodeRedeemed);
    let (ports, random, now) = (world.ports(), world.random(), last_moment(&device));
    assert!(!redeem(ports, &device, &grant, now, &event, random).await);
    let approved = DeviceDecision::Approved(approval(&session));
    assert!(world.decide(&device, &approved).await);
    let mut elsewhere = grant.clone();
    elsewhere.tenant_id = world.other.clone();
    assert!(!redeem(ports, &device, &elsewhere, now, &event, random).await);
    assert!(redeem(ports, &device, &grant, now, &event, random).await);
    assert_eq!(world.find_grant(&grant).await, grant);

    let second = world.grant_in(&session);
    assert!(!redeem(ports, &device, &second, now, &event, random).await);
    let found = ports.grants.find(&world.tenant, &second.grant_id).await;
    assert_eq!(found.unwrap(), None);
    assert_eq!(world.poll_at(&device, now).await, PollOutcome::Gone);
    assert_eq!(world.recorded(EventKind::DeviceCodeRedeemed).await, 1);
}

async fn are_gone(world: &World<'_>) {
    let session = world.signed_in().await;
    let approved = DeviceDecision::Approved(approval(&session));
    let event = world.event(EventKind::DeviceCodeRedeemed);
    let (ports, random) = (world.ports(), world.random());
    let late = world.opened().await;
    assert!(world.decide(&late, &approved).await);
    let grant = world.grant_in(&session);
    assert!(!redeem(ports, &late, &grant, late.expires_at, &event, random).await);

    let denied = world.opened().await;
    assert!(world.decide(&denied, &DeviceDecision::Denied).await);
    assert!(!redeem(ports, &denied, &grant, world.now, &event, random).await);

    let orphan = world.opened().await;
    assert!(world.decide(&orphan, &approved).await);
    let ended = world.event(EventKind::SessionEnded);
    let sessions = &ports.sessions;
    let has_ended = sessions.end(&world.tenant, &session.session_id, &ended);
    assert!(has_ended.await.unwrap());
    assert!(!redeem(ports, &orphan, &grant, world.now, &event, random).await);
    let found = ports.grants.find(&world.tenant, &grant.grant_id).await;
    assert_eq!(found.unwrap(), None);
    assert_eq!(world.recorded(EventKind::DeviceCodeRedeemed).await, 0);
}

async fn are_raced(world: &World<'_>) {
    let session = world.signed_in().await;
    let device = world.opened().await;
    let approved = DeviceDecision::Approved(approval(&session));
    assert!(world.decide(&device, &approved).await);
    let redeemed = world.race(|ports, _| {
        let (device, now) = (device.clone(), world.now);
        let grant = world.grant_in(&session);
        let refresh_token = sample::refresh_token(&grant, now, world.random());
        let event = world.event(EventKind::DeviceCodeRedeemed);
        async move {
            let redemption = DeviceRedemption {
                device_code: &device.device_code,
                grant: &grant,
                refresh_token: Some(&refresh_token),
            };
            let devices = &ports.device_authorizations;
            devices.redeem(&redemption, now, &event).await.unwrap()
        }
    });
    assert_eq!(redeemed.await.into_iter().filter(|won| *won).count(), 1);
    assert_eq!(world.recorded(EventKind::DeviceCodeRedeemed).await, 1);

    let device = world.opened().await;
    let asked = world.race(|ports, _| {
        let (tenant, client) = (world.tenant.clone(), world.client.id().clone());
        let (code, now) = (device.device_code, world.now);
        async move {
            let devices = &ports.device_authorizations;
            devices.poll(&tenant, &client, &code, now).await.unwrap()
        }
    });
    let asked = asked.await;
    let in_time = asked.iter().filter(|it| **it == PollOutcome::Pending);
    assert_eq!(in_time.count(), 1);
}
