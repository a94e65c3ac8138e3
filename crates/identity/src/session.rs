//! A signed-in browser, and the port that keeps sessions.

use std::net::IpAddr;

use async_trait::async_trait;
use kernel::access::Proof;
use kernel::{
    AuditEvent, PlainToken, Random, StorageError, TenantId, Timestamp, TokenHash, UserId,
};
use serde::{Deserialize, Serialize};

use crate::Account;

/// Names a session towards relying parties: the `sid` of OpenID Connect Front-Channel Logout 1.0.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(String);

impl SessionId {
    /// Draws a new id. It is no secret.
    pub fn generate(random: &dyn Random) -> Self {
        Self(PlainToken::generate(random).reveal().to_owned())
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

/// How somebody was authenticated: values of the `amr` claim (RFC 8176).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthenticationMethod {
    /// Proof of possession of a software-held secret: the picture.
    Swk,
    /// A PIN or pattern.
    Pin,
    /// A passkey (FIDO2). Not in RFC 8176; the name that Microsoft Entra ID knows it by.
    Fido,
    /// The passkey says that it cannot leave its device.
    Hwk,
    /// The person was there and was verified by the device.
    User,
}

impl AuthenticationMethod {
    /// The claim's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Swk => "swk",
            Self::Pin => "pin",
            Self::Fido => "fido",
            Self::Hwk => "hwk",
            Self::User => "user",
        }
    }
}

/// When, from where and with what something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// When.
    pub at: Timestamp,
    /// From where.
    pub ip: Option<IpAddr>,
    /// With what: the `User-Agent` header, cut to 512 characters.
    pub user_agent: Option<String>,
}

impl Stamp {
    /// The stamp of something that was done by no request.
    pub const fn unplaced(at: Timestamp) -> Self {
        Self {
            at,
            ip: None,
            user_agent: None,
        }
    }
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Names the session towards relying parties.
    pub session_id: SessionId,
    /// Hash of the session cookie.
    pub token: TokenHash,
    /// Who is signed in.
    pub user_id: UserId,
    /// How they were authenticated.
    pub amr: Vec<AuthenticationMethod>,
    /// When they were authenticated.
    pub auth_time: Timestamp,
    /// When, from where and with what the session was started.
    pub created: Stamp,
    /// When it was last used.
    pub last_access: Timestamp,
    /// When it ends if it is not used again.
    pub idle_until: Timestamp,
    /// When it ends however often it is used.
    pub expires_at: Timestamp,
}

impl Session {
    /// Whether the session still lives at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.idle_until && now < self.expires_at
    }

    /// When and how its person has last shown who they are.
    pub fn proof(&self) -> Proof {
        Proof {
            at: self.auth_time,
            is_by_passkey: self.amr.contains(&AuthenticationMethod::Fido),
        }
    }
}

/// A session about to be started by redeeming a sign-in nonce, in one step with what goes along.
#[derive(Debug)]
pub struct SessionStart<'a> {
    /// The new session.
    pub session: &'a Session,
    /// The sign-in nonce that it consumes.
    pub nonce: &'a TokenHash,
    /// Hash of the new device cookie, by which this browser is known for the account's name from now on.
    pub device: &'a KnownDevice,
    /// The browser that signs in, and the cookie by which it is known from now on.
    pub browser: BrowserChange,
    /// The session that the same browser had before, which ends; if it has the new one's id, it goes
    /// on as the new one.
    pub replaces: Option<TokenHash>,
}

/// A browser gets a new cookie and keeps what it has open: whoever knows the old cookie has nothing any
/// more (docs/decisions/0019).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrowserChange {
    /// Hash of the cookie that it had.
    pub from: TokenHash,
    /// Hash of the cookie that it gets.
    pub to: TokenHash,
}

/// A browser that has signed in to an account (protocol.md, section 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// Hash of the device cookie.
    pub token: TokenHash,
    /// The name under which the account was signed in to, as the attempt ledger keys it.
    pub name: crate::attempts::NameKey,
    /// When the cookie is no longer accepted.
    pub expires_at: Timestamp,
}

/// A session in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSession {
    /// The session.
    pub session: Session,
    /// When tokens were last issued in it.
    pub tokens_issued_at: Option<Timestamp>,
}

/// Port: keeps sessions.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Consumes the nonce and starts the session, ending the one it replaces together with the
    /// tokens that end with it; the tokens of a session that goes on under its id live on. The open
    /// authorization requests and challenges of the browser, and the begins noted for it, go over
    /// to its new cookie; its other nonces do not. False, and nothing changed, if the nonce has
    /// been used or has expired at `session.created.at`.
    async fn start<'a>(
        &self,
        start: SessionStart<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// The session of that cookie, live or not, if it has not been ended, and the account of its person.
    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<(Session, Account)>, StorageError>;

    /// The session of that id, live or not, if it has not been ended.
    async fn find_by_id(
        &self,
        tenant: &TenantId,
        session: &SessionId,
    ) -> Result<Option<Session>, StorageError>;

    /// The sessions of a user that are live at `now`, the newest first.
    async fn of_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<ListedSession>, StorageError>;

    /// Ends all sessions of a user and revokes all their refresh tokens, those with `offline_access` too.
    async fn end_all(
        &self,
        tenant: &TenantId,
        user: &UserId,
        event: &AuditEvent,
    ) -> Result<(), StorageError>;

    /// Records a use: sets `last_access` and `idle_until`.
    async fn touch(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
        last_access: Timestamp,
        idle_until: Timestamp,
    ) -> Result<(), StorageError>;

    /// Ends a session and revokes the refresh tokens that it gave without `offline_access`
    /// (Back-Channel Logout 1.0, section 2.7), also if the session itself has run out and is gone. False if there was
    /// nothing of it.
    async fn end(
        &self,
        tenant: &TenantId,
        session: &SessionId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
