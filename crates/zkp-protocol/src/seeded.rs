//! Randomness that repeats itself, for tests and vectors.

use core::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest as _, Sha512};

/// SHA-512 of a seed and a counter, one digest after the other.
pub(crate) struct Seeded {
    seed: u64,
    drawn: u64,
    left: Vec<u8>,
}

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: 0,
            left: Vec::new(),
        }
    }
}

impl TryRng for Seeded {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        while self.left.len() < bytes.len() {
            let input = [self.seed.to_be_bytes(), self.drawn.to_be_bytes()].concat();
            self.left.extend_from_slice(&Sha512::digest(input));
            self.drawn += 1;
        }
        let rest = self.left.split_off(bytes.len());
        bytes.copy_from_slice(&self.left);
        self.left = rest;
        Ok(())
    }
}

impl TryCryptoRng for Seeded {}

/// The same bytes at every draw of this length.
pub(crate) struct Fixed<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> TryRng for Fixed<N> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("draws bytes only")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("draws bytes only")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.copy_from_slice(&self.0);
        Ok(())
    }
}

impl<const N: usize> TryCryptoRng for Fixed<N> {}
