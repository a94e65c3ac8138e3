use crate::order::BIT_COUNT;

/// Eight luma units: below this a coefficient's sign may change when the picture is recompressed.
const STRONG: u64 = 8 << 37;

/// How much detail a picture has: how many of its 1023 coefficients are strong, that is, at
/// least eight luma units in magnitude (keepic-1, step 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quality {
    strong: u16,
}

impl Quality {
    #[expect(clippy::cast_possible_truncation, reason = "at most 1023 are counted")]
    pub(crate) fn of(values: &[i64]) -> Self {
        let strong = values
            .iter()
            .filter(|value| value.unsigned_abs() >= STRONG)
            .count();
        Self {
            strong: strong as u16,
        }
    }

    /// The number of strong coefficients, 0 to 1023.
    pub fn strong(self) -> u16 {
        self.strong
    }
}

/// The share of strong coefficients with four decimals, such as `0.6882`.
impl std::fmt::Display for Quality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = u32::from(BIT_COUNT);
        let rounded = (u32::from(self.strong) * 10_000 + count / 2) / count;
        write!(f, "{}.{:04}", rounded / 10_000, rounded % 10_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_luma_units_are_strong_and_less_is_not() {
        let unit = 1_i64 << 37;
        let quality = Quality::of(&[8 * unit, -8 * unit, 8 * unit - 1, 1 - 8 * unit, i64::MIN]);
        assert_eq!(quality.strong(), 3);
    }

    #[test]
    fn the_text_is_rounded() {
        let text = |strong| Quality { strong }.to_string();
        assert_eq!(
            (text(0), text(704), text(1023)),
            ("0.0000".into(), "0.6882".into(), "1.0000".into())
        );
    }
}
