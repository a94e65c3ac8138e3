//! Signing in a device that has no browser, by one that has (RFC 8628).
//!
//! The device opens a [`DeviceAuthorization`](crate::DeviceAuthorization), its person types the user code in a browser,
//! signs in there and is asked. To the sign-in and the consent page this is an authorization request whose answer goes
//! to a page of our own.

mod decide;
mod find;
mod open;
#[cfg(test)]
mod tests;

use kernel::TenantId;

use crate::OpenIdProvider;

pub use find::{DeviceInput, DeviceOutcome};
pub use open::DeviceResponse;

impl OpenIdProvider {
    /// Where people type user codes (section 3.2): short, because they type the address too. Whoever serves the pages
    /// serves one there, and one at `/done` below that says how it ended: the parameter `answer` is `allowed`
    /// or `denied`.
    pub fn verification_uri(&self, tenant: &TenantId) -> String {
        let base = self.public_url.as_str().trim_end_matches('/');
        format!("{base}/device/{tenant}")
    }
}
