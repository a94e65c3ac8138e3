//! The workers that send mails.

use std::sync::Arc;

use identity::mail::MailDelivery;
use smtp::SmtpTransport;
use tracing::warn;

use crate::Failure;
use crate::adapters::Adapters;
use crate::config::{ConfigError, Settings};
use crate::workers::{Next, Workers};

/// Starts them; none if there is no mail server.
pub(crate) fn start(
    settings: &Settings,
    adapters: &Adapters,
    workers: &mut Workers,
) -> Result<(), Failure> {
    let Some(transport) = transport(settings)? else {
        warn!(
            "mails wait until a mail server is configured (smtp.host); `admin mailbox` shows them"
        );
        return Ok(());
    };
    let delivery = Arc::new(MailDelivery {
        outbox: adapters.store.clone(),
        transport: Arc::new(transport),
        tenants: adapters.store.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
    });
    for _ in 0..settings.smtp.connections.max(1) {
        let delivery = delivery.clone();
        workers.start(async move || Next::after(delivery.deliver_next().await, "mail"));
    }
    Ok(())
}

/// The configured mail server; none if there is none.
pub(crate) fn transport(settings: &Settings) -> Result<Option<SmtpTransport>, ConfigError> {
    let server = settings.smtp.server()?;
    Ok(server.map(SmtpTransport::new).transpose()?)
}
