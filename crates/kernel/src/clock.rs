//! Moments, and the port that tells the present one.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment: whole microseconds since 1970-01-01T00:00:00Z.
///
/// Microseconds are what both databases keep, so a moment survives storage unchanged.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `micros` microseconds after the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The moment `seconds` seconds after the Unix epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down: a JWT's `NumericDate` (RFC 7519, section 2).
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment plus `duration`, or the last representable one.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(micros_of(duration)))
    }

    /// This moment minus `duration`, or the first representable one.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(micros_of(duration)))
    }

    /// The time from `earlier` until this moment; zero if `earlier` is in fact later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// This moment as RFC 3339 text in UTC, for example `2026-01-31T12:00:00.5Z`.
    pub fn to_rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000)
            .ok()
            .and_then(|moment| moment.format(&Rfc3339).ok())
            .unwrap_or_else(|| format!("{} microseconds after 1970-01-01T00:00:00Z", self.0))
    }
}

/// A text is no moment. Shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a moment as RFC 3339 has it, for example 2026-01-31T12:00:00Z")]
pub struct InvalidTimestamp;

/// Reads RFC 3339 text.
impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| InvalidTimestamp)?;
        let micros = moment.unix_timestamp_nanos().div_euclid(1_000);
        micros.try_into().map(Self).map_err(|_| InvalidTimestamp)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

fn micros_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Port: tells the present moment.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates_instead_of_wrapping() {
        let last = Timestamp::from_micros(i64::MAX);
        assert_eq!(last.plus(Duration::from_secs(1)), last);
        assert_eq!(Timestamp::default().since(last), Duration::ZERO);
    }

    #[test]
    fn text_is_rfc_3339() {
        assert_eq!(
            Timestamp::from_micros(1_500_000).to_rfc3339(),
            "1970-01-01T00:00:01.5Z"
        );
        assert_eq!(Timestamp::from_seconds(-1).seconds(), -1);
    }

    #[test]
    fn text_is_read_as_it_is_written_and_in_other_zones() {
        let moment = Timestamp::from_micros(1_500_000);
        assert_eq!(moment.to_rfc3339().parse(), Ok(moment));
        assert_eq!("1970-01-01T01:00:01.5+01:00".parse(), Ok(moment));
        for text in [
            "",
            "now",
            "1970-01-01",
            "1970-01-01T00:00:01",
            "1970-02-30T00:00:00Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(InvalidTimestamp), "{text}");
        }
    }

    #[test]
    fn a_mocked_clock_stands_still() {
        let mut clock = MockClock::new();
        clock.expect_now().return_const(Timestamp::from_seconds(7));
        assert_eq!(clock.now().seconds(), 7);
    }
}
