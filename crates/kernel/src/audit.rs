//! What happened, to whom, and by whose hand.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{TenantId, Timestamp, UserId};

/// One thing that happened, as the audit log keeps it.
///
/// Every port method that writes takes the event that it reports and stores both in one
/// transaction, so that nothing happens unrecorded and nothing is recorded that did not happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// The tenant in which it happened.
    pub tenant_id: TenantId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened: a noun and a past participle, for example `session.started`.
    pub kind: EventKind,
    /// Who did it.
    pub actor: EventActor,
    /// The user, client or other thing that it happened to.
    pub subject: Option<String>,
    /// Where the request came from.
    pub address: Option<IpAddr>,
    /// Further facts, never secrets.
    pub detail: Map<String, Value>,
}

impl AuditEvent {
    /// An event without subject, address and detail.
    pub fn new(tenant_id: TenantId, at: Timestamp, kind: EventKind, actor: EventActor) -> Self {
        Self {
            tenant_id,
            at,
            kind,
            actor,
            subject: None,
            address: None,
            detail: Map::new(),
        }
    }

    /// The same event, about `subject`.
    #[must_use]
    pub fn about(mut self, subject: &(impl ToString + ?Sized)) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    /// The same event, asked for from `address`.
    #[must_use]
    pub fn from_address(mut self, address: Option<IpAddr>) -> Self {
        self.address = address;
        self
    }

    /// The same event with one more fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// By whose hand something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventActor {
    /// A person who is, or claims to be, nobody yet.
    Anonymous,
    /// A signed-in user.
    User(UserId),
    /// A relying party, by its client id.
    Client(String),
    /// A program, by the id of its API key.
    ApiKey(String),
    /// The operator, at the command line.
    Operator,
    /// The service itself.
    System,
}

/// As it is shown and asked for: `user:ID`, `client:ID`, `api_key:ID`, `operator`, `system`, `anonymous`.
impl fmt::Display for EventActor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::ApiKey(id) => write!(f, "api_key:{id}"),
            Self::Operator => f.write_str("operator"),
            Self::System => f.write_str("system"),
        }
    }
}

/// No actor is written like this. Shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected user:ID, client:ID, api_key:ID, operator, system or anonymous")]
pub struct UnknownActor;

impl FromStr for EventActor {
    type Err = UnknownActor;

    fn from_str(text: &str) -> Result<Self, UnknownActor> {
        let is_id = |id: &str| (1..=256).contains(&id.len()) && !id.contains('\0');
        match text.split_once(':') {
            Some(("user", id)) => id.parse().map(Self::User).map_err(|_| UnknownActor),
            Some(("client", id)) if is_id(id) => Ok(Self::Client(id.to_owned())),
            Some(("api_key", id)) if is_id(id) => Ok(Self::ApiKey(id.to_owned())),
            Some(_) => Err(UnknownActor),
            None => match text {
                "anonymous" => Ok(Self::Anonymous),
                "operator" => Ok(Self::Operator),
                "system" => Ok(Self::System),
                _ => Err(UnknownActor),
            },
        }
    }
}

/// How what happened ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventOutcome {
    /// As whoever did it wanted.
    Success,
    /// It was refused, or failed.
    Failure,
}

impl EventOutcome {
    /// The outcome as text: `success` or `failure`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }
}

/// There is no such kind of event. Shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a kind of event, for example session.started")]
pub struct UnknownKind;

impl FromStr for EventKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

impl EventKind {
    /// How what happened ended.
    pub const fn outcome(self) -> EventOutcome {
        match self {
            Self::RegistrationRefused
            | Self::SignInRefused
            | Self::SignInBlocked
            | Self::ConsentDenied
            | Self::UserCodeRefused
            | Self::DeviceDenied
            | Self::CodeReplayed
            | Self::RefreshTokenReused
            | Self::ResetRefused
            | Self::ClientLogoGivenUp
            | Self::MailGivenUp
            | Self::LogoutNoticeGivenUp
            | Self::SecurityEventGivenUp => EventOutcome::Failure,
            _ => EventOutcome::Success,
        }
    }
}

