//! What a right answer gives: a nonce that the browser turns into a session.

use async_trait::async_trait;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash, UserId};
use serde_json::Value;
use zkp_protocol::Handle;

use crate::AuthenticationMethod;
use crate::attempts::NameKey;
use crate::sign_in_quality::ErrorRate;

/// A proved sign-in that waits for its browser: 60 s, one use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInNonce {
    /// Hash of the nonce.
    pub token: TokenHash,
    /// The tenant.
    pub tenant_id: TenantId,
    /// Who proved it.
    pub user_id: UserId,
    /// The name under which they did.
    pub name: NameKey,
    /// The authorization request for which it was proved; without one the nonce starts no session.
    pub auth_req_id: Option<TokenHash>,
    /// Hash of the cookie of the browser that opened that request.
    pub browser: Option<TokenHash>,
    /// How they were authenticated.
    pub amr: Vec<AuthenticationMethod>,
    /// When they were authenticated.
    pub auth_time: Timestamp,
    /// When the nonce expires.
    pub expires_at: Timestamp,
}

/// What a success gives back to the budgets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The name whose begins are refunded: this one, and the earlier ones noted for `browser`.
    pub name: NameKey,
    /// Hash of the browser cookie.
    pub browser: Option<TokenHash>,
    /// Hash of the device cookie, whose unfinished begins are forgotten if it is a known one.
    pub device: Option<TokenHash>,
}

/// What the client reports about its own run: kept as telemetry, never as proof.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Telemetry {
    /// The bit error rate and what belongs to it, as reported.
    pub ber: Option<Value>,
    /// The client's log, as reported.
    pub log_data: Option<Value>,
    /// How far the picture was from the enrolled one, if the report says so.
    pub error_rate: Option<ErrorRate>,
}

/// Port: keeps sign-in nonces.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SignInNonces: Send + Sync {
    /// Stores the nonce and the telemetry, and refunds the budgets. False, and nothing stored, if
    /// `proved` is no longer the credential of the account, or the account has been disabled.
    async fn issue(
        &self,
        nonce: &SignInNonce,
        proved: &Handle,
        refund: &Refund,
        telemetry: &Telemetry,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// The nonce, expired or not, if it has not been used. [`Sessions::start`](crate::Sessions::start) uses it.
    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<SignInNonce>, StorageError>;
}
