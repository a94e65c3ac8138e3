//! Where statements run: `SQLite` has calls that block, and a thread that serves requests must not.

use std::cell::Cell;
use std::error::Error;
use std::future::ready;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, channel};
use std::task::{Context, Poll};

use diesel_async::sync_connection_wrapper::SpawnBlocking;
use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

thread_local! {
    static MAY_BLOCK: Cell<bool> = const { Cell::new(false) };
}

/// Runs `task` on a thread that may block. Its statements run right there, so a transaction costs one
/// hop between threads however many statements it has. It runs to its end although whoever awaits it
/// goes away.
///
/// # Errors
/// It panicked, or the runtime is shutting down.
pub(crate) async fn aside<T: Send + 'static>(
    task: impl AsyncFnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    let runtime = Handle::current();
    let task = move || {
        let _lent = Lent::new();
        runtime.block_on(task())
    };
    spawn_blocking(task).await
}

/// This thread may block, until it goes back to the others.
struct Lent;

impl Lent {
    fn new() -> Self {
        MAY_BLOCK.set(true);
        Self
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        MAY_BLOCK.set(false);
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
    result: JoinHandle<R>,
    end: Receiver<()>,
}

impl<R: Send + 'static> Elsewhere<R> {
    fn run(task: impl FnOnce() -> R + Send + 'static) -> Self {
        let (running, end) = channel();
        let task = move || {
            let result = task();
            drop(running);
            result
        };
        Self {
            result: spawn_blocking(task),
            end,
        }
    }
}

impl<R> Future for Elsewhere<R> {
    type Output = Result<R, Box<dyn Error + Send + Sync>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let result = Pin::new(&mut self.result).poll(context);
        result.map(|result| Ok(result?))
    }
}

impl<R> Drop for Elsewhere<R> {
    fn drop(&mut self) {
        // Nothing is ever sent: this ends when the task has, in whatever way.
        self.end.recv().ok();
    }
}
