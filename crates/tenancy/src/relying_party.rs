//! A relying party (OAuth client), its registration, and the port that keeps relying parties.

use async_trait::async_trait;
use kernel::audit::{EventActor, EventKind};
use kernel::{
    AuditEvent, ClientId, Clock, PlainToken, Random, StorageError, TenantId, Timestamp, TokenHash,
};
use serde::{Deserialize, Serialize};

use crate::redirect_uri::check_link;
use crate::{InvalidUri, RedirectUri};

/// Whether a client can keep a secret (RFC 6749, section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientType {
    /// It cannot: a native or browser application. It must use PKCE.
    Public,
    /// It can: a web server.
    Confidential,
}

/// How a client authenticates at the token endpoint (RFC 7591, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenEndpointAuthMethod {
    /// The secret in the form, or as HTTP Basic, which is accepted too.
    ClientSecretPost,
    /// Not at all: public clients.
    None,
}

/// What a client's tokens are signed with (RFC 7518, section 3.1; RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl SigningAlgorithm {
    /// The name in a JOSE header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// What somebody who registers a relying party says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRegistration {
    /// Names the client within its tenant.
    pub client_id: ClientId,
    /// The name shown to people; 1 to 128 characters.
    pub name: String,
    /// Where its browsers may be sent back to after authorization.
    pub redirect_uris: Vec<String>,
    /// Where its browsers may be sent back to after logout.
    pub post_logout_redirect_uri: Vec<String>,
    /// Scopes that it may ask for.
    pub allowed_scopes: Vec<String>,
    /// Whether it can keep a secret.
    pub client_type: ClientType,
    /// What its tokens are signed with.
    pub sing_alg: SigningAlgorithm,
    /// People may register themselves from its sign-in page, if the tenant allows it too.
    pub register_enable: bool,
    /// Its home page.
    pub client_uri: Option<String>,
    /// Where it wants to be told of logouts (Back-Channel Logout 1.0 of OpenID Connect).
    pub client_logout_uri: Option<String>,
    /// It cannot be deleted.
    pub is_lock: bool,
    /// It must use PKCE even though it is confidential.
    pub require_pkce: bool,
}

impl ClientRegistration {
    /// A confidential client with the defaults of the published API.
    pub fn new(client_id: ClientId, name: impl Into<String>) -> Self {
        Self {
            client_id,
            name: name.into(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uri: Vec::new(),
            allowed_scopes: ["openid", "profile", "email", "offline_access"]
                .map(str::to_owned)
                .into(),
            client_type: ClientType::Confidential,
            sing_alg: SigningAlgorithm::EdDsa,
            register_enable: false,
            client_uri: None,
            client_logout_uri: None,
            is_lock: false,
            require_pkce: false,
        }
    }
}

/// A registered relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The tenant it is registered with.
    pub tenant_id: TenantId,
    /// What was registered; valid.
    pub registration: ClientRegistration,
    /// Hash of its secret; none for a public client.
    pub secret: Option<TokenHash>,
    /// When it was registered.
    pub created_at: Timestamp,
}

impl RelyingParty {
    /// Names the client within its tenant.
    pub fn id(&self) -> &ClientId {
        &self.registration.client_id
    }

    /// How it authenticates at the token endpoint.
    pub fn auth_method(&self) -> TokenEndpointAuthMethod {
        match self.registration.client_type {
            ClientType::Public => TokenEndpointAuthMethod::None,
            ClientType::Confidential => TokenEndpointAuthMethod::ClientSecretPost,
        }
    }

    /// Whether a browser may be sent back to `uri` after authorization.
    pub fn admits_redirect(&self, uri: &str) -> bool {
        let registered = &self.registration.redirect_uris;
        registered
            .iter()
            .filter_map(|known| self.redirect_uri(known))
            .any(|known| known.admits(uri))
    }

    /// Whether a browser may be sent back to `uri` after logout.
    pub fn admits_post_logout_redirect(&self, uri: &str) -> bool {
        let registered = &self.registration.post_logout_redirect_uri;
        registered
            .iter()
            .filter_map(|known| self.redirect_uri(known))
            .any(|known| known.admits(uri))
    }

    /// Whether it must use PKCE (RFC 7636).
    pub fn requires_pkce(&self) -> bool {
        self.registration.client_type == ClientType::Public || self.registration.require_pkce
    }

    fn redirect_uri(&self, uri: &str) -> Option<RedirectUri> {
        RedirectUri::register(uri, self.registration.client_type).ok()
    }
}

/// A registration that cannot be accepted. Shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRegistration {
    /// The name is empty or too long.
    #[error("name: expected 1 to 128 characters without NUL")]
    Name,
    /// A URI cannot be registered.
    #[error("{0}: {1}")]
    Uri(&'static str, InvalidUri),
    /// A scope is not a scope token.
    #[error(
        "allowed_scopes: '{0}' is not a scope (RFC 6749, section 3.3: printable ASCII without space, '\"' and '\\')"
    )]
    Scope(String),
    /// A list is too long.
    #[error("{0}: expected at most 100 entries")]
    TooMany(&'static str),
}

