//! The signals by which a running service is told to stop.

use std::io;

use actix_web::dev::ServerHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::info;

/// SIGTERM and SIGINT, which no longer kill the process once this exists.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Listens from now on. Whoever reads that the service is ready may already stop it, so this comes before.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Stops the server at the first signal, when running requests have finished; at a second one, at once.
    pub(crate) async fn stop(mut self, server: ServerHandle) {
        for (is_patient, what) in [
            (true, "stopping: running requests may finish"),
            (false, "stopping at once"),
        ] {
            tokio::select! {
                _ = self.terminate.recv() => {}
                _ = self.interrupt.recv() => {}
            }
            info!("{what}");
            // Dropped, not awaited: the next signal may come before the server has stopped.
            drop(actix_web::rt::spawn(server.stop(is_patient)));
        }
    }
}
