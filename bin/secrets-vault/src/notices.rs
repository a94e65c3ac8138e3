//! The workers that tell others: clients of logouts, receivers of what happens in their tenant.

use std::sync::Arc;

use oidc::{BackChannelLogout, SecurityEventDelivery, Subjects};
use url::Url;

use crate::Failure;
use crate::adapters::Adapters;
use crate::assembly;
use crate::workers::{Next, Workers};

/// So many of each kind may be slow without keeping others waiting.
const WORKERS: usize = 4;

/// Starts them.
pub(crate) fn start(
    adapters: &Adapters,
    public_url: &str,
    workers: &mut Workers,
) -> Result<(), Failure> {
    let public_url = Url::parse(public_url)?;
    let keyrings = Arc::new(assembly::keyrings(adapters));
    let back_channel = Arc::new(BackChannelLogout {
        public_url: public_url.clone(),
        notices: adapters.store.clone(),
        clients: adapters.store.clone(),
        keyrings: keyrings.clone(),
        subjects: Subjects::new(adapters.keyring.subjects()),
        outbound: adapters.outbound.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
    });
    let delivery = Arc::new(SecurityEventDelivery {
        public_url,
        events: adapters.store.clone(),
        tenants: adapters.store.clone(),
        keyrings,
        outbound: adapters.outbound.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
    });
    for _ in 0..WORKERS {
        let back_channel = back_channel.clone();
        workers.start(async move || Next::after(back_channel.notify_next().await, "notice"));
        let delivery = delivery.clone();
        workers.start(async move || Next::after(delivery.deliver_next().await, "event"));
    }
    Ok(())
}
