//! The connections: so many at most, shared out among threads.
//!
//! A web server has a runtime for each of its threads. A connection is served by the runtime in
//! which it was made, and is used there: what is asked from another thread takes two switches
//! between threads (`docs/decisions/0063-connections-by-thread.md`). One of a thread's connections
//! is for lookups, which are sent on it without waiting for each other's answers
//! (`docs/decisions/0067-lookups-on-one-connection.md`).

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernel::StorageError;
use tokio::runtime::{Handle, Id};
use tokio::sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::PostgresConfig;
use crate::connector::{Connector, Link};
use crate::lookups::Lookups;

/// Connections to one database. A clone is the same pool.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Shared>);

struct Shared {
    connector: Connector,
    /// At least one.
    shares: Vec<Arc<Share>>,
    /// In the order in which they first asked, in which the shares go round.
    runtimes: Mutex<Vec<Id>>,
    acquire_timeout: Duration,
}

/// The connections of one thread; of several if there are more threads than connections.
struct Share {
    /// Whoever has a turn may use a connection that is idle, or make one.
    turns: Arc<Semaphore>,
    most: usize,
    /// The one that was used last is last.
    idle: Mutex<Vec<Link>>,
    /// The one for lookups, besides those that are leased; none if there is a single connection for all.
    lookups: Option<AsyncMutex<Option<Arc<Link>>>>,
}

/// A connection that nobody else uses. Dropped, it is idle again.
pub(crate) struct Leased {
    link: Option<Link>,
    share: Arc<Share>,
    /// Given back after the connection, so that no more of them are open than there are turns.
    _turn: OwnedSemaphorePermit,
}

impl Pool {
    /// A pool that is empty still.
    pub(crate) fn new(connector: Connector, config: &PostgresConfig) -> Self {
        let most = usize::try_from(config.max_connections).unwrap_or(usize::MAX);
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        let shares = config.threads.clamp(1, most);
        let of_share = |index| most / shares + usize::from(index < most % shares);
        Self(Arc::new(Shared {
            connector,
            shares: (0..shares)
                .map(|index| Arc::new(Share::of(of_share(index))))
                .collect(),
            runtimes: Mutex::default(),
            acquire_timeout: config.acquire_timeout,
        }))
    }

    /// A connection, after those who asked before. It is made if none is idle, so that an outage is an error at once.
    pub(crate) async fn get(&self) -> Result<Leased, StorageError> {
        self.lease(self.share()?).await
    }

    /// The connection on which this thread looks up rows, made if there is none.
    pub(crate) async fn lookups(&self) -> Result<Lookups, StorageError> {
        let pool = &self.0;
        let share = self.share()?;
        let Some(lookups) = &share.lookups else {
            return Ok(Lookups::Leased(Box::new(self.lease(share).await?)));
        };
        // Whoever is first makes it, and the others wait as for any other.
        let mut lookups = match lookups.try_lock() {
            Ok(lookups) => lookups,
            Err(_) => timeout(pool.acquire_timeout, lookups.lock())
                .await
                .map_err(|_| none_free())?,
        };
        if let Some(link) = lookups.as_ref().filter(|link| link.is_alive()) {
            return Ok(Lookups::Shared(link.clone()));
        }
        let link = lookups.insert(Arc::new(pool.connect().await?));
        Ok(Lookups::Shared(link.clone()))
    }

    fn share(&self) -> Result<Arc<Share>, StorageError> {
        let share = self.0.share_of(Handle::current().id());
        share.ok_or_else(|| unavailable("no connection may be made"))
    }

    async fn lease(&self, share: Arc<Share>) -> Result<Leased, StorageError> {
        let pool = &self.0;
        // Most need not wait, and then nobody need watch the clock. Those who do are served first all the same.
        let turn = match share.turns.clone().try_acquire_owned() {
            Ok(turn) => turn,
            Err(_) => timeout(pool.acquire_timeout, share.turns.clone().acquire_owned())
                .await
                .map_err(|_| none_free())?
                .map_err(|error| unavailable(&error.to_string()))?,
        };
        let link = match share.take_idle(Handle::current().id()) {
            Some(link) => link,
            None => pool.connect().await?,
        };
        Ok(Leased {
            link: Some(link),
            share,
            _turn: turn,
        })
    }
}

impl Shared {
    async fn connect(&self) -> Result<Link, StorageError> {
        let link = self.connector.connect().await;
        link.map_err(StorageError::Unavailable)
    }

    fn share_of(&self, runtime: Id) -> Option<Arc<Share>> {
        let mut runtimes = self.runtimes.lock().unwrap_or_else(PoisonError::into_inner);
        let known = runtimes.iter().position(|known| *known == runtime);
        let index = known.unwrap_or_else(|| {
            runtimes.push(runtime);
            runtimes.len() - 1
        });
        self.shares.get(index % self.shares.len()).cloned()
    }
}

impl Share {
    fn of(connections: usize) -> Self {
        let has_lookups = connections > 1;
        let most = connections - usize::from(has_lookups);
        Self {
            turns: Arc::new(Semaphore::new(most)),
            most,
            idle: Mutex::default(),
            lookups: has_lookups.then(AsyncMutex::default),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Link>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One that this runtime serves, if there is one; one of another runtime only if no more may be open.
    fn take_idle(&self, here: Id) -> Option<Link> {
        let mut idle = self.idle();
        idle.retain_mut(Link::is_usable);
        if let Some(at) = idle.iter().rposition(|link| link.runtime == here) {
            return Some(idle.remove(at));
        }
        let in_use = self.most - self.turns.available_permits();
        if in_use + idle.len() <= self.most {
            return None;
        }
        idle.pop()
    }
}

impl Leased {
    /// Leaves a connection that does not answer, with whatever runs on it.
    pub(crate) fn give_up(mut self) {
        self.link.take().inspect(|link| link.driver.abort());
    }
}

impl Deref for Leased {
    type Target = Link;

    #[expect(clippy::expect_used, reason = "it is taken by what takes this")]
    fn deref(&self) -> &Link {
        self.link.as_ref().expect("a link until this ends")
    }
}

impl DerefMut for Leased {
    #[expect(clippy::expect_used, reason = "it is taken by what takes this")]
    fn deref_mut(&mut self) -> &mut Link {
        self.link.as_mut().expect("a link until this ends")
    }
}

impl Drop for Leased {
    fn drop(&mut self) {
        self.share.idle().extend(self.link.take());
    }
}

fn none_free() -> StorageError {
    unavailable("no connection became free in time")
}

fn unavailable(reason: &str) -> StorageError {
    StorageError::Unavailable(reason.to_owned())
}
