//! The workers that send mails, for as long as the service runs.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::spawn;
use identity::mail::{Delivered, MailDelivery};
use smtp::SmtpTransport;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::{error, info, warn};

use crate::Failure;
use crate::adapters::Adapters;
use crate::config::{ConfigError, Settings};

/// How long a worker rests when no mail is due.
const IDLE: Duration = Duration::from_secs(1);
/// How long it rests when no mail gets through, or the database does not answer.
const PAUSE: Duration = Duration::from_secs(5);

/// The running workers.
pub(crate) struct MailWorkers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl MailWorkers {
    /// Starts them; none if there is no mail server.
    pub(crate) fn start(settings: &Settings, adapters: &Adapters) -> Result<Self, Failure> {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = Vec::new();
        match transport(settings)? {
            None => {
                warn!(
                    "mails wait until a mail server is configured (smtp.host); `admin mailbox` shows them"
                );
            }
            Some(transport) => {
                let delivery = Arc::new(MailDelivery {
                    outbox: adapters.store.clone(),
                    transport: Arc::new(transport),
                    tenants: adapters.store.clone(),
                    clock: adapters.clock.clone(),
                    random: adapters.random.clone(),
                });
                for _ in 0..settings.smtp.connections.max(1) {
                    tasks.push(spawn(work(delivery.clone(), stopped.clone())));
                }
            }
        }
        Ok(Self { stop, tasks })
    }

    /// Lets the mails that are being handed over arrive, for at most `patience`.
    pub(crate) async fn stop(self, patience: Duration) {
        self.stop.send_replace(true);
        let finished = timeout(patience, async {
            for task in self.tasks {
                if let Err(reason) = task.await {
                    error!(%reason, "a mail worker ended by itself");
                }
            }
        });
        if finished.await.is_err() {
            info!("a mail on its way was left; another worker sends it when its lease ends");
        }
    }
}

/// The configured mail server; none if there is none.
pub(crate) fn transport(settings: &Settings) -> Result<Option<SmtpTransport>, ConfigError> {
    let server = settings.smtp.server()?;
    Ok(server.map(SmtpTransport::new).transpose()?)
}

/// Sends one mail after the other until it is told to stop.
async fn work(delivery: Arc<MailDelivery>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow_and_update() {
        let rest = match delivery.deliver_next().await {
            Ok(Delivered::Sent | Delivered::Failed) => continue,
            Ok(Delivered::Nothing) => IDLE,
            Ok(Delivered::Unreachable) => PAUSE,
            Err(reason) => {
                error!(%reason, "the next mail could not be had");
                PAUSE
            }
        };
        tokio::select! {
            () = sleep(rest) => {}
            _ = stopped.changed() => {}
        }
    }
}
