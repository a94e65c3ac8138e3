//! What the verifier asks of its surroundings.

use async_trait::async_trait;
use kernel::{FoldedName, StorageError, TenantId, Timestamp, TokenHash, UserId};

use super::{LookAlikeKey, OpenChallenge, Seed};
use crate::{Credential, Handle, OprfKeyVersion};

/// A credential and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedCredential {
    /// The user.
    pub user: UserId,
    /// The credential.
    pub credential: Credential,
}

/// Port: challenges that wait for their answer.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ChallengeLedger: Send + Sync {
    /// Keeps `challenge` until it is consumed or expires. Its reply key is to be stored sealed.
    async fn open(&self, challenge: OpenChallenge) -> Result<(), StorageError>;

    /// Takes the challenge out: by one statement, so that of many callers one gets it, and for good.
    ///
    /// An unknown one, and one that has expired at `now`, is nothing.
    async fn consume(
        &self,
        id: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<OpenChallenge>, StorageError>;
}

/// Port: the credentials of all tenants.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait CredentialStore: Send + Sync {
    /// The credential that a begin under `name` is served with. Only confirmed ones; a disabled
    /// user's is served like any other.
    async fn served_to(
        &self,
        tenant: &TenantId,
        name: &FoldedName,
    ) -> Result<Option<OwnedCredential>, StorageError>;

    /// The credential of that handle, if its user may sign in now: a disabled user's is nothing.
    async fn provable(
        &self,
        tenant: &TenantId,
        handle: &Handle,
    ) -> Result<Option<OwnedCredential>, StorageError>;
}

/// Port: the key store's part in begins.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait OprfSeed: Send + Sync {
    /// The seed under which new credentials are enrolled, and its version.
    fn newest(&self) -> (OprfKeyVersion, Seed);

    /// The seed of one version; nothing if it has been destroyed.
    fn version(&self, version: OprfKeyVersion) -> Option<Seed>;

    /// The key of look-alikes.
    fn look_alike_key(&self) -> LookAlikeKey;
}
