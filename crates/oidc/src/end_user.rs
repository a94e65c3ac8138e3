//! The person whom tokens are about, and the port that reads all of it at once.

use async_trait::async_trait;
use identity::Account;
use kernel::{StorageError, TenantId, UserId};
use serde_json::Value;

/// A person (OpenID Connect Core 1.0, section 1.2), and what provisioning says about them beside their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndUser {
    /// The account.
    pub account: Account,
    /// The attributes of a user as a SCIM document, without those that the account has; none if nobody has
    /// said anything about them.
    pub provisioned: Option<Value>,
}

impl EndUser {
    /// Whether they may have tokens: their account is not disabled.
    pub(crate) const fn is_entitled(&self) -> bool {
        !self.account.is_disabled
    }
}

/// Port: reads people as tokens tell of them.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait EndUsers: Send + Sync {
    /// The person with that account, disabled or not.
    async fn find(&self, tenant: &TenantId, user: &UserId)
    -> Result<Option<EndUser>, StorageError>;
}
