//! What a relying party (OAuth client) is registered with.

mod kinds;
mod validate;

use kernel::ClientId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::merge::merged;
use crate::{
    AccessTokenFormat, Given, GrantType, InvalidSetting, ResponseType, SubjectType, TokenLifetimes,
    document,
};

pub use kinds::{ClientFlow, ClientType, FlowKind, SigningAlgorithm, TokenEndpointAuthMethod};
pub use validate::InvalidRegistration;

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
    /// Where its logo is; [`ClientLogos`](crate::ClientLogos) keeps the picture.
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
    pub(crate) fn only_host(&self) -> Option<String> {
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
