//! Who somebody is: accounts, the attempts to sign in to them, and the sessions that follow.
//!
//! This crate decides who may try a sign-in how often, what a registration must look like before
//! a person exists, and when a session begins and ends. The proof itself is `zkp-protocol`'s; this
//! crate must *not* know pictures, proofs or keys, nor HTTP, cookies or SQL.
//!
//! Its use cases are [`sign_in::SignIn`], [`registration::Registration`],
//! [`device_link::DeviceLinking`], [`reset::ResetRequests`], [`change::CredentialChange`],
//! [`email_change::EmailChange`], [`recovery_code::RecoveryCodeManagement`],
//! [`passkey::PasskeyRegistration`], [`passkey::PasskeySignIn`], [`users::Users`],
//! [`sessions::SessionManagement`], [`attempts::BlockManagement`], [`audit_log::AuditLog`],
//! [`sign_in_quality::SignInStatistics`], [`api_key::ApiKeyAuthentication`],
//! [`api_key::ApiKeyManagement`], [`mail::MailDelivery`] and the operator's in [`admin`]; its ports
//! are [`Accounts`], [`Memberships`], [`Sessions`], [`Invitations`], [`attempts::AttemptLedger`],
//! [`attempts::Blocks`], [`audit_log::AuditEvents`], [`sign_in_quality::SignInReports`],
//! [`sign_in::SignInNonces`], [`registration::Registrations`], [`api_key::ApiKeys`],
//! [`device_link::DeviceLinks`], [`reset::Resets`], [`change::Credentials`],
//! [`email_change::Addresses`], [`recovery_code::RecoveryCodes`], [`passkey::WebAuthn`],
//! [`passkey::Ceremonies`], [`passkey::Passkeys`], [`mail::Outbox`] and [`mail::MailTransport`].
//!
//! ```
//! use identity::attempts::NameBudget;
//! use kernel::Timestamp;
//! use tenancy::BlockConfig;
//!
//! let policy = BlockConfig { user_attempts_limit: 2, ..BlockConfig::default() };
//! let now = Timestamp::from_seconds(1_000_000);
//! let mut budget = NameBudget::default();
//! assert!(budget.charge(now, &policy).is_ok());
//! assert!(budget.charge(now, &policy).is_ok());
//! let blocked = budget.charge(now, &policy).unwrap_err();
//! assert_eq!(blocked.until.since(now).as_secs(), 60);
//! ```

mod account;
mod accounts;
pub mod admin;
pub mod api_key;
pub mod attempts;
pub mod audit_log;
pub mod change;
pub mod device_link;
pub mod email_change;
#[cfg(test)]
mod fixture;
mod invitation;
mod mac;
pub mod mail;
mod membership;
pub mod passkey;
pub mod recovery_code;
pub mod registration;
pub mod reset;
mod session;
pub mod sessions;
pub mod sign_in;
pub mod sign_in_quality;
pub mod users;

pub use account::{Account, EmailAddress, InvalidAccount, Username, check_pair};
#[cfg(any(test, feature = "mocks"))]
pub use accounts::MockAccounts;
pub use accounts::{
    AccountFilter, AccountOrder, AccountQuery, AccountUpdate, Accounts, NewAccount, UpdateOutcome,
};
#[cfg(any(test, feature = "mocks"))]
pub use invitation::MockInvitations;
pub use invitation::{Acceptance, Guest, Invitation, Invitations, Welcome};
#[cfg(any(test, feature = "mocks"))]
pub use membership::MockMemberships;
pub use membership::{Memberships, held_roles};
#[cfg(any(test, feature = "mocks"))]
pub use session::MockSessions;
pub use session::{
    AuthenticationMethod, BrowserChange, KnownDevice, ListedSession, Session, SessionId,
    SessionStart, Sessions, Stamp,
};
