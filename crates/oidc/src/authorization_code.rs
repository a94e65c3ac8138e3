//! An authorization code (RFC 6749, section 1.3.1), and the port that keeps it.

use async_trait::async_trait;
use identity::{AuthenticationMethod, SessionId};
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash, UserId};

use crate::{CodeChallenge, EndUser, Grant, GrantTerms, RefreshToken, Scope};

/// An authorization code as it was issued; it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// Hash of the code.
    pub token: TokenHash,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The client that it was issued to.
    pub client_id: ClientId,
    /// Who signed in.
    pub user_id: UserId,
    /// The session in which they did.
    pub session_id: SessionId,
    /// When that session ends at the latest.
    pub session_expires_at: Timestamp,
    /// When they were authenticated.
    pub auth_time: Timestamp,
    /// How they were authenticated.
    pub amr: Vec<AuthenticationMethod>,
    /// Where the code was sent; the token request must name the same URI.
    pub redirect_uri: String,
    /// What was granted.
    pub scope: Scope,
    /// What else was agreed.
    pub terms: GrantTerms,
    /// The nonce of the request.
    pub nonce: Option<String>,
    /// The PKCE challenge of the request.
    pub code_challenge: Option<CodeChallenge>,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it is no longer accepted: at this moment and after.
    pub expires_at: Timestamp,
}

/// A code with the person who signed in, as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCode {
    /// The code.
    pub code: AuthorizationCode,
    /// Who signed in.
    pub user: EndUser,
}

/// A code about to be redeemed, with everything that it gives.
#[derive(Debug)]
pub struct Redemption<'a> {
    /// Hash of the code.
    pub code: &'a TokenHash,
    /// The grant that the code turns into; its `tenant_id` is the code's.
    pub grant: &'a Grant,
    /// The first refresh token of that grant, if it has any.
    pub refresh_token: Option<&'a RefreshToken>,
}

/// The events that redeeming a code may report; the one that happened is stored.
#[derive(Debug)]
pub struct RedemptionEvents<'a> {
    /// Stored with [`RedemptionOutcome::Redeemed`].
    pub redeemed: &'a AuditEvent,
    /// Stored with [`RedemptionOutcome::Replayed`].
    pub replayed: &'a AuditEvent,
}

/// What came of redeeming a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedemptionOutcome {
    /// First use: the code is spent, the grant and its refresh token, if any, are stored.
    Redeemed,
    /// The code had been redeemed before, whether or not it has expired since. The grant of that
    /// first use is revoked (if it was not), and nothing else is stored but the event.
    Replayed,
    /// There is no such code in the tenant, or it had not been redeemed and has expired, or its
    /// session has been ended. Nothing is stored.
    Gone,
}

/// Port: keeps authorization codes.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait AuthorizationCodes: Send + Sync {
    /// Stores a new code, and consumes the authorization request of which `request` is the hash, if
    /// there is one. False, and nothing stored, if that request has been consumed, has expired at
    /// `code.created_at`, or does not exist in the code's tenant.
    async fn issue(
        &self,
        code: &AuthorizationCode,
        request: Option<TokenHash>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// The code of that hash, whether or not it has expired or been redeemed. A redeemed code is
    /// kept for at least a day, so that its replay is seen.
    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<HeldCode>, StorageError>;

    /// Redeems the code of `redemption` at `now`. Of any number at the same time exactly one is
    /// [`Redeemed`](RedemptionOutcome::Redeemed). The session must not have been ended
    /// ([`identity::Sessions::end`]) by the time that the grant is stored.
    async fn redeem<'a>(
        &self,
        redemption: &Redemption<'a>,
        now: Timestamp,
        events: &RedemptionEvents<'a>,
    ) -> Result<RedemptionOutcome, StorageError>;
}
