//! When a mail is tried again, and for how long.

use std::time::Duration;

use kernel::Backoff;

use super::DeliveryFailure;

/// How long a mail rests after an attempt has failed.
pub(super) const BACKOFF: Backoff = Backoff {
    first: Duration::from_secs(30),
    longest: Duration::from_mins(15),
};

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
