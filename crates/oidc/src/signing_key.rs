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
    /// When it was made.
    pub created_at: Timestamp,
}

/// Port: keeps signing keys.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SigningKeys: Send + Sync {
    /// The tenant's keys, newest first.
    async fn live(&self, tenant: &TenantId) -> Result<Vec<SigningKey>, StorageError>;

    /// Stores the first keys of a tenant, all or none. False, and nothing stored, if the tenant has
    /// keys already: of several nodes the first one wins.
    async fn publish(
        &self,
        tenant: &TenantId,
        keys: &[SigningKey],
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
