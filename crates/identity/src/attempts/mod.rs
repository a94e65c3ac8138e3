//! How often somebody may try: budgets per address, per name and per known device.
//!
//! One evaluation of the OPRF tests one PIN for ever against any number of candidate pictures, so
//! it is *begins* that are counted, before anything is evaluated (protocol.md, section 1). The
//! budgets are pure: a storage adapter reads one, lets it decide, and writes it back, all in one
//! transaction.

mod address;
mod blocks;
mod ledger;
mod name;

use kernel::Timestamp;

pub use address::AddressBudget;
#[cfg(any(test, feature = "mocks"))]
pub use blocks::MockBlocks;
pub use blocks::{Block, BlockManagement, BlockPage, BlockWindow, Blocks};
#[cfg(any(test, feature = "mocks"))]
pub use ledger::MockAttemptLedger;
pub use ledger::{
    AttemptLedger, BeginCharge, ChargedTo, DEVICE_LIMIT, FailureCharge, NameKey, OPEN_LIMIT,
    Verdict, network_of,
};
pub use name::NameBudget;

/// Over budget: nothing was counted, and nothing may be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// When it is worth trying again.
    pub until: Timestamp,
    /// Whether this very attempt caused the block, which the audit log then records.
    pub is_new: bool,
}
