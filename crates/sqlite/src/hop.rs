//! Where statements run: `SQLite` has calls that block, and a thread that serves requests must not.

use std::cell::Cell;
use std::error::Error;
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::mpsc::{Receiver, channel};
use std::task::{Context, Poll};

use diesel_async::sync_connection_wrapper::SpawnBlocking;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

thread_local! {
    static MAY_BLOCK: Cell<bool> = const { Cell::new(false) };
}

/// What a thread is given to do. All of it has one type, because the runtime is compiled again for each type of task.
type Task = Box<dyn FnOnce() + Send>;

/// A task panicked, or whatever ran it is shutting down.
#[derive(Debug, thiserror::Error)]
#[error("a task of the database ended early")]
pub(crate) struct EndedEarly;

/// Runs `work` on this thread, which may block: statements in it run right there.
pub(crate) fn blocking<T>(work: impl FnOnce() -> T) -> T {
    let _lent = Lent::new();
    work()
}

/// Runs `step` on this thread, its statements included: for those that find a row by its key, which takes less
/// than two hops between threads.
pub(crate) async fn here<T>(step: impl Future<Output = T>) -> T {
    let mut step = pin!(step);
    poll_fn(|context| {
        let _lent = Lent::new();
        step.as_mut().poll(context)
    })
    .await
}

/// This thread may block, until it goes back to what it was.
struct Lent {
    before: bool,
}

impl Lent {
    fn new() -> Self {
        Self {
            before: MAY_BLOCK.replace(true),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        MAY_BLOCK.set(self.before);
    }
}

/// Brings a statement to a thread that may block, unless this one may.
#[derive(Debug)]
pub(crate) struct Hop;

/// What [`SpawnBlocking`] returns.
type Boxed<'a, R> =
    Pin<Box<dyn Future<Output = Result<R, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

impl SpawnBlocking for Hop {
    fn spawn_blocking<'a, R: Send + 'static>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> Boxed<'a, R> {
        if MAY_BLOCK.get() {
            Box::pin(ready(Ok(task())))
        } else {
            Box::pin(Elsewhere::run(task))
        }
    }

    fn get_runtime() -> Self {
        Self
    }
}

/// A statement on another thread. Whoever drops it waits for its end, because the connection goes back
/// to its pool then, and must be idle.
struct Elsewhere<R> {
    result: oneshot::Receiver<R>,
    end: Receiver<()>,
}

impl<R: Send + 'static> Elsewhere<R> {
    fn run(task: impl FnOnce() -> R + Send + 'static) -> Self {
        let (sender, result) = oneshot::channel();
        let (running, end) = channel();
        let task: Task = Box::new(move || {
            // Whoever awaits it may have gone away.
            sender.send(task()).ok();
            drop(running);
        });
        drop(spawn_blocking(task));
        Self { result, end }
    }
}

impl<R> Future for Elsewhere<R> {
    type Output = Result<R, Box<dyn Error + Send + Sync>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let result = Pin::new(&mut self.result).poll(context);
        result.map(|result| Ok(result.map_err(|_| EndedEarly)?))
    }
}

impl<R> Drop for Elsewhere<R> {
    fn drop(&mut self) {
        // Nothing is ever sent: this ends when the task has, in whatever way.
        self.end.recv().ok();
    }
}
