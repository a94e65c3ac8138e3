//! When a mail is tried again, and for how long.

use std::time::Duration;

use kernel::Random;

use super::DeliveryFailure;

const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// How long a mail is tried that fails in this way, counted from when it was written.
///
/// A refusal is final as a rule, but a mail server that is set up wrongly refuses too, so somebody gets
/// an hour to notice. For everything else it is what RFC 5321, section 4.5.4.1 asks of a mail server.
pub(super) const fn patience(failure: &DeliveryFailure) -> Duration {
    match failure {
        DeliveryFailure::Refused(_) => Duration::from_hours(1),
        DeliveryFailure::Unreachable(_) | DeliveryFailure::Deferred(_) => {
            Duration::from_hours(5 * 24)
        }
    }
}

/// How long a mail rests after its attempt of that number has failed: half a minute, doubled each time up
/// to a quarter of an hour, of which the second half is left to chance, so that mails which failed
/// together do not come back together.
pub(super) fn pause(attempt: u32, random: &dyn Random) -> Duration {
    let factor = 1_u32 << attempt.saturating_sub(1).min(16);
    let whole = FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE);
    let chance = u32::from(u16::from_be_bytes(random.bytes()));
    whole / 2 + whole / 2 * chance / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use kernel::MockRandom;

    use super::*;

    fn pause_at(attempt: u32, byte: u8) -> u64 {
        let mut random = MockRandom::new();
        random
            .expect_fill()
            .returning(move |bytes| bytes.fill(byte));
        pause(attempt, &random).as_secs()
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_half_of_each_is_chance() {
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
