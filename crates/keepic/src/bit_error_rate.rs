use crate::order::BIT_COUNT;

/// How far the picture of a successful sign-in was from the enrolled one.
///
/// It is told only after success, where it reveals nothing that matters; after a failure it would
/// let a malicious server read off the features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BitErrorRate {
    error_bits: u16,
}

impl BitErrorRate {
    /// The rate for a number of wrong bits; more than 1023 count as 1023.
    pub fn new(error_bits: u16) -> Self {
        Self {
            error_bits: error_bits.min(BIT_COUNT),
        }
    }

    /// How many bits were compared: always 1023.
    pub fn count_bits(self) -> u16 {
        BIT_COUNT
    }

    /// How many of them were wrong.
    pub fn error_bits(self) -> u16 {
        self.error_bits
    }

    /// The share of wrong bits in per cent with three decimals, such as `3.324`.
    pub fn percent_text(self) -> String {
        let count = u32::from(BIT_COUNT);
        let thousandths = (u32::from(self.error_bits) * 100_000 + count / 2) / count;
        format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_is_rounded_to_three_decimals() {
        let text = |bits| BitErrorRate::new(bits).percent_text();
        assert_eq!(text(0), "0.000");
        assert_eq!(text(1), "0.098");
        assert_eq!(text(103), "10.068");
        assert_eq!(text(1023), "100.000");
    }
}
