//! The keys that a tenant's tokens are signed with, and the port that keeps them.

use std::fmt;

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp};
use tenancy::SigningAlgorithm;
use zeroize::Zeroizing;

/// A private key as PKCS #8 in DER (RFC 5958). An adapter seals it at rest. It is wiped when
/// dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey(Zeroizing<Vec<u8>>);

impl PrivateKey {
    /// The key of that DER.
    pub fn from_der(der: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        Self(der.into())
    }

    /// The DER itself, to be sealed or to sign with.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}

/// A key that a tenant's tokens are signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Names the key in token headers and in the JWK set: its thumbprint (RFC 7638).
    pub kid: String,
    /// What it signs with.
    pub algorithm: SigningAlgorithm,
    /// The private half, which has the public one in it.
    pub private_key: PrivateKey,
    /// When it was made, and published for others to learn it.
    pub created_at: Timestamp,
    /// From when on it signs, until a younger one of its algorithm does.
    pub signs_from: Timestamp,
}

/// Port: keeps signing keys.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SigningKeys: Send + Sync {
    /// The tenant's keys, those that sign last first.
    async fn live(&self, tenant: &TenantId) -> Result<Vec<SigningKey>, StorageError>;

    /// Stores further keys of a tenant, all or none. False, and nothing stored, if its keys are no longer
    /// those named in `beside`, in any order: of several nodes the first one wins.
    async fn publish(
        &self,
        tenant: &TenantId,
        beside: &[String],
        keys: &[SigningKey],
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Removes the key of that name. False, and nothing stored, if there is none.
    async fn retire(
        &self,
        tenant: &TenantId,
        kid: &str,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// The tenants that have a key which signs from `moment` or earlier, in the order of their names.
    async fn with_keys_from(&self, moment: Timestamp) -> Result<Vec<TenantId>, StorageError>;
}
