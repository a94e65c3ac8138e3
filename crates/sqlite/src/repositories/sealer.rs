//! Secrets at rest.

use std::fmt;
use std::sync::Arc;

use kernel::{Random, SealingKey};
use zeroize::Zeroizing;

use crate::backend::Failure;

/// The row that a sealed value belongs to; it opens nowhere else.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The table.
    pub(crate) table: &'static str,
    /// The row within the table and tenant.
    pub(crate) row: &'a str,
    /// The tenant.
    pub(crate) tenant: &'a str,
}

impl Place<'_> {
    fn parts(&self) -> [&str; 3] {
        [self.table, self.row, self.tenant]
    }
}

/// Seals and opens the secrets of rows.
#[derive(Clone)]
pub(crate) struct Sealer {
    key: SealingKey,
    random: Arc<dyn Random>,
}

impl Sealer {
    pub(crate) fn new(key: SealingKey, random: Arc<dyn Random>) -> Self {
        Self { key, random }
    }

    /// Seals `plain` for its place.
    pub(crate) fn seal(&self, plain: &[u8], place: Place<'_>) -> Vec<u8> {
        self.key.seal(plain, &place.parts(), &*self.random)
    }

    /// Opens what was sealed for the same place.
    pub(crate) fn open(
        &self,
        sealed: &[u8],
        place: Place<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        Ok(self.key.open(sealed, &place.parts())?)
    }

    /// The randomness that names rows which have no name of their own.
    pub(crate) fn random(&self) -> &dyn Random {
        &*self.random
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(..)")
    }
}
