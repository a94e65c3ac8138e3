//! How far a picture was from the enrolled one.

/// The share of a picture's bits that differed from the enrolled ones, in thousandths, rounded down: 0 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ErrorRate(u16);

impl ErrorRate {
    /// `differing` bits of `all`; none if there were no bits, or fewer than differed.
    pub fn of(differing: u32, all: u32) -> Option<Self> {
        if all == 0 || differing > all {
            return None;
        }
        Self::from_thousandths(u64::from(differing) * 1000 / u64::from(all))
    }

    /// That many thousandths; none beyond 1000.
    pub fn from_thousandths(thousandths: impl TryInto<u16>) -> Option<Self> {
        let thousandths = thousandths.try_into().ok();
        thousandths.filter(|rate| *rate <= 1000).map(Self)
    }

    /// In thousandths.
    pub const fn thousandths(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_share_of_what_there_was() {
        let rate = |differing, all| ErrorRate::of(differing, all).map(ErrorRate::thousandths);
        assert_eq!(rate(0, 255), Some(0));
        assert_eq!(rate(16, 255), Some(62));
        assert_eq!(rate(255, 255), Some(1000));
        assert_eq!(rate(u32::MAX, u32::MAX), Some(1000));
        assert_eq!(rate(1, 0), None);
        assert_eq!(rate(256, 255), None);
        assert_eq!(ErrorRate::from_thousandths(1001), None);
        assert_eq!(ErrorRate::from_thousandths(-1), None);
    }
}
