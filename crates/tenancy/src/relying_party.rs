//! A relying party (OAuth client), its registration, and the port that keeps relying parties.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash};
use serde::{Deserialize, Serialize};
use url::Url;

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
#[expect(
    clippy::struct_excessive_bools,
    reason = "one switch each, as the published API has them"
)]
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
    /// It is the tenant's own: people are not asked whether it may have what it asks for.
    #[serde(default)]
    pub first_party: bool,
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
            first_party: false,
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

    /// Where its people find it: its home page, or else the site that they are sent back to. None for an
    /// application without a site.
    pub fn home(&self) -> Option<String> {
        let registration = &self.registration;
        let site = |uri: &String| {
            let url = Url::parse(uri).ok()?;
            let is_web = matches!(url.scheme(), "https" | "http");
            is_web.then(|| url.origin().ascii_serialization())
        };
        let home = registration.client_uri.clone();
        home.or_else(|| registration.redirect_uris.iter().find_map(site))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_found_at_its_home_page_or_where_it_wants_browsers_back() {
        let home = |set: fn(&mut ClientRegistration)| {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            set(&mut registration);
            let party = RelyingParty {
                tenant_id: "acme".parse().unwrap(),
                registration,
                secret: None,
                created_at: Timestamp::default(),
            };
            party.home()
        };
        let own = |r: &mut ClientRegistration| {
            r.client_uri = Some("https://app.example/start".into());
            r.redirect_uris = vec!["https://other.example/back".into()];
        };
        assert_eq!(home(own).as_deref(), Some("https://app.example/start"));
        let web = |r: &mut ClientRegistration| {
            r.redirect_uris = vec![
                "com.example.app:/back".into(),
                "https://app.example:8443/back?x".into(),
            ];
        };
        assert_eq!(home(web).as_deref(), Some("https://app.example:8443"));
        let native =
            |r: &mut ClientRegistration| r.redirect_uris = vec!["com.example.app:/back".into()];
        assert_eq!(home(native), None);
    }

    #[test]
    fn what_cannot_be_accepted_says_which_field() {
        let bad = |change: fn(&mut ClientRegistration)| {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            change(&mut registration);
            registration.validate().unwrap_err().to_string()
        };
        assert!(bad(|r| r.name.clear()).starts_with("name: "));
        assert!(
            bad(|r| r.redirect_uris.push("javascript:x".into())).starts_with("redirect_uris: ")
        );
        assert!(bad(|r| r.client_uri = Some("data:x".into())).starts_with("client_uri: "));
        assert!(bad(|r| r.allowed_scopes.push("a b".into())).starts_with("allowed_scopes: "));
    }
}
