//! Who keeps the books: creates, changes and deletes tenants and their clients.

mod clients;
mod tenants;

use std::sync::Arc;

use kernel::{Clock, Random};

use crate::{ClientRegistry, RelyingParties, TenantRegistry, Tenants};

pub use clients::{
    DeleteClientError, LONGEST_OVERLAP, RegisterClientError, RotateSecretError, UpdateClientError,
};
pub use tenants::{CloseTenantError, CreateTenantError, UpdateTenantError};

/// The tenant in which the service's own administrators live.
const MAIN_TENANT: &str = "main";

/// How often a change is tried that others come before.
const TRIES: usize = 5;

/// The use cases of this crate over their ports.
#[derive(Clone)]
pub struct Registrar {
    /// Finds tenants that are open, and keeps new ones.
    pub tenants: Arc<dyn Tenants>,
    /// Changes tenants.
    pub tenant_registry: Arc<dyn TenantRegistry>,
    /// Finds relying parties, and keeps new ones.
    pub clients: Arc<dyn RelyingParties>,
    /// Changes relying parties.
    pub client_registry: Arc<dyn ClientRegistry>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

#[cfg(test)]
mod tests;
