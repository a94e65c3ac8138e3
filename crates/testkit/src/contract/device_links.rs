//! [`DeviceLinks`](identity::device_link::DeviceLinks).

use std::time::Duration;

use identity::attempts::{BeginCharge, ChargedTo, Verdict};
use identity::device_link::{DAILY_PER_ACCOUNT, DeviceLink};
use kernel::Timestamp;
use kernel::audit::EventKind;

use super::{Harness, World};
use crate::sample;

/// A link is followed once, in time; an account is sent few of them.
pub async fn device_links(harness: &dyn Harness) {
    are_followed_once(&World::of(harness, "device-links").await).await;
    are_refused(&World::of(harness, "device-links-refused").await).await;
    are_raced(&World::of(harness, "device-links-raced").await).await;
    are_few(&World::of(harness, "device-links-daily").await).await;
}

impl World<'_> {
    fn link(&self, sent_at: Timestamp) -> DeviceLink {
        DeviceLink {
            tenant_id: self.tenant.clone(),
            code: sample::token(self.random()),
            user_id: self.ada.user_id.clone(),
            name: self.device().name,
            sent_at,
            expires_at: sent_at.plus(Duration::from_mins(30)),
        }
    }

    async fn send(&self, sent_at: Timestamp) -> DeviceLink {
        let link = self.link(sent_at);
        let mail = sample::mail(&self.ada, "link");
        let event = self.event(EventKind::DeviceLinkSent);
        self.ports()
            .device_links
            .send(&link, &mail, &event)
            .await
            .unwrap();
        link
    }

    async fn find_link(&self, link: &DeviceLink) -> Option<DeviceLink> {
        let links = &self.ports().device_links;
        assert_eq!(links.find(&self.other, &link.code).await.unwrap(), None);
        links.find(&self.tenant, &link.code).await.unwrap()
    }
}

async fn are_followed_once(world: &World<'_>) {
    let link = world.send(world.now).await;
    assert_eq!(world.find_link(&link).await.as_ref(), Some(&link));
    let mail = world
        .ports()
        .outbox
        .newest(None, 1)
        .await
        .unwrap()
        .remove(0)
        .mail;
    assert_eq!(mail, sample::mail(&world.ada, "link"));

    let device = sample::device(link.name, world.now, world.random());
    let event = world.event(EventKind::DeviceLinkFollowed);
    let links = &world.ports().device_links;
    assert!(
        links
            .follow(&link, &device, world.later(1799), &event)
            .await
            .unwrap()
    );
    assert_eq!(world.find_link(&link).await, None);
    assert!(
        !links
            .follow(&link, &device, world.now, &event)
            .await
            .unwrap()
    );
    assert_eq!(world.recorded(EventKind::DeviceLinkFollowed).await, 1);

    let charge = BeginCharge {
        device: Some(device.token),
        ..sample::begin(&world.tenant, link.name, world.now)
    };
    let event = world.event(EventKind::SignInBlocked);
    let ledger = &world.ports().attempt_ledger;
    let verdict = ledger.charge_begin(&charge, &event).await.unwrap();
    assert_eq!(verdict, Verdict::Allowed(ChargedTo::Device));
}

async fn are_refused(world: &World<'_>) {
    let link = world.send(world.now).await;
    let mut elsewhere = link.clone();
    elsewhere.tenant_id = world.other.clone();
    let links = &world.ports().device_links;
    let event = world.event(EventKind::DeviceLinkFollowed);
    for (link, now) in [
        (&link, link.expires_at),
        (&elsewhere, world.now),
        (&world.link(world.now), world.now),
    ] {
        let device = sample::device(link.name, world.now, world.random());
        assert!(!links.follow(link, &device, now, &event).await.unwrap());
    }
    assert_eq!(world.recorded(EventKind::DeviceLinkFollowed).await, 0);
    assert_eq!(world.find_link(&link).await.as_ref(), Some(&link));
}

async fn are_raced(world: &World<'_>) {
    let link = world.send(world.now).await;
    let followed = world.race(|ports, _| {
        let device = sample::device(link.name, world.now, world.random());
        let (link, now) = (link.clone(), world.now);
        let event = world.event(EventKind::DeviceLinkFollowed);
        async move {
            ports
                .device_links
                .follow(&link, &device, now, &event)
                .await
                .unwrap()
        }
    });
    assert_eq!(
        followed
            .await
            .into_iter()
            .filter(|followed| *followed)
            .count(),
        1
    );
    assert_eq!(world.recorded(EventKind::DeviceLinkFollowed).await, 1);
}

async fn are_few(world: &World<'_>) {
    let links = &world.ports().device_links;
    for number in 0..DAILY_PER_ACCOUNT {
        let link = world.send(world.later(number.into())).await;
        let device = sample::device(link.name, world.now, world.random());
        let event = world.event(EventKind::DeviceLinkFollowed);
        // Followed or not, it counts.
        assert!(
            links
                .follow(&link, &device, link.sent_at, &event)
                .await
                .unwrap()
        );
    }
    let sent = usize::try_from(DAILY_PER_ACCOUNT).unwrap();
    let day = world.now.plus(Duration::from_hours(24));
    let refused = world.send(Timestamp::from_micros(day.micros() - 1)).await;
    assert_eq!(world.find_link(&refused).await, None);
    assert_eq!(world.recorded(EventKind::DeviceLinkSent).await, sent);
    let mails = world.ports().outbox.newest(None, 100).await.unwrap();
    let own = mails
        .iter()
        .filter(|stored| stored.mail.tenant_id == world.tenant);
    assert_eq!(own.count(), sent + 1);
    let next = world.send(day).await;
    assert_eq!(world.find_link(&next).await, Some(next));
}
