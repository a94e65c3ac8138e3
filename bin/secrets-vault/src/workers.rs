//! Workers that do one thing after the other beside the server, for as long as the service runs.

use std::time::Duration;

use actix_web::rt::spawn;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::{error, info};

/// How long a worker rests when there is nothing to do.
const IDLE: Duration = Duration::from_secs(1);
/// How long it rests when nothing gets done, or the database does not answer.
const PAUSE: Duration = Duration::from_secs(5);

/// What a worker does when it has done one thing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Next {
    /// The next one.
    GoOn,
    /// It waits for something to do.
    Rest,
    /// It waits until things get better.
    Pause,
}

/// The running workers.
pub(crate) struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Workers {
    /// No workers yet.
    pub(crate) fn new() -> Self {
        let (stop, _) = watch::channel(false);
        let tasks = Vec::new();
        Self { stop, tasks }
    }

    /// Starts one that calls `act` again and again until it is told to stop.
    pub(crate) fn start(&mut self, mut act: impl AsyncFnMut() -> Next + 'static) {
        let mut stopped = self.stop.subscribe();
        self.tasks.push(spawn(async move {
            while !*stopped.borrow_and_update() {
                let rest = match act().await {
                    Next::GoOn => continue,
                    Next::Rest => IDLE,
                    Next::Pause => PAUSE,
                };
                tokio::select! {
                    () = sleep(rest) => {}
                    _ = stopped.changed() => {}
                }
            }
        }));
    }

    /// Lets what is on its way arrive, for at most `patience`.
    pub(crate) async fn stop(self, patience: Duration) {
        self.stop.send_replace(true);
        let finished = timeout(patience, async {
            for task in self.tasks {
                if let Err(reason) = task.await {
                    error!(%reason, "a worker ended by itself");
                }
            }
        });
        if finished.await.is_err() {
            info!("a message on its way was left; another worker sends it when its lease ends");
        }
    }
}
