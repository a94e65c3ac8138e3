//! What the handlers ask.

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use identity::api_key::{ApiKeyAuthentication, ApiKeyManagement};
use identity::attempts::BlockManagement;
use identity::audit_log::AuditLog;
use identity::change::CredentialChange;
use identity::device_link::DeviceLinking;
use identity::email_change::EmailChange;
use identity::passkey::{PasskeyRegistration, PasskeySignIn};
use identity::recovery_code::RecoveryCodeManagement;
use identity::registration::Registration;
use identity::reset::ResetRequests;
use identity::sessions::SessionManagement;
use identity::sign_in::SignIn;
use identity::sign_in_quality::SignInStatistics;
use identity::users::Users;
use kernel::StorageError;
use oidc::OpenIdProvider;
use provisioning::Provisioning;
use tenancy::{Registrar, Tenants};

use crate::TrustedProxies;
use crate::request::Cookies;

/// Every use case behind a route, and what the surface itself needs to know.
pub struct Api {
    /// What the operator has set.
    pub settings: Settings,
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Signing in.
    pub sign_in: SignIn,
    /// Registering, and enrolling by mailed links.
    pub registration: Registration,
    /// Another picture for whoever is signed in.
    pub credential_change: CredentialChange,
    /// Another e-mail address for whoever is signed in.
    pub email_change: EmailChange,
    /// Recovery codes.
    pub recovery_codes: RecoveryCodeManagement,
    /// Mailed links by which another picture is chosen.
    pub reset_requests: ResetRequests,
    /// Mailed links that make a browser known.
    pub device_linking: DeviceLinking,
    /// Adding passkeys, and keeping one's own in order.
    pub passkey_registration: PasskeyRegistration,
    /// Signing in with them.
    pub passkey_sign_in: PasskeySignIn,
    /// Recognizing API keys.
    pub api_key_authentication: ApiKeyAuthentication,
    /// Managing API keys.
    pub api_keys: ApiKeyManagement,
    /// Managing sessions.
    pub sessions: SessionManagement,
    /// Managing blocks.
    pub blocks: BlockManagement,
    /// Reading the audit log.
    pub audit_log: AuditLog,
    /// How well people sign in.
    pub sign_in_statistics: SignInStatistics,
    /// Managing users.
    pub users: Users,
    /// SCIM.
    pub provisioning: Provisioning,
    /// Managing tenants and clients.
    pub registrar: Registrar,
    /// OpenID Connect.
    pub provider: OpenIdProvider,
    /// In which countries addresses are.
    pub countries: Arc<dyn Countries>,
    /// Whether the service can work.
    pub readiness: Arc<dyn Readiness>,
}

/// What the operator has set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The public URL without a slash at its end. Links, issuers and cookies are built from it,
    /// never from a request's headers.
    pub public_url: String,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
}

impl Settings {
    pub(crate) fn cookies(&self) -> Cookies {
        Cookies {
            is_secure: self.public_url.starts_with("https:"),
        }
    }
}

/// Port: tells in which country an address is.
pub trait Countries: Send + Sync {
    /// The country as ISO 3166-1 alpha-2, if that is known.
    fn country_of(&self, address: IpAddr) -> Option<String>;
}

/// Port: tells whether what the service stands on works.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Asks storage for a sign of life.
    async fn check(&self) -> Result<(), StorageError>;
}
