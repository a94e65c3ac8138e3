//! The thread that writes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use bb8::ManageConnection as _;
use kernel::StorageError;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::backend::{Connection, Failure};
use crate::pool::Opening;
use crate::{OpenError, SqliteConfig, hop};

/// What the thread is given to do, with the connection or the reason why there is none. All of it
/// has one type, because it is compiled again for each.
type Job = Box<dyn FnOnce(&Handle, Result<&mut Connection, &str>) + Send>;

/// The one connection that writes, and the thread that has it: `SQLite` has one writer at a time,
/// its calls block, and a queue is fair where waiting for the file's lock is not. The connection is
/// closed when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Writer {
    thread: Arc<Thread>,
    patience: Duration,
}

struct Thread {
    /// Until the end.
    jobs: Option<Sender<Job>>,
    handle: Option<JoinHandle<()>>,
}

impl Writer {
    /// Opens the connection. What is wrong with the file is said now.
    pub(crate) async fn start(config: &SqliteConfig) -> Result<Self, OpenError> {
        let opening = Opening::writer(config);
        let connection = opening.connect().await?;
        let (jobs, queue) = channel();
        let runtime = Handle::current();
        let patience = config.patience;
        let handle = thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || {
                hop::blocking(|| serve(&queue, &runtime, connection, &opening));
            })
            .map_err(|error| OpenError::Unusable(error.to_string()))?;
        let thread = Thread {
            jobs: Some(jobs),
            handle: Some(handle),
        };
        Ok(Self {
            thread: Arc::new(thread),
            patience,
        })
    }

    /// Runs `step` when those before it are done. Once asked for it happens, although whoever awaits it goes away.
    ///
    /// # Errors
    /// It failed; or it waited too long, and was not begun.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        step: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (sender, outcome) = oneshot::channel();
        let latest = Instant::now() + self.patience;
        let job: Job = Box::new(move |runtime, connection| {
            let outcome = match connection {
                Err(reason) => Err(StorageError::Unavailable(reason.to_owned())),
                Ok(connection) if Instant::now() <= latest => {
                    // Boxed, so that waiting is compiled once for what steps come to, not for each.
                    let step: Pin<Box<dyn Future<Output = _>>> = Box::pin(step(connection));
                    runtime.block_on(step).map_err(StorageError::from)
                }
                Ok(_) => Err(StorageError::Unavailable(
                    "what was to be written before took too long".to_owned(),
                )),
            };
            // Whoever awaits it may have gone away.
            sender.send(outcome).ok();
        });
        // If the thread has ended, so has the job, unheard.
        let unheard = self.thread.jobs.as_ref().map(|jobs| jobs.send(job));
        drop(unheard);
        let ended = |_| StorageError::Unavailable(hop::EndedEarly.to_string());
        outcome.await.map_err(ended)?
    }
}

/// Does one job after the other until nobody can ask for more. A connection that a job left in the
/// middle of something is closed, and the next job gets another.
fn serve(queue: &Receiver<Job>, runtime: &Handle, first: Connection, opening: &Opening) {
    let mut connection = Some(first);
    for job in queue {
        let mut open = match connection.take().map_or_else(|| opening.open(), Ok) {
            Ok(open) => open,
            Err(error) => {
                let reason = error.to_string();
                tracing::error!(reason, "the database could not be opened again to write");
                // The next one may try.
                job(runtime, Err(&reason));
                continue;
            }
        };
        let ended = catch_unwind(AssertUnwindSafe(|| job(runtime, Ok(&mut open))));
        if ended.is_ok() && !open.is_broken() {
            connection = Some(open);
        }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.jobs = None;
        let its_own = |handle: &JoinHandle<()>| handle.thread().id() == thread::current().id();
        if let Some(handle) = self.handle.take().filter(|handle| !its_own(handle)) {
            handle.join().ok();
        }
    }
}
