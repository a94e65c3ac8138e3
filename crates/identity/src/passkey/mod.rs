//! Passkeys (WebAuthn Level 3): adding them, keeping them in order, and signing in with them.
//!
//! A passkey is another way in, which no stranger can use up: it can be used while the account is
//! blocked, and a recent one stands for the old picture when that is changed (protocol.md, sections 1 and 3).
//! What an authenticator answers is checked by the port [`WebAuthn`]; this module decides who may ask
//! for what, when, and how often. Nobody is asked which passkeys an account has, so that the options are
//! the same for names that exist and that do not (docs/decisions/0054).

mod ceremony;
mod passkeys;
mod registration;
mod sign_in;
#[cfg(test)]
mod tests;
mod webauthn;

use kernel::{TenantId, UserId};
use zkp_protocol::verifier::LookAlikeKey;

use crate::mac;

#[cfg(any(test, feature = "mocks"))]
pub use ceremony::MockCeremonies;
pub use ceremony::{Ceremonies, Ceremony, CeremonyPurpose, OPEN_LIMIT};
#[cfg(any(test, feature = "mocks"))]
pub use passkeys::MockPasskeys;
pub use passkeys::{Addition, PER_ACCOUNT, Passkey, PasskeyUse, Passkeys};
pub use registration::{PasskeyError, PasskeyRegistration};
pub use sign_in::{PasskeyOptionsError, PasskeySignIn, PasskeySignInError};
#[cfg(any(test, feature = "mocks"))]
pub use webauthn::MockWebAuthn;
pub use webauthn::{
    Assertion, Attestation, NewKey, ProvedKey, Registrant, Started, Unaccepted, WebAuthn,
};

/// What an authenticator knows an account by: 16 bytes that say nothing about it (WebAuthn,
/// section 14.6.1). All tenants share the service's domain, so it is different in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserHandle([u8; 16]);

impl UserHandle {
    /// The handle of an account: a MAC, so that it need not be kept.
    pub fn of(look_alike_key: &LookAlikeKey, tenant: &TenantId, user: &UserId) -> Self {
        let parts = ["passkey user", tenant.as_str(), user.as_str()];
        let mut handle = [0; 16];
        for (byte, of_mac) in handle.iter_mut().zip(mac::of(look_alike_key, &parts)) {
            *byte = of_mac;
        }
        Self(handle)
    }

    /// The handle as it goes to an authenticator.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}
