//! A passkey, and the port that keeps passkeys.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, UserId};
use serde_json::Value;

use crate::Stamp;
use crate::mail::Mail;
use crate::sign_in::SignInNonce;

/// Passkeys that one account may have.
pub const PER_ACCOUNT: u32 = 20;

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Passkey {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The credential id, base64url: unique in the tenant, and no secret.
    pub credential_id: String,
    /// Whose it is.
    pub user_id: UserId,
    /// What its person calls it.
    pub name: String,
    /// Public key and flags, as the adapter of [`WebAuthn`](super::WebAuthn) wants them back.
    pub key: Value,
    /// The authenticator's signature counter; 0 if it has none.
    pub counter: u32,
    /// The authenticator says that the key cannot leave it.
    pub is_device_bound: bool,
    /// When, from where and with what it was added.
    pub created: Stamp,
    /// When, from where and with what it was last used.
    pub last_use: Option<Stamp>,
}

/// What became of a passkey that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addition {
    /// It was added.
    Added,
    /// There is one of that credential id in the tenant. Nothing was stored.
    Known,
    /// The account has [`PER_ACCOUNT`] already, or is gone. Nothing was stored.
    Full,
}

/// A signature by a passkey that holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PasskeyUse {
    /// The credential id.
    pub credential_id: String,
    /// The key as it is to be kept from now on.
    pub key: Value,
    /// The signature counter.
    pub counter: u32,
    /// When, from where and with what.
    pub used: Stamp,
}

/// Port: keeps passkeys.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Passkeys: Send + Sync {
    /// Stores a new passkey and the mail that tells its person.
    async fn add(
        &self,
        passkey: &Passkey,
        notice: &Mail,
        event: &AuditEvent,
    ) -> Result<Addition, StorageError>;

    /// The passkey of that credential id.
    async fn find(
        &self,
        tenant: &TenantId,
        credential_id: &str,
    ) -> Result<Option<Passkey>, StorageError>;

    /// The passkeys of an account, oldest first.
    async fn of_user(&self, tenant: &TenantId, user: &UserId)
    -> Result<Vec<Passkey>, StorageError>;

    /// Gives a passkey of the account another name. False if it has no such passkey.
    async fn rename(
        &self,
        tenant: &TenantId,
        user: &UserId,
        credential_id: &str,
        name: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Takes a passkey away from the account. False if it has no such passkey.
    async fn remove(
        &self,
        tenant: &TenantId,
        user: &UserId,
        credential_id: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Records the use of a passkey of the nonce's account and stores the nonce. False, and nothing
    /// stored, if the passkey is gone, or if its counter is not above the one that is kept, unless both are 0.
    async fn sign_in(
        &self,
        passkey_use: &PasskeyUse,
        nonce: &SignInNonce,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
