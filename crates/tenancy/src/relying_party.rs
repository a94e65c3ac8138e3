//! A relying party (OAuth client), its registration, and the port that keeps relying parties.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, PlainToken, StorageError, TenantId, Timestamp, TokenHash};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::merge::merged;
use crate::redirect_uri::check_link;
use crate::{
    AccessTokenFormat, Given, GrantType, InvalidSetting, InvalidUri, Lifetimes, RedirectUri,
    ResponseType, RetiredSecret, SubjectType, TokenLifetimes, document,
};

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
    /// A JWT signed with a key of the client's own (RFC 7523), of which we have the public half.
    PrivateKeyJwt,
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
    /// Every algorithm that a tenant signs with.
    pub const ALL: [Self; 2] = [Self::Rs256, Self::EdDsa];

    /// The name in a JOSE header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// What a client is used for beside signing people in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFlow {
    /// The kind of flow.
    #[serde(rename = "type")]
    pub kind: FlowKind,
    /// Who asks for it.
    pub issuer: String,
}

/// The kind of flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlowKind {
    /// The second factor of Microsoft Entra ID.
    #[serde(rename = "microsoft-mfa")]
    MicrosoftMfa,
}

/// Where Microsoft Entra ID takes the answer of an external second factor, in its three clouds.
const MICROSOFT_REDIRECTS: [&str; 3] = [
    "https://login.microsoftonline.com/common/federation/externalauthprovider",
    "https://login.microsoftonline.us/common/federation/externalauthprovider",
    "https://login.partner.microsoftonline.cn/common/federation/externalauthprovider",
];

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
    /// Its logo.
    #[serde(default)]
    pub logo_uri: Option<String>,
    /// Its privacy policy.
    #[serde(default)]
    pub op_policy_url: Option<String>,
    /// Its terms of service.
    #[serde(default)]
    pub op_tos_url: Option<String>,
    /// Its user agreement.
    #[serde(default)]
    pub op_user_agreement_url: Option<String>,
    /// What it is used for beside signing people in.
    #[serde(default)]
    pub flow: Option<ClientFlow>,
    /// Its home page.
    pub client_uri: Option<String>,
    /// Where it wants to be told of logouts (Back-Channel Logout 1.0 of OpenID Connect).
    pub client_logout_uri: Option<String>,
    /// It cannot be deleted.
    pub is_lock: bool,
    /// It must use PKCE even though it is confidential.
    pub require_pkce: bool,
    /// It must send its authorization requests ahead (RFC 9126).
    #[serde(default)]
    pub require_par: bool,
    /// Its access tokens are worth nothing without proofs of a key of its own (RFC 9449): it gets none without
    /// such a proof.
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    /// It is the tenant's own: people are not asked whether it may have what it asks for. On unless an
    /// administrator says that it is somebody else's.
    #[serde(default = "yes")]
    pub first_party: bool,
    /// Its public keys as a JWK set (RFC 7517). With these or `jwks_uri` it authenticates by
    /// `private_key_jwt` and has no secret.
    #[serde(default)]
    pub jwks: Option<Value>,
    /// Where its public keys are.
    #[serde(default)]
    pub jwks_uri: Option<String>,
    /// The ways in which it may get tokens.
    #[serde(default = "GrantType::usual")]
    pub grant_types: Vec<GrantType>,
    /// What it may get from the authorization endpoint.
    #[serde(default = "ResponseType::usual")]
    pub response_types: Vec<ResponseType>,
    /// What answers of the userinfo endpoint are signed with; they are plain JSON without.
    #[serde(default)]
    pub userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// What people are called in its tokens.
    #[serde(default)]
    pub subject_type: SubjectType,
    /// What its access tokens look like.
    #[serde(default)]
    pub access_token_format: AccessTokenFormat,
    /// Resource servers that it may ask tokens for (RFC 8707).
    #[serde(default)]
    pub allowed_resources: Vec<String>,
    /// The resource servers that it is itself: it may introspect tokens that are meant for them.
    #[serde(default)]
    pub serves_resources: Vec<String>,
    /// Lifetimes of its tokens.
    #[serde(default)]
    pub token_lifetimes: TokenLifetimes,
}

