//! Randomness that is the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

use kernel::Random;

/// `SplitMix64` (Steele, Lea and Flood, 2014): evenly spread, repeatable, and no secret. For tests alone.
#[derive(Debug, Default)]
pub struct SeededRandom(AtomicU64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl SeededRandom {
    /// The sequence of that number.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        let mut z = self
            .0
            .fetch_add(GOLDEN, Ordering::SeqCst)
            .wrapping_add(GOLDEN);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            for (byte, value) in chunk.iter_mut().zip(self.next().to_le_bytes()) {
                *byte = value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_the_paper() {
        let random = SeededRandom::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }
}