impl ClientRegistration {
    /// Checks every field.
    ///
    /// # Errors
    /// The first field that cannot be accepted.
    pub fn validate(&self) -> Result<(), InvalidRegistration> {
        if !(1..=128).contains(&self.name.chars().count()) || self.name.contains('\0') {
            return Err(InvalidRegistration::Name);
        }
        for (field, uris) in [
            ("redirect_uris", &self.redirect_uris),
            ("post_logout_redirect_uri", &self.post_logout_redirect_uri),
        ] {
            if uris.len() > 100 {
                return Err(InvalidRegistration::TooMany(field));
            }
            for uri in uris {
                RedirectUri::register(uri, self.client_type)
                    .map_err(|error| InvalidRegistration::Uri(field, error))?;
            }
        }
        for (field, link) in [
            ("client_uri", &self.client_uri),
            ("client_logout_uri", &self.client_logout_uri),
        ] {
            if let Some(link) = link {
                check_link(link).map_err(|error| InvalidRegistration::Uri(field, error))?;
            }
        }
        if self.allowed_scopes.len() > 100 {
            return Err(InvalidRegistration::TooMany("allowed_scopes"));
        }
        match self
            .allowed_scopes
            .iter()
            .find(|scope| !is_scope_token(scope))
        {
            Some(scope) => Err(InvalidRegistration::Scope(scope.clone())),
            None => Ok(()),
        }
    }
}

fn is_scope_token(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

/// Why a relying party was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterClientError {
    /// The client id is in use in this tenant.
    #[error("a client '{0}' exists already in this tenant; choose another id")]
    Taken(ClientId),
    /// The tenant does not exist.
    #[error("there is no tenant '{0}'")]
    NoTenant(TenantId),
    /// A field cannot be accepted.
    #[error(transparent)]
    Registration(#[from] InvalidRegistration),
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Port: keeps relying parties.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait RelyingParties: Send + Sync {
    /// The relying party of that id in that tenant.
    async fn find(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<RelyingParty>, StorageError>;

    /// Stores a new relying party of an existing tenant. False, and nothing stored, if its id is taken there.
    async fn register(
        &self,
        client: &RelyingParty,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}

/// Registers a relying party and returns it with its secret, which is shown this once.
///
/// # Errors
/// A field cannot be accepted, the id is taken, the tenant is unknown, or storage does not answer.
pub async fn register_client(
    (tenants, clients): (&dyn crate::Tenants, &dyn RelyingParties),
    (clock, random): (&dyn Clock, &dyn Random),
    actor: EventActor,
    tenant_id: TenantId,
    registration: ClientRegistration,
) -> Result<(RelyingParty, Option<PlainToken>), RegisterClientError> {
    registration.validate()?;
    if tenants.find(&tenant_id).await?.is_none() {
        return Err(RegisterClientError::NoTenant(tenant_id));
    }
    let secret = match registration.client_type {
        ClientType::Confidential => Some(PlainToken::generate(random)),
        ClientType::Public => None,
    };
    let client = RelyingParty {
        tenant_id,
        registration,
        secret: secret.as_ref().map(PlainToken::hash),
        created_at: clock.now(),
    };
    let event = AuditEvent::new(
        client.tenant_id.clone(),
        client.created_at,
        EventKind::ClientCreated,
        actor,
    )
    .about(client.id());
    if clients.register(&client, &event).await? {
        Ok((client, secret))
    } else {
        Err(RegisterClientError::Taken(client.registration.client_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MockTenants, Tenant, TenantSettings};

    fn registration() -> ClientRegistration {
        ClientRegistration::new("app".parse().unwrap(), "App")
    }

    async fn register(
        registration: ClientRegistration,
        stored: bool,
    ) -> Result<(RelyingParty, Option<PlainToken>), RegisterClientError> {
        let mut tenants = MockTenants::new();
        tenants.expect_find().returning(|id| {
            let created_at = Timestamp::default();
            Ok(Some(Tenant {
                id: id.clone(),
                settings: TenantSettings::default(),
                created_at,
            }))
        });
        let mut clients = MockRelyingParties::new();
        clients.expect_register().returning(move |_, _| Ok(stored));
        let mut clock = kernel::MockClock::new();
        clock.expect_now().return_const(Timestamp::from_seconds(1));
        let mut random = kernel::MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(9));
        register_client(
            (&tenants, &clients),
            (&clock, &random),
            EventActor::Operator,
            "acme".parse().unwrap(),
            registration,
        )
        .await
    }

    #[tokio::test]
    async fn a_confidential_client_gets_a_secret_of_which_only_the_hash_is_kept() {
        let (client, secret) = register(registration(), true).await.unwrap();
        assert!(client.secret.unwrap().matches(&secret.unwrap()));
        assert!(!client.requires_pkce());
    }

    #[tokio::test]
    async fn a_public_client_gets_none_and_must_use_pkce() {
        let public = ClientRegistration {
            client_type: ClientType::Public,
            ..registration()
        };
        let (client, secret) = register(public, true).await.unwrap();
        assert!(client.secret.is_none() && secret.is_none() && client.requires_pkce());
    }

    #[tokio::test]
    async fn what_cannot_be_accepted_says_which_field() {
        let bad = |change: fn(&mut ClientRegistration)| {
            let mut registration = registration();
            change(&mut registration);
            registration.validate().unwrap_err().to_string()
        };
        assert!(bad(|r| r.name.clear()).starts_with("name: "));
        assert!(
            bad(|r| r.redirect_uris.push("javascript:x".into())).starts_with("redirect_uris: ")
        );
        assert!(bad(|r| r.client_uri = Some("data:x".into())).starts_with("client_uri: "));
        assert!(bad(|r| r.allowed_scopes.push("a b".into())).starts_with("allowed_scopes: "));
        assert!(matches!(
            register(registration(), false).await,
            Err(RegisterClientError::Taken(_))
        ));
    }
}
