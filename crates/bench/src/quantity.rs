//! What is measured, and how it is written: three digits, so that noise is not mistaken for news.

use std::fmt;
use std::time::Duration;

/// A time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(pub(crate) Duration);

/// An amount of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bytes(pub(crate) u64);

/// How often a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PerSecond(pub(crate) u64);

impl Time {
    pub(crate) const fn from_micros(micros: u64) -> Self {
        Self(Duration::from_micros(micros))
    }

    /// One part of so many.
    pub(crate) fn part(self, parts: u32) -> Self {
        Self(self.0 / parts.max(1))
    }
}

impl Bytes {
    pub(crate) const fn from_mebibytes(mebibytes: u64) -> Self {
        Self(mebibytes << 20)
    }
}

impl PerSecond {
    /// `count` in `time`.
    pub(crate) fn of(count: u64, time: Duration) -> Self {
        let nanos = time.as_nanos().max(1);
        let rate = u128::from(count) * 1_000_000_000 / nanos;
        Self(u64::try_from(rate).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_secs_f64() * 1_000.0;
        if milliseconds < 0.1 {
            write!(f, "{milliseconds:.3} ms")
        } else if milliseconds < 10.0 {
            write!(f, "{milliseconds:.2} ms")
        } else if milliseconds < 100.0 {
            write!(f, "{milliseconds:.1} ms")
        } else if milliseconds < 1_000.0 {
            write!(f, "{milliseconds:.0} ms")
        } else {
            write!(f, "{:.2} s", self.0.as_secs_f64())
        }
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10) >> 20;
        write!(f, "{}.{} MiB", tenths / 10, tenths % 10)
    }
}

impl fmt::Display for PerSecond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/s", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_three_digits_or_so() {
        for (micros, text) in [
            (12, "0.012 ms"),
            (312, "0.31 ms"),
            (15_240, "15.2 ms"),
            (152_400, "152 ms"),
            (1_524_000, "1.52 s"),
        ] {
            assert_eq!(Time::from_micros(micros).to_string(), text);
        }
        assert_eq!(Bytes(21 * 1024 * 1024 + 512 * 1024).to_string(), "21.5 MiB");
        assert_eq!(
            PerSecond::of(300, Duration::from_millis(500)).to_string(),
            "600/s"
        );
    }
}
