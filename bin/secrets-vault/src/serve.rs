//! `serve`: the service itself.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use kernel::Clock as _;
use oidc::Keyrings;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{error, info};

use crate::adapters::Adapters;
use crate::config::{self, Settings};
use crate::output::say;
use crate::server::{Beside, Bound};
use crate::signals::Signals;
use crate::workers::{Bell, Workers, guarded};
use crate::{Failure, assembly, first_start, logging, logos, mail, notices};

/// How often expired rows are removed.
const SWEEP_EVERY: Duration = Duration::from_mins(1);
/// How often it is looked whether a tenant's signing keys have aged.
const TEND_KEYS_EVERY: Duration = Duration::from_hours(1);

/// Serves until SIGTERM or SIGINT, then lets running requests finish.
pub(crate) fn run(settings: &Settings) -> Result<ExitCode, Failure> {
    logging::start(&settings.log)?;
    actix_web::rt::System::new().block_on(serve(settings))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(settings: &Settings) -> Result<(), Failure> {
    let signals = Signals::listen()?;
    let bound = Bound::new(settings)?;
    let public_url = settings.public_url(bound.address.port());
    let adapters = Adapters::open(settings).await?;
    first_start::prepare(&adapters, &public_url).await?;
    let set_up = assembly::operator(&adapters, &public_url)
        .set_up_link()
        .await?;
    let api = assembly::api(settings, &adapters, &public_url)?;
    let bell = Bell::default();
    let mut workers = Workers::new(bell.clone());
    mail::start(settings, &adapters, &mut workers)?;
    notices::start(&adapters, &public_url, &mut workers)?;
    logos::start(&adapters, &mut workers);
    let address = bound.address;
    let has_mailbox = settings.smtp.host.is_empty() && config::is_local(&public_url);
    let pages = assembly::pages(&api, &adapters, has_mailbox);
    let beside = Beside { demo: None, bell };
    let (server, handle) = bound.serve(settings, Arc::new(api), pages, beside)?;

    info!(%address, public_url, database = %settings.database_url()?, "serving");
    say(&greeting(
        &public_url,
        settings,
        set_up.as_deref(),
        has_mailbox,
    )?);
    let store = adapters.store.clone();
    let key_tender = actix_web::rt::spawn(tend_keys(assembly::keyrings(&adapters)));
    let sweeper = actix_web::rt::spawn(sweep(adapters, settings.telemetry.kept()));
    let mut watch = actix_web::rt::spawn(signals.stop(handle));
    let outcome = server.await;
    sweeper.abort();
    key_tender.abort();
    let patience = Duration::from_secs(settings.http.drain_seconds);
    tokio::select! {
        () = workers.stop(patience) => {}
        // The second signal came.
        _ = &mut watch => {}
    }
    watch.abort();
    if let Err(reason) = store.shut_down().await {
        error!(%reason, "the database was not shut down; the next start recovers it");
    }
    info!("stopped");
    Ok(outcome?)
}

fn greeting(
    public_url: &str,
    settings: &Settings,
    set_up: Option<&str>,
    has_mailbox: bool,
) -> Result<String, Failure> {
    let mut text = format!(
        "Secrets Vault is ready at {public_url}\n  data  {}\n  keys  {}",
        settings.database_url()?,
        settings.key_file().display(),
    );
    if has_mailbox {
        text.push_str("\n  mails ");
        text.push_str(public_url);
        text.push_str("/mailbox, on this machine only");
    }
    if let Some(link) = set_up {
        text.push_str("\n\nEnrol the first administrator with this link. It works once:\n  ");
        text.push_str(link);
    }
    Ok(text)
}

/// Has aged signing keys succeeded, for as long as the service runs. Making an RSA key takes a moment of this
/// thread, which serves no requests.
async fn tend_keys(keyrings: Keyrings) {
    let mut ticks = interval(TEND_KEYS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let tended = guarded("the tender of signing keys", keyrings.tend()).await;
        if let Some(Err(reason)) = tended {
            error!(%reason, "signing keys were not tended");
        }
    }
}

/// Removes what has expired, for as long as the service runs.
async fn sweep(adapters: Adapters, reports_kept: Duration) {
    let mut ticks = interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let swept = async {
            let now = adapters.clock.now();
            if let Err(reason) = adapters.store.sweep(now).await {
                error!(%reason, "expired rows were not removed");
            }
            if let Err(reason) = adapters.store.forget(now.minus(reports_kept)).await {
                error!(%reason, "old reports of clients were not removed");
            }
        };
        guarded("the sweeper", swept).await;
    }
}
