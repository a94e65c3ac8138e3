//! What clients report about sign-ins is counted for its tenant and time, and forgotten.

use identity::sign_in::{Refund, Telemetry};
use identity::sign_in_quality::ErrorRate;
use kernel::audit::EventKind;
use serde_json::json;

use super::{Harness, World};
use crate::sample;

/// Reports come with nonces; what they say is counted.
pub async fn sign_in_reports(harness: &dyn Harness) {
    let world = World::of(harness, "sign-in-reports").await;
    // Two rates at four moments, and a report that says none.
    for (seconds, thousandths) in [
        (0, Some(62)),
        (10, Some(31)),
        (20, Some(62)),
        (30, Some(62)),
        (30, None),
    ] {
        world.report(seconds, thousandths).await;
    }
    assert_eq!(world.rates(0, 31).await, [(31, 1), (62, 3)]);
    assert_eq!(world.rates(10, 30).await, [(31, 1), (62, 1)]);
    assert_eq!(world.rates(31, 60).await, []);
    let reports = &world.ports().sign_in_reports;
    let (from, until) = (world.now, world.later(31));
    let elsewhere = reports
        .error_rates(&world.other, from, until)
        .await
        .unwrap();
    assert_eq!(elsewhere, []);
    reports.forget(world.later(20)).await.unwrap();
    assert_eq!(world.rates(0, 31).await, [(62, 1)]);
}

impl World<'_> {
    async fn report(&self, seconds: u64, thousandths: Option<u16>) {
        let nonce = sample::nonce(&self.ada, self.later(seconds), self.random());
        let refund = Refund {
            name: nonce.name,
            browser: None,
            device: None,
        };
        let telemetry = Telemetry {
            ber: Some(json!({ "algorithm_version": "keepic-1" })),
            log_data: None,
            error_rate: thousandths.and_then(ErrorRate::from_thousandths),
        };
        let event = self.event(EventKind::SignInProved);
        let nonces = &self.ports().sign_in_nonces;
        let proved = self.credential_of(&nonce).await;
        let issued = nonces.issue(&nonce, &proved, &refund, &telemetry, &event);
        assert!(issued.await.unwrap());
    }

    /// How often which rate was reported between these seconds.
    async fn rates(&self, from: u64, until: u64) -> Vec<(u16, u64)> {
        let (from, until) = (self.later(from), self.later(until));
        let reports = &self.ports().sign_in_reports;
        let rates = reports
            .error_rates(&self.tenant, from, until)
            .await
            .unwrap();
        let rates = rates.into_iter();
        rates
            .map(|(rate, count)| (rate.thousandths(), count))
            .collect()
    }
}