const fn yes() -> bool {
    true
}

/// The scope of clients that provision users and groups by SCIM.
pub const PROVISIONING_SCOPE: &str = "scim";

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
            logo_uri: None,
            op_policy_url: None,
            op_tos_url: None,
            op_user_agreement_url: None,
            flow: None,
            client_uri: None,
            client_logout_uri: None,
            is_lock: false,
            require_pkce: false,
            require_par: false,
            dpop_bound_access_tokens: false,
            first_party: true,
            jwks: None,
            jwks_uri: None,
            grant_types: GrantType::usual(),
            response_types: ResponseType::usual(),
            userinfo_signed_response_alg: None,
            subject_type: SubjectType::Public,
            access_token_format: AccessTokenFormat::Jwt,
            allowed_resources: Vec::new(),
            serves_resources: Vec::new(),
            token_lifetimes: TokenLifetimes::default(),
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
    /// The secret before this one, if there was one.
    pub retired_secret: Option<RetiredSecret>,
    /// When it was registered.
    pub created_at: Timestamp,
}

impl RelyingParty {
    /// Names the client within its tenant.
    pub fn id(&self) -> &ClientId {
        &self.registration.client_id
    }

    /// Whether `presented` is its secret, or the one before while that still works. Where there is no secret,
    /// it takes the same time to say so.
    pub fn admits_secret(&self, presented: &PlainToken, now: Timestamp) -> bool {
        let nobodys = TokenHash::from_bytes([0; 32]);
        let retired = self.retired_secret.filter(|retired| now < retired.until);
        let is_present = self.secret.unwrap_or(nobodys).matches(presented);
        let is_retired = retired
            .map_or(nobodys, |retired| retired.hash)
            .matches(presented);
        is_present || is_retired
    }

    /// How it authenticates at the token endpoint.
    pub fn auth_method(&self) -> TokenEndpointAuthMethod {
        self.registration.auth_method()
    }

    /// Whether it may get tokens in that way.
    pub fn may_use(&self, grant_type: GrantType) -> bool {
        self.registration.grant_types.contains(&grant_type)
    }

    /// How long what it is given lives, in a tenant with `lifetimes`.
    pub fn lifetimes(&self, tenant: &Lifetimes) -> Lifetimes {
        self.registration.token_lifetimes.over(tenant)
    }

    /// Whether a browser may be sent back to `uri` after authorization.
    pub fn admits_redirect(&self, uri: &str) -> bool {
        let registered = &self.registration.redirect_uris;
        registered
            .iter()
            .filter_map(|known| self.redirect_uri(known))
            .any(|known| known.admits(uri))
            || (self.microsoft_issuer().is_some() && MICROSOFT_REDIRECTS.contains(&uri))
    }

    /// The tenant of Microsoft Entra ID whose second factor the client is, by its issuer.
    pub fn microsoft_issuer(&self) -> Option<&str> {
        let flow = self.registration.flow.as_ref()?;
        match flow.kind {
            FlowKind::MicrosoftMfa => Some(&flow.issuer),
        }
    }

    /// Whether pages of that origin are the client's: a redirect URI lies there. `origin` is as a browser
    /// writes it, for example `https://app.example`.
    pub fn has_origin(&self, origin: &str) -> bool {
        let mut uris = self.registration.redirect_uris.iter();
        uris.any(|uri| {
            let own = Url::parse(uri).map(|uri| uri.origin());
            own.is_ok_and(|own| own.is_tuple() && own.ascii_serialization() == origin)
        })
    }

