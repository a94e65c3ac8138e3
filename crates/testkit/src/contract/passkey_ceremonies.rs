//! [`Ceremonies`](identity::passkey::Ceremonies).

use std::net::Ipv4Addr;
use std::time::Duration;

use identity::passkey::{Ceremony, CeremonyPurpose, OPEN_LIMIT};
use kernel::FoldedName;
use serde_json::json;

use super::{Harness, World};
use crate::sample;

/// A ceremony is redeemed once; an address has a bounded number open.
pub async fn ceremonies(harness: &dyn Harness) {
    are_redeemed_once(&World::of(harness, "ceremonies").await).await;
    are_raced(&World::of(harness, "ceremonies-raced").await).await;
    are_bounded(&World::of(harness, "ceremonies-bounded").await).await;
}

impl World<'_> {
    fn ceremony(&self, purpose: CeremonyPurpose) -> Ceremony {
        Ceremony {
            tenant_id: self.tenant.clone(),
            challenge: sample::token(self.random()),
            purpose,
            state: json!({"a": ["state"]}),
            network: sample::ADDRESS,
            expires_at: self.later(300),
        }
    }

    async fn open(&self, ceremony: &Ceremony) -> bool {
        let ceremonies = &self.ports().ceremonies;
        ceremonies.open(ceremony, self.now).await.unwrap()
    }
}

async fn are_redeemed_once(world: &World<'_>) {
    let ceremonies = &world.ports().ceremonies;
    for purpose in [
        CeremonyPurpose::Registration(world.ada.user_id.clone()),
        CeremonyPurpose::Authentication(Some(FoldedName::of("ADA"))),
        CeremonyPurpose::Authentication(None),
    ] {
        let ceremony = world.ceremony(purpose);
        assert!(world.open(&ceremony).await);
        let elsewhere = ceremonies.redeem(&world.other, &ceremony.challenge).await;
        assert_eq!(elsewhere.unwrap(), None);
        for expected in [Some(&ceremony), None] {
            let redeemed = ceremonies.redeem(&world.tenant, &ceremony.challenge).await;
            assert_eq!(redeemed.unwrap().as_ref(), expected);
        }
    }
}

async fn are_raced(world: &World<'_>) {
    let ceremony = world.ceremony(CeremonyPurpose::Authentication(None));
    assert!(world.open(&ceremony).await);
    let redeemed = world.race(|ports, _| {
        let (tenant, challenge) = (world.tenant.clone(), ceremony.challenge);
        async move { ports.ceremonies.redeem(&tenant, &challenge).await.unwrap() }
    });
    assert_eq!(redeemed.await.into_iter().flatten().count(), 1);
}

async fn are_bounded(world: &World<'_>) {
    for _ in 0..OPEN_LIMIT {
        let ceremony = world.ceremony(CeremonyPurpose::Authentication(None));
        assert!(world.open(&ceremony).await);
    }
    let one_more = world.ceremony(CeremonyPurpose::Authentication(None));
    assert!(!world.open(&one_more).await);
    let ceremonies = &world.ports().ceremonies;
    let redeemed = ceremonies.redeem(&world.tenant, &one_more.challenge).await;
    assert_eq!(redeemed.unwrap(), None);
    let from_elsewhere = Ceremony {
        network: Ipv4Addr::new(198, 51, 100, 1).into(),
        ..one_more.clone()
    };
    assert!(world.open(&from_elsewhere).await);
    // Those that have expired do not count.
    let later = world.now.plus(Duration::from_mins(5));
    let next = world.ceremony(CeremonyPurpose::Authentication(None));
    assert!(ceremonies.open(&next, later).await.unwrap());
}
