//! Workers that do one thing after the other beside the server, for as long as the service runs.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use actix_web::rt::spawn;
use kernel::{StorageError, Turn};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tracing::{error, info};

/// How often a worker looks whether there is something to do, at least: other nodes and the command line ring
/// no bell here, and what failed comes back by time.
const SELDOM: Duration = Duration::from_secs(5);
/// How often it looks at most, however often the bell rings, while there is nothing.
const OFTEN: Duration = Duration::from_secs(1);
/// How long it rests when nothing gets done, or the database does not answer.
const PAUSE: Duration = Duration::from_secs(5);

/// Wakes the workers that rest: there may be something to do. A clone is the same bell.
#[derive(Clone, Debug)]
pub(crate) struct Bell(watch::Sender<()>);

impl Bell {
    pub(crate) fn ring(&self) {
        self.0.send_replace(());
    }
}

impl Default for Bell {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

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

impl Next {
    /// What comes after a turn that was about the next `what`.
    pub(crate) fn after(turn: Result<Turn, StorageError>, what: &str) -> Self {
        match turn {
            Ok(Turn::Done | Turn::Failed) => Self::GoOn,
            Ok(Turn::Nothing) => Self::Rest,
            Ok(Turn::Stuck) => Self::Pause,
            Err(reason) => {
                error!(%reason, "the next {what} could not be had");
                Self::Pause
            }
        }
    }
}

/// The running workers.
pub(crate) struct Workers {
    bell: Bell,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Workers {
    /// No workers yet; those to come listen to `bell`.
    pub(crate) fn new(bell: Bell) -> Self {
        let (stop, _) = watch::channel(false);
        let tasks = Vec::new();
        Self { bell, stop, tasks }
    }

    /// Starts one that calls `act` again and again until it is told to stop, even after a panic.
    pub(crate) fn start(&mut self, mut act: impl AsyncFnMut() -> Next + 'static) {
        let (mut stopped, mut rung) = (self.stop.subscribe(), self.bell.0.subscribe());
        self.tasks.push(spawn(async move {
            while !*stopped.borrow_and_update() {
                rung.mark_unchanged();
                let looked = Instant::now();
                let next = guarded("a worker", act()).await.unwrap_or(Next::Pause);
                let rest = async {
                    match next {
                        Next::GoOn => {}
                        Next::Rest => {
                            // Nobody rings any more when the service stops.
                            let _ = timeout(SELDOM, rung.changed()).await;
                            sleep_until(looked + OFTEN).await;
                        }
                        Next::Pause => sleep(PAUSE).await,
                    }
                };
                tokio::select! {
                    () = rest => {}
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

/// What `turn` of something that goes on and on gives; nothing, and a line in the log, if it panics.
pub(crate) async fn guarded<T>(name: &str, turn: impl Future<Output = T>) -> Option<T> {
    let mut turn = pin!(turn);
    let outcome = poll_fn(|context| {
        // After a panic the turn is over, so nobody sees what it left half done of itself.
        match catch_unwind(AssertUnwindSafe(|| turn.as_mut().poll(context))) {
            Ok(polled) => polled.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    });
    match outcome.await {
        Ok(given) => Some(given),
        Err(panic) => {
            error!(reason = said(&*panic), "{name} panicked, and goes on");
            None
        }
    }
}

/// What a panic says.
fn said(panic: &(dyn Any + Send)) -> &str {
    let fixed = panic.downcast_ref::<&str>().copied();
    let text = fixed.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    #[actix_web::test]
    async fn a_worker_that_rests_looks_again_when_the_bell_rings() {
        let (looks, mut looked) = mpsc::unbounded_channel();
        let bell = Bell::default();
        let mut workers = Workers::new(bell.clone());
        let begun = Instant::now();
        workers.start(async move || {
            looks.send(Instant::now()).unwrap();
            Next::Rest
        });
        looked.recv().await.unwrap();
        for _ in 0..3 {
            bell.ring();
        }
        let again = looked.recv().await.unwrap() - begun;
        assert!(again >= OFTEN && again < SELDOM, "{again:?}");
        workers.stop(SELDOM).await;
        assert_eq!(looked.recv().await, None);
    }

    #[actix_web::test]
    async fn a_worker_that_panics_goes_on_after_a_pause() {
        let (looks, mut looked) = mpsc::unbounded_channel();
        let mut workers = Workers::new(Bell::default());
        let mut turns = 0;
        workers.start(async move || {
            turns += 1;
            looks.send(Instant::now()).unwrap();
            assert!(turns > 1, "the first turn panics");
            Next::Rest
        });
        let first = looked.recv().await.unwrap();
        let pause = looked.recv().await.unwrap() - first;
        assert!(pause >= PAUSE, "{pause:?}");
        workers.stop(SELDOM).await;
    }

    #[actix_web::test]
    async fn what_panics_gives_nothing_and_what_does_not_gives_what_it_has() {
        assert_eq!(guarded("a test", async { 7 }).await, Some(7));
        let later = async {
            sleep(Duration::from_millis(1)).await;
            panic!("it was too much")
        };
        assert_eq!(guarded::<()>("a test", later).await, None);
        let payload: Box<dyn Any + Send> = Box::new("formatted".to_owned());
        assert_eq!(said(&*payload), "formatted");
    }
}
