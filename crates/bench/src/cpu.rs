//! How long a processor has worked, and for whom.

use std::fs;
use std::time::Duration;

use rustix::param::clock_ticks_per_second;
use rustix::time::{ClockId, clock_gettime};

use crate::Failure;

/// Whose work counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CpuClock {
    /// That of the thread that asks.
    Thread,
    /// That of all threads of this process.
    Process,
}

impl CpuClock {
    /// The work so far.
    pub(crate) fn now(self) -> Duration {
        let id = match self {
            Self::Thread => ClockId::ThreadCPUTime,
            Self::Process => ClockId::ProcessCPUTime,
        };
        clock_gettime(id).try_into().unwrap_or_default()
    }

    /// Does something and gives what it cost beside its result.
    pub(crate) fn of<T>(self, act: impl FnOnce() -> T) -> (T, Duration) {
        let before = self.now();
        let result = act();
        (result, self.now().saturating_sub(before))
    }

    /// The same for something that is awaited.
    pub(crate) async fn of_future<T>(self, act: impl Future<Output = T>) -> (T, Duration) {
        let before = self.now();
        let result = act.await;
        (result, self.now().saturating_sub(before))
    }
}

/// The work of another process so far, ended threads included, in steps of usually 10 ms (proc(5)).
pub(crate) fn of_process(pid: u32) -> Result<Duration, Failure> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    ticks(&stat)
        .map(|ticks| Duration::from_secs(ticks) / per_second())
        .ok_or_else(|| format!("/proc/{pid}/stat cannot be read").into())
}

/// The work of a database server so far: of its first process, and of those that it has started (proc(5)).
pub(crate) fn of_server(first: u32) -> Result<Duration, Failure> {
    let stat = fs::read_to_string(format!("/proc/{first}/stat"))?;
    let (own, ended) = ticks(&stat)
        .zip(ticks_of_ended(&stat))
        .ok_or("/proc cannot be read")?;
    let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children"))?;
    let mut work = Duration::from_secs(own + ended) / per_second();
    for child in children.split_whitespace() {
        // It may have ended meanwhile; then it counts the next time.
        work += of_process(child.parse()?).unwrap_or_default();
    }
    Ok(work)
}

/// The first process of the `PostgreSQL` server that `cargo xtask` has started, by the URL of one of its
/// databases: the host is the folder of its socket.
pub(crate) fn postmaster(database_url: &str) -> Result<u32, Failure> {
    let url = url::Url::parse(database_url)?;
    let folder = url.host_str().unwrap_or_default().replace("%2F", "/");
    let file = fs::read_to_string(format!("{folder}/data/postmaster.pid"))?;
    let pid = file
        .lines()
        .next()
        .ok_or("the PostgreSQL server has ended")?;
    Ok(pid.trim().parse()?)
}

fn per_second() -> u32 {
    u32::try_from(clock_ticks_per_second()).unwrap_or(100)
}

/// `utime` and `stime`: the 12th and 13th field after the program's name, which stands in
/// parentheses and may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    two_times(stat, 11)
}

/// `cutime` and `cstime`, of the processes that it started and that have ended: the two after those.
fn ticks_of_ended(stat: &str) -> Option<u64> {
    two_times(stat, 13)
}

fn two_times(stat: &str, after: usize) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(after);
    let user: u64 = times.next()?.parse().ok()?;
    let system: u64 = times.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_found_behind_any_name() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 90 0 0 0 31 11 5 5 20 0 4 0 100";
        assert_eq!(ticks(stat), Some(42));
        assert_eq!(ticks_of_ended(stat), Some(10));
        assert_eq!(ticks("7 (a) S 1"), None);
    }

    #[test]
    fn work_is_seen_and_idling_is_not() {
        let spin = || {
            let start = std::time::Instant::now();
            while start.elapsed() < Duration::from_millis(20) {}
        };
        let ((), idle) = CpuClock::Thread.of(|| std::thread::sleep(Duration::from_millis(20)));
        let ((), elsewhere) = CpuClock::Thread.of(|| std::thread::spawn(spin).join().unwrap());
        let ((), work) = CpuClock::Process.of(|| std::thread::spawn(spin).join().unwrap());
        assert!(idle < Duration::from_millis(10));
        assert!(elsewhere < Duration::from_millis(10));
        assert!(work > elsewhere);
        assert!(of_process(std::process::id()).is_ok());
    }
}
