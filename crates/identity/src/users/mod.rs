//! A tenant's users, as administrators and programs manage them, and as they see themselves.

mod read;

use std::sync::Arc;

use crate::Accounts;

/// The use cases over their ports.
pub struct Users {
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
}
