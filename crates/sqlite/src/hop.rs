//! Where statements run: `SQLite` has calls that block, and a thread that serves requests must not.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::task::{Context, Poll, ready};

use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sqlite::SqliteConnection;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
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

impl From<EndedEarly> for Error {
    fn from(ended: EndedEarly) -> Self {
        Self::DatabaseError(
            DatabaseErrorKind::UnableToSendCommand,
            Box::new(ended.to_string()),
        )
    }
}

/// Whether this thread may block.
pub(crate) fn may_block() -> bool {
    MAY_BLOCK.get()
}

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

/// Something done with a connection, on another thread if need be. Whoever drops it before its end does without the
/// connection, which is closed over there: this thread has others to serve.
pub(crate) enum Hop<'c, R> {
    /// It ran where it was asked for.
    None(Option<QueryResult<R>>),
    /// Another thread has the connection.
    Away {
        place: &'c mut Option<SqliteConnection>,
        back: Receiver<SqliteConnection>,
        result: oneshot::Receiver<QueryResult<R>>,
    },
}

impl<'c, R> Hop<'c, R> {
    /// Does `work` on this thread.
    pub(crate) fn none(
        place: &mut Option<SqliteConnection>,
        work: impl FnOnce(&mut SqliteConnection) -> QueryResult<R>,
    ) -> Self {
        let connection = place.as_mut().ok_or_else(|| EndedEarly.into());
        Self::None(Some(connection.and_then(work)))
    }

    /// Does `work` on a thread that may block, which has the connection meanwhile, and the `slot` until it has done.
    pub(crate) fn away(
        place: &'c mut Option<SqliteConnection>,
        slot: Option<Arc<OwnedSemaphorePermit>>,
        work: impl FnOnce(&mut SqliteConnection) -> QueryResult<R> + Send + 'static,
    ) -> Self
    where
        R: Send + 'static,
    {
        let Some(mut connection) = place.take() else {
            return Self::None(Some(Err(EndedEarly.into())));
        };
        let (gives_back, back) = channel();
        let (sender, result) = oneshot::channel();
        let task: Task = Box::new(move || {
            let _slot = slot;
            let done = work(&mut connection);
            // Whoever waits for either may have gone away.
            gives_back.send(connection).ok();
            sender.send(done).ok();
        });
        drop(spawn_blocking(task));
        Self::Away {
            place,
            back,
            result,
        }
    }
}

impl<R: Unpin> Future for Hop<'_, R> {
    type Output = QueryResult<R>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<QueryResult<R>> {
        Poll::Ready(match &mut *self {
            Self::None(result) => result.take().unwrap_or_else(|| Err(EndedEarly.into())),
            Self::Away {
                place,
                back,
                result,
            } => {
                let result = ready!(Pin::new(result).poll(context));
                **place = back.recv().ok();
                result.unwrap_or_else(|_| Err(EndedEarly.into()))
            }
        })
    }
}

impl<R> Drop for Hop<'_, R> {
    fn drop(&mut self) {
        if let Self::Away { place, back, .. } = self
            && place.is_none()
        {
            **place = back.try_recv().ok();
        }
    }
}
