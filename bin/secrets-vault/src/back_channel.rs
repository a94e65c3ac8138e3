//! The workers that tell clients of logouts.

use std::sync::Arc;

use oidc::{BackChannelLogout, Notified, Subjects};
use tracing::error;
use url::Url;

use crate::Failure;
use crate::adapters::Adapters;
use crate::assembly;
use crate::workers::{Next, Workers};

/// So many clients may be slow without keeping others waiting.
const WORKERS: usize = 4;

/// Starts them.
pub(crate) fn start(
    adapters: &Adapters,
    public_url: &str,
    workers: &mut Workers,
) -> Result<(), Failure> {
    let back_channel = Arc::new(BackChannelLogout {
        public_url: Url::parse(public_url)?,
        notices: adapters.store.clone(),
        clients: adapters.store.clone(),
        keyrings: Arc::new(assembly::keyrings(adapters)),
        subjects: Subjects::new(adapters.keyring.subjects()),
        outbound: adapters.outbound.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
    });
    for _ in 0..WORKERS {
        let back_channel = back_channel.clone();
        workers.start(async move || next(&back_channel).await);
    }
    Ok(())
}

async fn next(back_channel: &BackChannelLogout) -> Next {
    match back_channel.notify_next().await {
        Ok(Notified::Done | Notified::Failed) => Next::GoOn,
        Ok(Notified::Nothing) => Next::Rest,
        Err(reason) => {
            error!(%reason, "the next logout notice could not be had");
            Next::Pause
        }
    }
}
