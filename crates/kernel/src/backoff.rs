//! How long something that failed rests until it is tried again.

use std::time::Duration;

use crate::Random;

/// Pauses that begin with `first` and double with each failure up to `longest`.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The pause after the first failure, at most.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
}

impl Backoff {
    /// The pause after the attempt of that number has failed. Its second half is left to chance, so that what
    /// failed together does not come back together.
    pub fn pause(self, attempt: u32, random: &dyn Random) -> Duration {
        let factor = 1_u32 << attempt.saturating_sub(1).min(16);
        let whole = self.first.saturating_mul(factor).min(self.longest);
        let chance = u32::from(u16::from_be_bytes(random.bytes()));
        whole / 2 + whole / 2 * chance / u32::from(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockRandom;

    fn pause_at(attempt: u32, byte: u8) -> u64 {
        let backoff = Backoff {
            first: Duration::from_secs(30),
            longest: Duration::from_mins(15),
        };
        let mut random = MockRandom::new();
        random
            .expect_fill()
            .returning(move |bytes| bytes.fill(byte));
        backoff.pause(attempt, &random).as_secs()
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_half_of_each_is_chance() {
        for (attempt, shortest, longest) in [
            (1, 15, 30),
            (2, 30, 60),
            (3, 60, 120),
            (5, 240, 480),
            (6, 450, 900),
            (1_000_000, 450, 900),
        ] {
            assert_eq!(pause_at(attempt, 0), shortest);
            assert_eq!(pause_at(attempt, 0xff), longest);
        }
    }
}
