//! The port that speaks WebAuthn with authenticators.

use kernel::PlainToken;
use serde_json::Value;

use super::UserHandle;

/// Whose passkey is to be made, as the authenticator will show it.
#[derive(Clone, Debug)]
pub struct Registrant<'a> {
    /// What the authenticator knows the account by.
    pub handle: UserHandle,
    /// The name to sign in with.
    pub username: &'a str,
    /// Credential ids of passkeys that the account has: an authenticator that has one makes no other.
    pub known: Vec<String>,
}

/// A ceremony that has begun.
#[derive(Clone, Debug)]
pub struct Started {
    /// 32 random bytes that the authenticator signs.
    pub challenge: PlainToken,
    /// What the browser hands to the authenticator: `PublicKeyCredentialCreationOptionsJSON` or
    /// `PublicKeyCredentialRequestOptionsJSON`.
    pub options: Value,
    /// What the adapter wants back with the answer.
    pub state: Value,
}

/// A new credential, as a browser gives it (WebAuthn, section 5.2.1). Bytes are base64url.
#[derive(Clone, Debug)]
pub struct Attestation {
    /// The credential id.
    pub id: String,
    /// The same.
    pub raw_id: String,
    /// What the browser did.
    pub client_data_json: String,
    /// What the authenticator made.
    pub attestation_object: String,
}

/// A signature, as a browser gives it (WebAuthn, section 5.2.2). Bytes are base64url.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// The credential id.
    pub id: String,
    /// The same.
    pub raw_id: String,
    /// What the browser did.
    pub client_data_json: String,
    /// What the authenticator saw.
    pub authenticator_data: String,
    /// Its signature of both.
    pub signature: String,
    /// The account's handle, if the authenticator gave it.
    pub user_handle: Option<String>,
}

/// The key of a new passkey.
#[derive(Clone, Debug, PartialEq)]
pub struct NewKey {
    /// The credential id, base64url.
    pub credential_id: String,
    /// Public key and flags, for this adapter only.
    pub key: Value,
    /// The authenticator's signature counter; always 0 if it has none.
    pub counter: u32,
    /// The authenticator says that the key cannot leave it.
    pub is_device_bound: bool,
}

/// A key whose signature holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ProvedKey {
    /// The key as it is to be kept from now on.
    pub key: Value,
    /// The authenticator's signature counter.
    pub counter: u32,
}

/// Why an authenticator's answer is not accepted. For the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unaccepted {
    /// Passkeys belong to a domain, and the public URL has none.
    #[error("the public URL has no domain name, which passkeys need")]
    NoDomain,
    /// The signature holds but its counter went back: there may be a copy of the key.
    #[error("the signature counter went back: the passkey may have been copied")]
    Regressed,
    /// Something else does not hold.
    #[error("{0}")]
    Wrong(String),
}

/// Port: makes what authenticators are asked, and checks what they answer (WebAuthn, section 7): challenge,
/// origin, domain, presence and verification of the user, signature, counter.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait WebAuthn: Send + Sync {
    /// Asks for a new credential that finds its account by itself and verifies its user.
    #[expect(clippy::elidable_lifetime_names, reason = "the mock wants it named")]
    fn start_registration<'a>(&self, registrant: &Registrant<'a>) -> Result<Started, Unaccepted>;

    /// Checks a new credential.
    fn finish_registration(
        &self,
        state: &Value,
        attestation: &Attestation,
    ) -> Result<NewKey, Unaccepted>;

    /// Asks for a signature by any credential of this service that verifies its user.
    fn start_authentication(&self) -> Result<Started, Unaccepted>;

    /// Checks a signature by `key`, as it was kept.
    fn finish_authentication(
        &self,
        state: &Value,
        assertion: &Assertion,
        key: &Value,
    ) -> Result<ProvedKey, Unaccepted>;
}
