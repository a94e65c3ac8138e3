//! [`RecoveryCodes`](identity::recovery_code::RecoveryCodes), and what is used up beside a reset link.

use identity::Account;
use identity::recovery_code::RecoveryCodeMac;
use identity::reset::{RedeemOutcome, RequestOutcome, Reset, ResetLink, Second, TRIES_PER_LINK};
use kernel::audit::EventKind;
use kernel::{AuditEvent, FoldedName, TenantId, Timestamp};

use super::reset_links::New;
use super::{Harness, Ports, World};
use crate::sample;

/// A person has the codes that were drawn last, each for one reset; a wrong one is counted against its link.
pub async fn recovery_codes(harness: &dyn Harness) {
    are_drawn(&World::of(harness, "recovery").await).await;
    are_used_up_by_a_reset(&World::of(harness, "recovery-used").await).await;
    may_be_a_passkey(&World::of(harness, "recovery-passkey").await).await;
    are_few_tries(&World::of(harness, "recovery-tries").await).await;
    are_raced(&World::of(harness, "recovery-raced").await).await;
}

fn code(byte: u8) -> RecoveryCodeMac {
    RecoveryCodeMac::from_bytes([byte; 32])
}

impl World<'_> {
    async fn draw(&self, codes: &[RecoveryCodeMac]) -> bool {
        let (kept, user) = (&self.ports().recovery_codes, &self.ada.user_id);
        let notice = sample::mail(&self.ada, "codes");
        let event = self.event(EventKind::RecoveryCodesDrawn);
        let drawn = kept.replace(&self.tenant, user, codes, self.now, &notice, &event);
        drawn.await.unwrap()
    }

    async fn left(&self) -> u32 {
        let kept = &self.ports().recovery_codes;
        kept.count(&self.tenant, &self.ada.user_id).await.unwrap()
    }

    /// A link to a mailbox of its own, so that none is in the way of another.
    async fn asked_at(&self, mailbox: u32, at: Timestamp) -> ResetLink {
        let mut link = self.reset_link(Some(&self.ada), at);
        link.mailbox = FoldedName::of(&format!("{mailbox}@example.com"));
        assert_eq!(self.ask(&link).await, RequestOutcome::Stored);
        link
    }

    async fn follow_with(&self, second: Second<'_>, at: Timestamp) -> RedeemOutcome {
        let link = self.asked_at(0, at).await;
        self.follower(link, at).follow(self.ports(), second).await
    }

    fn follower(&self, link: ResetLink, now: Timestamp) -> Follower {
        Follower {
            link,
            ada: self.ada.clone(),
            new: self.new_credential(),
            event: self.event(EventKind::CredentialReset),
            refused: self.event(EventKind::ResetRefused),
            now,
        }
    }
}

/// Somebody who has Ada's link.
struct Follower {
    link: ResetLink,
    ada: Account,
    new: New,
    event: AuditEvent,
    refused: AuditEvent,
    now: Timestamp,
}

impl Follower {
    async fn follow(&self, ports: &Ports, second: Second<'_>) -> RedeemOutcome {
        let reset = Reset {
            tenant_id: &self.link.tenant_id,
            code: &self.link.code,
            user_id: &self.ada.user_id,
            credential: &self.new.credential,
            device: &self.new.device,
            second: Some(second),
            notice: &sample::mail(&self.ada, ""),
            now: self.now,
        };
        let redeemed = ports.resets.redeem(reset, &self.event, &self.refused);
        redeemed.await.unwrap()
    }
}

async fn are_drawn(world: &World<'_>) {
    assert_eq!(world.left().await, 0);
    assert!(world.draw(&[code(1), code(2), code(3)]).await);
    assert_eq!(world.left().await, 3);
    assert!(world.draw(&[code(4), code(5)]).await);
    assert_eq!(world.left().await, 2, "in place of the earlier ones");
    assert_eq!(world.recorded(EventKind::RecoveryCodesDrawn).await, 2);
    let kept = &world.ports().recovery_codes;
    let elsewhere =
        |tenant: TenantId| async move { kept.count(&tenant, &world.ada.user_id).await.unwrap() };
    assert_eq!(elsewhere(world.other.clone()).await, 0);

    let nobody = sample::account(&world.tenant, "nobody", world.now, world.random());
    let notice = sample::mail(&nobody, "codes");
    let event = world.event(EventKind::RecoveryCodesDrawn);
    let (tenant, user) = (&world.tenant, &nobody.user_id);
    let codes = [code(1)];
    let unknown = kept.replace(tenant, user, &codes, world.now, &notice, &event);
    assert!(!unknown.await.unwrap());
    assert_eq!(world.recorded(EventKind::RecoveryCodesDrawn).await, 2);
}

