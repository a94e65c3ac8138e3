//! When a client is told again, and for how long.

use std::time::Duration;

use kernel::Random;

use super::NoticeFailure;

const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// How long a client is told again that fails in this way, counted from the end of the session. Who refuses is
/// asked for an hour, in which somebody may repair what is set up wrongly; what cannot be reached, for a
/// day, after which a client's own session has hardly survived.
pub(super) const fn patience(failure: &NoticeFailure) -> Duration {
    match failure {
        NoticeFailure::Refused(_) => Duration::from_hours(1),
        NoticeFailure::Unreachable(_) | NoticeFailure::Deferred(_) => Duration::from_hours(24),
    }
}

/// How long a notice rests after its attempt of that number has failed: five seconds, doubled each time up to a
/// quarter of an hour, of which the second half is left to chance.
pub(super) fn pause(attempt: u32, random: &dyn Random) -> Duration {
    let factor = 1_u32 << attempt.saturating_sub(1).min(16);
    let whole = FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE);
    let chance = u32::from(u16::from_be_bytes(random.bytes()));
    whole / 2 + whole / 2 * chance / u32::from(u16::MAX)
}
