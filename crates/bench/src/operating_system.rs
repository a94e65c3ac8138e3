//! Randomness at the price that the service pays for it.

use kernel::Random;

/// The operating system's random number generator.
pub(crate) struct SystemRandom;

impl Random for SystemRandom {
    #[expect(
        clippy::disallowed_methods,
        reason = "an adapter behind the port, as the service has one"
    )]
    #[expect(clippy::expect_used, reason = "without randomness nothing may go on")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}
