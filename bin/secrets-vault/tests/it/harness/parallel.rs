//! Many at once.

use std::sync::Barrier;
use std::thread;

/// Calls `act` in `count` threads that all start at the same moment, and gives what they return.
pub(crate) fn in_parallel<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(count);
    thread::scope(|scope| {
        let (act, start) = (&act, &start);
        let threads: Vec<_> = (0..count)
            .map(|index| {
                scope.spawn(move || {
                    start.wait();
                    act(index)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}