macro_rules! event_kinds {
    ($($(#[$meta:meta])* $name:ident => $text:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum EventKind {
            $($(#[$meta])* #[serde(rename = $text)] $name,)*
        }

        impl EventKind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The kind as text, for example `session.started`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

event_kinds! {
    /// A tenant was created.
    TenantCreated => "tenant.created",
    /// A tenant's settings were changed.
    TenantUpdated => "tenant.updated",
    /// A tenant was closed, the first step of its deletion.
    TenantClosed => "tenant.closed",
    /// A closed tenant was opened again.
    TenantReopened => "tenant.reopened",
    /// A closed tenant was deleted.
    TenantDeleted => "tenant.deleted",
    /// A relying party was registered.
    ClientCreated => "client.created",
    /// A relying party's registration was changed.
    ClientUpdated => "client.updated",
    /// A relying party got another secret.
    ClientSecretRotated => "client.secret_rotated",
    /// The logo of a relying party was fetched, and is shown from now on.
    ClientLogoKept => "client.logo_kept",
    /// The logo of a relying party could not be fetched, or may not be shown, and is not tried any more.
    ClientLogoGivenUp => "client.logo_given_up",
    /// A relying party was deleted.
    ClientDeleted => "client.deleted",
    /// An API key was created.
    ApiKeyCreated => "api_key.created",
    /// An API key was put in place of another one.
    ApiKeyRegenerated => "api_key.regenerated",
    /// An API key was revoked.
    ApiKeyRevoked => "api_key.revoked",
    /// A user was created.
    UserCreated => "user.created",
    /// A user was changed.
    UserUpdated => "user.updated",
    /// A user was disabled, and everything they could act by has ended.
    UserDisabled => "user.disabled",
    /// A user who was disabled may sign in again.
    UserEnabled => "user.enabled",
    /// A user was deleted.
    UserDeleted => "user.deleted",
    /// A group was created.
    GroupCreated => "group.created",
    /// A group was changed.
    GroupUpdated => "group.updated",
    /// A group was deleted.
    GroupDeleted => "group.deleted",
    /// A registration was asked for and waits for its e-mail code.
    RegistrationRequested => "registration.requested",
    /// A registration was asked for under a name or address that is taken.
    RegistrationRefused => "registration.refused",
    /// A registration was confirmed by its e-mail code: the user exists.
    RegistrationConfirmed => "registration.confirmed",
    /// A user enrolled a picture with an invitation.
    CredentialEnrolled => "credential.enrolled",
    /// A link to choose a new picture was asked for, by anybody, under a name that may be nobody's.
    ResetRequested => "reset.requested",
    /// A user chose a new picture by a mailed link, and everything that they were signed in to has ended.
    CredentialReset => "credential.reset",
    /// A reset link was followed with a wrong recovery code or passkey, where the tenant asks for one.
    ResetRefused => "reset.refused",
    /// A user put another picture in place of the one that they proved, or after using a passkey.
    CredentialChanged => "credential.changed",
    /// A user gave their account another e-mail address, which is not confirmed yet.
    EmailChanged => "email.changed",
    /// A code that confirms the address of an account was mailed.
    EmailCodeSent => "email_code.sent",
    /// The address of an account was confirmed by a mailed code.
    EmailConfirmed => "email.confirmed",
    /// A user got new recovery codes in place of those that they had.
    RecoveryCodesDrawn => "recovery_codes.drawn",
    /// A user was invited, or the set-up link was made.
    InvitationIssued => "invitation.issued",
    /// A sign-in challenge was answered rightly.
    SignInProved => "sign_in.proved",
    /// A sign-in challenge was answered wrongly.
    SignInRefused => "sign_in.refused",
    /// An address or an account was blocked.
    SignInBlocked => "sign_in.blocked",
    /// An address or an account was let in again before its time.
    BlockLifted => "block.lifted",
    /// A link that makes a browser known was mailed.
    DeviceLinkSent => "device_link.sent",
    /// A link that makes a browser known was followed.
    DeviceLinkFollowed => "device_link.followed",
    /// A user was recognised as somebody whom another provider knows.
    IdentityLinked => "identity.linked",
    /// A passkey was added to an account.
    PasskeyAdded => "passkey.added",
    /// A passkey was given another name.
    PasskeyRenamed => "passkey.renamed",
    /// A passkey was taken away.
    PasskeyRemoved => "passkey.removed",
    /// A session was started.
    SessionStarted => "session.started",
    /// A person signed in again in a browser in which they were signed in.
    SessionRenewed => "session.renewed",
    /// A session was ended.
    SessionEnded => "session.ended",
    /// All sessions of a user were ended, and their refresh tokens revoked.
    SessionsEnded => "sessions.ended",
    /// A person allowed a client what it asked for.
    ConsentGiven => "consent.given",
    /// A person did not allow a client what it asked for.
    ConsentDenied => "consent.denied",
    /// Somebody typed a user code under which no device waits.
    UserCodeRefused => "user_code.refused",
    /// A person let a device have what it asked for.
    DeviceApproved => "device.approved",
    /// A person did not let a device have what it asked for.
    DeviceDenied => "device.denied",
    /// A device code was redeemed.
    DeviceCodeRedeemed => "device_code.redeemed",
    /// An authorization code was issued.
    CodeIssued => "authorization_code.issued",
    /// An ID token was issued by the authorization endpoint, without a code.
    IdTokenIssued => "id_token.issued",
    /// An authorization code was redeemed.
    CodeRedeemed => "authorization_code.redeemed",
    /// An authorization code was presented again, and what it had given was revoked.
    CodeReplayed => "authorization_code.replayed",
    /// A refresh token was exchanged for its successor.
    RefreshTokenRotated => "refresh_token.rotated",
    /// A refresh token was presented again after its successor, and its family was revoked.
    RefreshTokenReused => "refresh_token.reused",
    /// A mail could not be delivered for so long that it was given up.
    MailGivenUp => "mail.given_up",
    /// A client has given back what a person had granted it.
    GrantRevoked => "grant.revoked",
    /// A client has given back one access token.
    AccessTokenRevoked => "access_token.revoked",
    /// A signing key was made.
    SigningKeyCreated => "signing_key.created",
    /// A signing key that signed nothing valid any more was removed.
    SigningKeyRetired => "signing_key.retired",
    /// A client could not be told that a session has ended, and is not tried any more.
    LogoutNoticeGivenUp => "logout_notice.given_up",
    /// Who receives a tenant's security events did not take one, and is not asked any more.
    SecurityEventGivenUp => "security_event.given_up",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_stored_under_the_text_it_shows() {
        for kind in EventKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert_eq!("session".parse::<EventKind>(), Err(UnknownKind));
    }

    #[test]
    fn what_was_refused_or_given_up_is_a_failure() {
        let failed = [
            "refused", "denied", "blocked", "given_up", "replayed", "reused",
        ];
        for kind in EventKind::ALL {
            let has_failed = failed.iter().any(|end| kind.as_str().ends_with(end));
            let outcome = kind.outcome();
            assert_eq!(outcome == EventOutcome::Failure, has_failed, "{kind:?}");
        }
    }

    #[test]
    fn an_actor_is_asked_for_as_it_is_shown() {
        for actor in [
            EventActor::Anonymous,
            EventActor::User("ada".parse().unwrap()),
            EventActor::Client("a:b".to_owned()),
            EventActor::ApiKey("key".to_owned()),
            EventActor::Operator,
            EventActor::System,
        ] {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
        for text in [
            "",
            "ada",
            "user:",
            "user:a/b",
            "api_key:",
            "robot:ada",
            "client:\0",
            "System",
        ] {
            assert_eq!(text.parse::<EventActor>(), Err(UnknownActor), "{text}");
        }
    }
}