    /// The sector in which its people have names of their own, if they have (OpenID Connect Core 1.0, section
    /// 8.1): the host of its redirect URIs.
    pub fn pairwise_sector(&self) -> Option<String> {
        let is_pairwise = self.registration.subject_type == SubjectType::Pairwise;
        // A registration is valid: a pairwise client has one host.
        is_pairwise.then(|| self.registration.only_host().unwrap_or_default())
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
    /// A resource is not the name of one.
    #[error("{0}: '{1}' is not an absolute URI without fragment (RFC 8707, section 2)")]
    Resource(&'static str, String),
    /// The keys cannot be used.
    #[error(
        "jwks: expected a JWK set with 1 to 20 public keys, {{\"keys\": [...]}}, instead of jwks_uri and for a confidential client"
    )]
    Keys,
    /// A way to get tokens is not for this kind of client.
    #[error("grant_types: client_credentials is for confidential clients only")]
    GrantType,
    /// There is no one host that could be the sector of a pairwise client.
    #[error(
        "subject_type: pairwise needs redirect_uris that all have the same host; sector_identifier_uri is not served"
    )]
    Sector,
    /// A lifetime is out of range.
    #[error("token_{0}")]
    Lifetime(InvalidSetting),
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
            ("logo_uri", &self.logo_uri),
            ("op_policy_url", &self.op_policy_url),
            ("op_tos_url", &self.op_tos_url),
            ("op_user_agreement_url", &self.op_user_agreement_url),
            (
                "flow.issuer",
                &self.flow.as_ref().map(|flow| flow.issuer.clone()),
            ),
            ("client_uri", &self.client_uri),
            ("client_logout_uri", &self.client_logout_uri),
            ("jwks_uri", &self.jwks_uri),
        ] {
            if let Some(link) = link {
                check_link(link).map_err(|error| InvalidRegistration::Uri(field, error))?;
            }
        }
        self.validate_options()?;
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

impl ClientRegistration {
    /// Whether the client may get tokens that provision. Whoever holds its credentials may provision, so it is
    /// registered and changed only by those who may hand that on.
    pub fn may_provision(&self) -> bool {
        let mut scopes = self.allowed_scopes.iter();
        scopes.any(|scope| scope == PROVISIONING_SCOPE)
    }

    /// How the client authenticates at the token endpoint.
    pub fn auth_method(&self) -> TokenEndpointAuthMethod {
        match self.client_type {
            ClientType::Public => TokenEndpointAuthMethod::None,
            ClientType::Confidential if self.has_keys() => TokenEndpointAuthMethod::PrivateKeyJwt,
            ClientType::Confidential => TokenEndpointAuthMethod::ClientSecretPost,
        }
    }

    /// This registration with the fields that are `given`.
    ///
    /// # Errors
    /// A field does not exist or cannot have that value.
    pub fn with(&self, given: &Given) -> Result<Self, InvalidSetting> {
        merged(self, given)
    }

    /// Sets one field from text, as the command line does: JSON where it is JSON, text otherwise.
    ///
    /// # Errors
    /// The field does not exist or cannot have that value; nothing is changed.
    pub fn set(&mut self, field: &str, value: &str) -> Result<(), InvalidSetting> {
        *self = document::set(self, field, value)?;
        Ok(())
    }

    /// The host of all redirect URIs, if they have one and the same.
    fn only_host(&self) -> Option<String> {
        let host = |uri: &String| Some(Url::parse(uri).ok()?.host_str()?.to_owned());
        let mut hosts = self.redirect_uris.iter().map(host);
        let first = hosts.next()??;
        hosts
            .all(|host| host.as_ref() == Some(&first))
            .then_some(first)
    }

    fn has_keys(&self) -> bool {
        self.jwks.is_some() || self.jwks_uri.is_some()
    }

