//! The port that sees to it that no proof is used twice (RFC 9449, section 11.1).

use async_trait::async_trait;
use kernel::{StorageError, TenantId, Timestamp, TokenHash};

/// A proof that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedProof {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Hash of its key and its `jti`: nobody uses up the `jti` of somebody else.
    pub proof: TokenHash,
    /// Until when it would be accepted again if nobody remembered it.
    pub expires_at: Timestamp,
}

/// Port: remembers proofs for as long as they could be used again.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait DpopProofs: Send + Sync {
    /// Notes the use of a proof. False if it was used before: of any number at the same time one is true.
    /// That a key was proved is no event of its own; what its client then does is.
    async fn use_once(&self, proof: &UsedProof) -> Result<bool, StorageError>;
}