async fn are_used_up_by_a_reset(world: &World<'_>) {
    assert!(world.draw(&[code(3)]).await);
    assert!(world.draw(&[code(1), code(2)]).await);
    let hours = |number: u64| world.later(number * 3600);
    let earlier = Second::RecoveryCode(&code(3));
    assert_eq!(
        world.follow_with(earlier, hours(0)).await,
        RedeemOutcome::NoSecond
    );
    let first = code(1);
    let first = Second::RecoveryCode(&first);
    assert_eq!(
        world.follow_with(first, hours(1)).await,
        RedeemOutcome::Reset
    );
    assert_eq!(world.left().await, 1);
    assert_eq!(
        world.follow_with(first, hours(2)).await,
        RedeemOutcome::NoSecond
    );
    assert_eq!(world.left().await, 1);
    assert_eq!(world.recorded(EventKind::CredentialReset).await, 1);
    assert_eq!(world.recorded(EventKind::ResetRefused).await, 2);
}

async fn may_be_a_passkey(world: &World<'_>) {
    let mut nonce = sample::nonce(&world.ada, world.now, world.random());
    let of_a_request = nonce.token;
    world.issue(&nonce).await;
    nonce.token = sample::token(world.random());
    nonce.auth_req_id = None;
    world.issue(&nonce).await;
    let late = world.now.plus(std::time::Duration::from_mins(1));
    let passkey = Second::Passkey(&nonce.token);
    for (second, at) in [(Second::Passkey(&of_a_request), world.now), (passkey, late)] {
        assert_eq!(world.follow_with(second, at).await, RedeemOutcome::NoSecond);
    }
    assert_eq!(
        world.follow_with(passkey, world.now).await,
        RedeemOutcome::Reset
    );
    let hour = world.later(3600);
    assert_eq!(
        world.follow_with(passkey, hour).await,
        RedeemOutcome::NoSecond
    );
}

async fn are_few_tries(world: &World<'_>) {
    assert!(world.draw(&[code(1)]).await);
    let (right, wrong) = (code(1), code(9));
    let right = Second::RecoveryCode(&right);
    let wrong = Second::RecoveryCode(&wrong);
    let ports = world.ports();
    let follower = world.follower(world.asked_at(0, world.now).await, world.now);
    for _ in 0..TRIES_PER_LINK {
        assert_eq!(
            world.find_reset(&follower.link).await.as_ref(),
            Some(&follower.link)
        );
        assert_eq!(follower.follow(ports, wrong).await, RedeemOutcome::NoSecond);
    }
    assert_eq!(world.find_reset(&follower.link).await, None);
    assert_eq!(follower.follow(ports, right).await, RedeemOutcome::Gone);
    assert_eq!(world.left().await, 1, "it is good with another link");

    let follower = world.follower(world.asked_at(1, world.now).await, world.now);
    for _ in 1..TRIES_PER_LINK {
        assert_eq!(follower.follow(ports, wrong).await, RedeemOutcome::NoSecond);
    }
    assert_eq!(follower.follow(ports, right).await, RedeemOutcome::Reset);
}

async fn are_raced(world: &World<'_>) {
    assert!(world.draw(&[code(1), code(2)]).await);
    let mut links = Vec::new();
    for mailbox in 0..32 {
        links.push(world.asked_at(mailbox, world.now).await);
    }
    let followed = world.race(|ports, index| {
        let follower = world.follower(links[index].clone(), world.now);
        async move {
            follower
                .follow(&ports, Second::RecoveryCode(&code(1)))
                .await
        }
    });
    let won = followed
        .await
        .into_iter()
        .filter(|outcome| *outcome == RedeemOutcome::Reset);
    assert_eq!(won.count(), 1);
    assert_eq!(world.left().await, 1);
    assert_eq!(world.recorded(EventKind::CredentialReset).await, 1);
}