    fn validate_options(&self) -> Result<(), InvalidRegistration> {
        let is_public = self.client_type == ClientType::Public;
        let keys = self.jwks.as_ref().map(|jwks| jwks.get("keys"));
        let keys = keys.map(|keys| keys.and_then(Value::as_array).map_or(0, Vec::len));
        if keys.is_some_and(|keys| !(1..=20).contains(&keys) || self.jwks_uri.is_some())
            || self.has_keys() && is_public
            || self.jwks.as_ref().is_some_and(has_private_parts)
        {
            return Err(InvalidRegistration::Keys);
        }
        if is_public && self.grant_types.contains(&GrantType::ClientCredentials) {
            return Err(InvalidRegistration::GrantType);
        }
        if self.subject_type == SubjectType::Pairwise && self.only_host().is_none() {
            return Err(InvalidRegistration::Sector);
        }
        for (field, resources) in [
            ("allowed_resources", &self.allowed_resources),
            ("serves_resources", &self.serves_resources),
        ] {
            if resources.len() > 100 {
                return Err(InvalidRegistration::TooMany(field));
            }
            if let Some(resource) = resources.iter().find(|resource| !is_resource(resource)) {
                return Err(InvalidRegistration::Resource(field, resource.clone()));
            }
        }
        let lifetimes = self.token_lifetimes.validate();
        lifetimes.map_err(InvalidRegistration::Lifetime)
    }
}

/// Whether somebody has pasted private keys, or a shared secret.
fn has_private_parts(jwks: &Value) -> bool {
    let keys = jwks.get("keys").and_then(Value::as_array);
    let mut keys = keys.into_iter().flatten();
    keys.any(|key| key.get("d").is_some() || key.get("k").is_some())
}

/// Whether `text` can name a resource server (RFC 8707, section 2).
fn is_resource(text: &str) -> bool {
    let is_short = (1..=2048).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    is_short && Url::parse(text).is_ok_and(|url| url.fragment().is_none())
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
    use serde_json::json;

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
                retired_secret: None,
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
        assert!(bad(|r| r.jwks_uri = Some("file:///x".into())).starts_with("jwks_uri: "));
        assert!(bad(|r| r.allowed_resources.push("#x".into())).starts_with("allowed_resources: "));
        for uris in [
            &[][..],
            &["com.example.app:/back"],
            &["https://a.example/cb", "https://b.example/cb"],
            &["https://a.example/cb", "com.example.app:/back"],
        ] {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            registration.client_type = ClientType::Public;
            registration.subject_type = SubjectType::Pairwise;
            registration.redirect_uris = uris.iter().map(ToString::to_string).collect();
            let refused = registration.validate().unwrap_err().to_string();
            assert!(refused.starts_with("subject_type: "), "{uris:?}: {refused}");
            registration.redirect_uris = vec![
                "https://a.example/cb".into(),
                "https://a.example:8443/b".into(),
            ];
            assert_eq!(registration.validate(), Ok(()));
        }
        assert!(bad(|r| r.token_lifetimes.id_token = Some(0)).starts_with("token_lifetimes.id_"));
        for jwks in [
            json!({}),
            json!({"keys": []}),
            json!({"keys": [{"kty": "oct", "k": "AAAA"}]}),
            json!({"keys": [{"kty": "OKP", "x": "AAAA", "d": "AAAA"}]}),
        ] {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            registration.jwks = Some(jwks);
            assert_eq!(registration.validate(), Err(InvalidRegistration::Keys));
        }
        let public = |change: fn(&mut ClientRegistration)| {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            registration.client_type = ClientType::Public;
            change(&mut registration);
            registration.validate()
        };
        assert_eq!(
            public(|r| r.grant_types.push(GrantType::ClientCredentials)),
            Err(InvalidRegistration::GrantType)
        );
        let uri = |r: &mut ClientRegistration| r.jwks_uri = Some("https://app.example/k".into());
        assert_eq!(public(uri), Err(InvalidRegistration::Keys));
    }

    #[test]
    fn a_field_is_set_by_its_name() {
        let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
        let grants = r#"["client_credentials"]"#;
        registration.set("grant_types", grants).unwrap();
        registration.set("token_lifetimes.id_token", "60").unwrap();
        assert_eq!(registration.grant_types, [GrantType::ClientCredentials]);
        assert_eq!(registration.token_lifetimes.id_token, Some(60));
        for (field, value) in [("grant_types", r#"["password"]"#), ("colour", "red")] {
            assert!(registration.set(field, value).is_err(), "{field}");
        }
    }
}
