//! The workers that fetch the logos of clients.

use std::sync::Arc;

use tenancy::LogoFetching;

use crate::adapters::Adapters;
use crate::workers::{Next, Workers};

/// So many servers may be slow without keeping others waiting.
const WORKERS: usize = 2;

/// Starts them.
pub(crate) fn start(adapters: &Adapters, workers: &mut Workers) {
    let fetching = Arc::new(LogoFetching {
        logos: adapters.store.clone(),
        outbound: adapters.outbound.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
    });
    for _ in 0..WORKERS {
        let fetching = fetching.clone();
        workers.start(async move || Next::after(fetching.fetch_next().await, "logo"));
    }
}
