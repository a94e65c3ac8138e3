//! One round: several callers do the same again and again for a while.

use std::time::{Duration, Instant};

use super::caller::Caller;
use super::contender::Contender;
use super::operation::Operation;
use crate::Failure;
use crate::quantity::{PerSecond, Time};

/// How long a round takes.
const LENGTH: Duration = Duration::from_millis(1_500);
/// Callers at the same time, each with a connection of its own.
const CALLERS: usize = 8;

/// What a round came to.
pub(super) struct Round {
    times: u32,
    length: Duration,
    work: Duration,
    work_of_database: Option<Duration>,
}

impl Round {
    /// Lets callers do `operation` for a while. What they need for it is not counted.
    pub(super) fn run(contender: &Contender, operation: Operation) -> Result<Self, Failure> {
        let callers = (0..CALLERS)
            .map(|_| Caller::prepared(contender, operation))
            .collect::<Result<Vec<_>, _>>()?;
        let work_before = contender.service.cpu()?;
        let database_before = contender.work_of_database()?;
        let start = Instant::now();
        let times = std::thread::scope(|scope| -> Result<u32, Failure> {
            let running: Vec<_> = callers
                .into_iter()
                .map(|caller| scope.spawn(move || repeat(caller, operation, start)))
                .collect();
            let mut times = 0;
            for caller in running {
                times += caller.join().map_err(|_| "a caller's thread panicked")??;
            }
            Ok(times)
        })?;
        let length = start.elapsed();
        let database_after = contender.work_of_database()?;
        Ok(Self {
            times,
            length,
            work: contender.service.cpu()?.saturating_sub(work_before),
            work_of_database: database_after
                .zip(database_before)
                .map(|(after, before)| after.saturating_sub(before)),
        })
    }

    /// How often a second.
    pub(super) fn rate(&self) -> PerSecond {
        PerSecond::of(self.times.into(), self.length)
    }

    /// The service's processor time for one of them, round by round.
    pub(super) fn work_of(rounds: &[Self]) -> Vec<Time> {
        rounds
            .iter()
            .map(|it| Time(it.work / it.times.max(1)))
            .collect()
    }

    /// The same of the database.
    pub(super) fn work_of_database(rounds: &[Self]) -> Vec<Time> {
        let of = |it: &Self| Some(Time(it.work_of_database? / it.times.max(1)));
        rounds.iter().filter_map(of).collect()
    }
}

fn repeat(mut caller: Caller<'_>, operation: Operation, start: Instant) -> Result<u32, Failure> {
    let mut times = 0;
    while start.elapsed() < LENGTH {
        caller.perform(operation)?;
        times += 1;
    }
    Ok(times)
}
