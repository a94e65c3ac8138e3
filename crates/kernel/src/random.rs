//! The port that gives randomness.

/// Port: a cryptographically secure random number generator.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait Random: Send + Sync {
    /// Overwrites `bytes` with random ones.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Random + '_ {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mocked_source_repeats_itself() {
        let mut random = MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(7));
        let random: &dyn Random = &random;
        assert_eq!(random.bytes::<3>(), [7, 7, 7]);
    }
}
