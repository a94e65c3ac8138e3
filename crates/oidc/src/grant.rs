//! What a person has granted to a client, and the port that keeps grants and their refresh tokens.

use async_trait::async_trait;
use identity::{AuthenticationMethod, SessionId};
use kernel::{
    AuditEvent, ClientId, PlainToken, Random, StorageError, TenantId, Timestamp, TokenHash, UserId,
};
use serde::{Deserialize, Serialize};

use crate::{ClaimsRequest, EndUser, KeyThumbprint, Rotation, RotationOutcome, Scope};

/// Names a grant. It is no secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantId(String);

impl GrantId {
    /// Draws an id for a grant that is given at `now`.
    pub fn generate(random: &dyn Random, now: Timestamp) -> Self {
        Self(PlainToken::dated(random, now).reveal().to_owned())
    }

    /// The id as it comes from storage or from a token.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was agreed when a grant was given, beside its scope. Storage keeps it whole, as one document; what a
/// stored one lacks was not agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantTerms {
    /// The resource servers that its access tokens are for (RFC 8707); none: this server itself.
    pub resources: Vec<String>,
    /// Single claims that its client asked for.
    pub claims: ClaimsRequest,
    /// The key that must be proved (RFC 9449): for a code, to redeem it; for a grant, to exchange its refresh
    /// tokens. Whoever authenticates needs none for the latter.
    pub dpop_jkt: Option<KeyThumbprint>,
}

/// What one redeemed authorization code has given: the family to which every refresh token that
/// follows from it belongs.
///
/// A grant ends when it expires, when one of its refresh tokens or its code is used twice, and,
/// unless it [outlives the session](Self::outlives_session), when [`identity::Sessions::end`] ends
/// its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Names the grant.
    pub grant_id: GrantId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The client that it was given to.
    pub client_id: ClientId,
    /// The person who gave it.
    pub user_id: UserId,
    /// The session in which it was given.
    pub session_id: SessionId,
    /// What was granted.
    pub scope: Scope,
    /// When the person was authenticated.
    pub auth_time: Timestamp,
    /// How they were authenticated.
    pub amr: Vec<AuthenticationMethod>,
    /// What else was agreed.
    pub terms: GrantTerms,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it ends however often it is used.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Grant {
    /// Whether the grant goes on after its session has ended: it was given with `offline_access`.
    pub fn outlives_session(&self) -> bool {
        self.scope.contains(Scope::OFFLINE_ACCESS)
    }

    /// Whether the grant still holds at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// A grant with the person who gave it, as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// The grant.
    pub grant: Grant,
    /// Who gave it.
    pub user: EndUser,
}

/// A refresh token as it stands, with what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRefreshToken {
    /// The grant and its person.
    pub delegation: Delegation,
    /// When the token was issued.
    pub issued_at: Timestamp,
    /// Until when the token is accepted. None if it has been used; its grant may have ended.
    pub accepted_until: Option<Timestamp>,
}

/// The events that a rotation may report; the one that happened is stored.
#[derive(Debug)]
pub struct RotationEvents<'a> {
    /// Stored with [`RotationOutcome::Rotated`].
    pub rotated: &'a AuditEvent,
    /// Stored with [`RotationOutcome::Reused`].
    pub reused: &'a AuditEvent,
}

/// Port: keeps grants and their refresh tokens. A grant begins with
/// [`AuthorizationCodes::redeem`](crate::AuthorizationCodes::redeem).
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Grants: Send + Sync {
    /// The grant of that id, live or not.
    async fn find(
        &self,
        tenant: &TenantId,
        grant: &GrantId,
    ) -> Result<Option<Delegation>, StorageError>;

    /// The refresh token of that hash, whether or not it has been used or has expired, and its grant live or
    /// not.
    async fn find_by_refresh_token(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<HeldRefreshToken>, StorageError>;

    /// Revokes a grant at `event.at`. False, and nothing stored, if it was revoked before.
    async fn revoke(
        &self,
        tenant: &TenantId,
        grant: &GrantId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Exchanges a refresh token of `tenant` for its successor at `now`, as [`RotationOutcome`]
    /// says. Of any number at the same time exactly one is [`Rotated`](RotationOutcome::Rotated).
    async fn rotate<'a>(
        &self,
        tenant: &TenantId,
        rotation: &Rotation<'a>,
        now: Timestamp,
        events: &RotationEvents<'a>,
    ) -> Result<RotationOutcome, StorageError>;
}
