//! The `kernel` port for randomness, as the cryptographic crates want to have it.

use core::convert::Infallible;

use kernel::Random;
use rand_core::{TryCryptoRng, TryRng};

pub(super) struct PortRng<'a>(pub(super) &'a dyn Random);

impl TryRng for PortRng<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.0.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.0.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

// The port promises a cryptographically secure generator.
impl TryCryptoRng for PortRng<'_> {}
