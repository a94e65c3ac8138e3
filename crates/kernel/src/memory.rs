//! What a node may remember of what it has read.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::{Clock, Timestamp};

/// Remembers values for at most [`ShortMemory::SPAN`]: long enough to spare the database, short
/// enough that what another node or the command line has written is soon seen. That there is no
/// value is never remembered.
#[derive(Debug)]
pub struct ShortMemory<K, V> {
    entries: Mutex<HashMap<K, (Timestamp, V)>>,
}

impl<K: Eq + Hash + Clone, V: Clone> ShortMemory<K, V> {
    /// How long a value is remembered.
    pub const SPAN: Duration = Duration::from_secs(5);
    /// More entries than this, and all are forgotten.
    const CAPACITY: usize = 1024;

    /// The value remembered for `key`.
    pub fn recall(&self, key: &K, clock: &dyn Clock) -> Option<V> {
        let now = clock.now();
        let entries = self.entries();
        let (read_at, value) = entries.get(key)?;
        // A clock that was set back makes nothing younger.
        let is_fresh = *read_at <= now && now.since(*read_at) < Self::SPAN;
        is_fresh.then(|| value.clone())
    }

    /// Remembers `value`, which was read at `read_at`.
    pub fn remember(&self, key: &K, value: V, read_at: Timestamp) {
        let mut entries = self.entries();
        if entries.len() >= Self::CAPACITY && !entries.contains_key(key) {
            entries.clear();
        }
        entries.insert(key.clone(), (read_at, value));
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<K, (Timestamp, V)>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, V> Default for ShortMemory<K, V> {
    fn default() -> Self {
        Self {
            entries: Mutex::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockClock;

    fn at(seconds: i64) -> MockClock {
        let mut clock = MockClock::new();
        clock
            .expect_now()
            .return_const(Timestamp::from_seconds(seconds));
        clock
    }

    #[test]
    fn a_value_is_forgotten_after_its_span() {
        let memory = ShortMemory::default();
        memory.remember(&"a", 1, Timestamp::from_seconds(100));
        assert_eq!(memory.recall(&"a", &at(104)), Some(1));
        assert_eq!(memory.recall(&"a", &at(105)), None);
        assert_eq!(memory.recall(&"a", &at(99)), None);
        assert_eq!(memory.recall(&"b", &at(100)), None);
    }

    #[test]
    fn it_never_grows_beyond_its_capacity() {
        let memory = ShortMemory::default();
        for key in 0..3000 {
            memory.remember(&key, (), Timestamp::default());
        }
        assert!(memory.entries().len() <= ShortMemory::<i32, ()>::CAPACITY);
    }
}
