//! How long things take by the clock on the wall.

use std::time::Instant;

use crate::Failure;
use crate::quantity::Time;

/// How often something that is warm is measured, after as many times that do not count.
const WARM: usize = 20;

/// How long a step takes, each of so many times.
pub(crate) async fn times(
    number: usize,
    step: impl AsyncFn(usize) -> Result<(), Failure>,
) -> Result<Vec<Time>, Failure> {
    let mut samples = Vec::with_capacity(number);
    for turn in 0..number {
        let start = Instant::now();
        step(turn).await?;
        samples.push(Time(start.elapsed()));
    }
    Ok(samples)
}

/// How long a step takes that was taken before.
pub(crate) async fn warm(
    step: impl AsyncFn() -> Result<(), Failure>,
) -> Result<Vec<Time>, Failure> {
    let samples = times(2 * WARM, async |_| step().await).await?;
    Ok(samples.into_iter().skip(WARM).collect())
}

/// What is measured must do what it is for.
pub(crate) fn expect(found: usize, expected: usize) -> Result<(), Failure> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{found} were found instead of {expected}").into())
    }
}
