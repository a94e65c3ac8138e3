//! Moments as other people's tokens name them.

use serde::{Deserialize, Deserializer};
use serde_json::Number;

/// Seconds since the Unix epoch, of which the part of a second that may be there is left out (`NumericDate`: RFC 7519,
/// section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NumericDate(pub(crate) i64);

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Number::deserialize(deserializer)?;
        let whole = number.as_i64().or_else(|| whole_of(number.as_f64()?));
        whole
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("expected a number of seconds"))
    }
}

/// `seconds` without fraction, if it is of a time that anybody could mean.
fn whole_of(seconds: f64) -> Option<i64> {
    const FAR: f64 = 1e12;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a fraction is left out, and what is larger is refused"
    )]
    (seconds.abs() < FAR).then(|| seconds.floor() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_may_have_a_fraction() {
        for (text, seconds) in [
            ("1796056743", 1_796_056_743),
            ("1796056743.0", 1_796_056_743),
            ("1796056743.98", 1_796_056_743),
            ("1.7960567439e9", 1_796_056_743),
            ("-0.5", -1),
        ] {
            let read: NumericDate = serde_json::from_str(text).unwrap();
            assert_eq!(read, NumericDate(seconds), "{text}");
        }
        for bad in [
            "\"1796056743\"",
            "null",
            "1e300",
            "18446744073709551615",
            "{}",
        ] {
            assert!(serde_json::from_str::<NumericDate>(bad).is_err(), "{bad}");
        }
    }
}
