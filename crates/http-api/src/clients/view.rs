//! A client as it is shown. A secret is shown once, when it is drawn.

use kernel::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tenancy::{
    ClientRecord, ClientType, RelyingParty, SigningAlgorithm, Tenant, TokenEndpointAuthMethod,
};
use utoipa::ToSchema;

use super::form::{AlgorithmField, AuthMethodField, ClientTypeField, FlowField, FlowKind};

/// A client as its administrators see it.
#[derive(Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one switch each, as the published API has them"
)]
pub(crate) struct ClientView {
    /// Names it within its tenant.
    client_id: String,
    /// The name shown to people.
    name: String,
    /// The tenant.
    tenant_id: String,
    /// Where its browsers may be sent back to after authorization.
    redirect_uris: Vec<String>,
    /// Where its browsers may be sent back to after logout.
    post_logout_redirect_uri: Vec<String>,
    /// Scopes that it may ask for.
    allowed_scopes: Vec<String>,
    /// How it authenticates at the token endpoint.
    token_endpoint_auth_method: AuthMethodField,
    /// Where its logo is.
    logo_uri: Option<String>,
    /// Its privacy policy.
    op_policy_url: Option<String>,
    /// Its terms of service.
    op_tos_url: Option<String>,
    /// Its user agreement.
    op_user_agreement_url: Option<String>,
    /// Its home page.
    client_uri: Option<String>,
    /// Where it wants to be told of logouts.
    client_logout_uri: Option<String>,
    /// People may register themselves from its sign-in page, if the tenant allows it too.
    register_enable: bool,
    /// The tenant's name.
    tenant_name: Option<String>,
    /// Only in the answer that made the secret.
    pub(super) client_secret: Option<String>,
    /// Whether it can keep a secret.
    client_type: ClientTypeField,
    /// It cannot be deleted.
    is_lock: bool,
    /// What its tokens are signed with.
    sing_alg: AlgorithmField,
    /// What it is used for beside signing people in.
    flow: Option<FlowField>,
    /// It must use PKCE.
    require_pkce: bool,
    /// It must push its authorization requests.
    require_par: bool,
    /// Its access tokens are bound to a key of its own.
    dpop_bound_access_tokens: bool,
    /// What the userinfo endpoint signs its answers with; null: they are plain JSON.
    userinfo_signed_response_alg: Option<AlgorithmField>,
    /// People are not asked whether it may have what it asks for.
    first_party: bool,
    /// Its public keys.
    jwks: Option<Value>,
    /// Where its public keys are.
    jwks_uri: Option<String>,
    /// The ways in which it may get tokens.
    #[schema(value_type = Vec<String>)]
    grant_types: Vec<tenancy::GrantType>,
    /// What it may get from the authorization endpoint.
    #[schema(value_type = Vec<String>)]
    response_types: Vec<tenancy::ResponseType>,
    /// What people are called in its tokens.
    #[schema(value_type = String)]
    subject_type: tenancy::SubjectType,
    /// What its access tokens look like.
    #[schema(value_type = String)]
    access_token_format: tenancy::AccessTokenFormat,
    /// Resource servers that it may ask tokens for.
    allowed_resources: Vec<String>,
    /// The resource servers that it is itself.
    serves_resources: Vec<String>,
    /// Lifetimes of its tokens in seconds, in place of the tenant's.
    #[schema(value_type = Object)]
    token_lifetimes: tenancy::TokenLifetimes,
    /// When it was registered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When its registration was last changed.
    #[schema(format = DateTime)]
    updated_at: Option<String>,
    /// Until when the secret before the present one works.
    #[schema(format = DateTime)]
    retired_secret_until: Option<String>,
}

impl ClientView {
    /// The client, in a tenant of that name.
    pub(super) fn new(record: ClientRecord, tenant_name: Option<String>) -> Self {
        let updated_at = record.updated_at;
        let client = record.client;
        let (method, requires_pkce) = (client.auth_method(), client.requires_pkce());
        let RelyingParty {
            tenant_id,
            registration,
            retired_secret,
            created_at,
            ..
        } = client;
        Self {
            client_id: registration.client_id.into(),
            name: registration.name,
            tenant_id: tenant_id.into(),
            redirect_uris: registration.redirect_uris,
            post_logout_redirect_uri: registration.post_logout_redirect_uri,
            allowed_scopes: registration.allowed_scopes,
            token_endpoint_auth_method: match method {
                TokenEndpointAuthMethod::ClientSecretPost => AuthMethodField::ClientSecretPost,
                TokenEndpointAuthMethod::PrivateKeyJwt => AuthMethodField::PrivateKeyJwt,
                TokenEndpointAuthMethod::None => AuthMethodField::None,
            },
            logo_uri: registration.logo_uri,
            op_policy_url: registration.op_policy_url,
            op_tos_url: registration.op_tos_url,
            op_user_agreement_url: registration.op_user_agreement_url,
            client_uri: registration.client_uri,
            client_logout_uri: registration.client_logout_uri,
            register_enable: registration.register_enable,
            tenant_name,
            client_secret: None,
            client_type: match registration.client_type {
                ClientType::Public => ClientTypeField::Public,
                ClientType::Confidential => ClientTypeField::Confidential,
            },
            is_lock: registration.is_lock,
            sing_alg: registration.sing_alg.into(),
            flow: registration.flow.map(|flow| FlowField {
                r#type: FlowKind::MicrosoftMfa,
                issuer: flow.issuer,
                app_id: flow.app_id,
            }),
            require_pkce: requires_pkce,
            require_par: registration.require_par,
            dpop_bound_access_tokens: registration.dpop_bound_access_tokens,
            userinfo_signed_response_alg: registration
                .userinfo_signed_response_alg
                .map(AlgorithmField::from),
            first_party: registration.first_party,
            jwks: registration.jwks,
            jwks_uri: registration.jwks_uri,
            grant_types: registration.grant_types,
            response_types: registration.response_types,
            subject_type: registration.subject_type,
            access_token_format: registration.access_token_format,
            allowed_resources: registration.allowed_resources,
            serves_resources: registration.serves_resources,
            token_lifetimes: registration.token_lifetimes,
            created_at: created_at.to_rfc3339(),
            updated_at: updated_at.map(Timestamp::to_rfc3339),
            retired_secret_until: retired_secret.map(|retired| retired.until.to_rfc3339()),
        }
    }
}

impl From<SigningAlgorithm> for AlgorithmField {
    fn from(algorithm: SigningAlgorithm) -> Self {
        match algorithm {
            SigningAlgorithm::Rs256 => Self::Rs256,
            SigningAlgorithm::EdDsa => Self::EdDsa,
        }
    }
}

/// Clients.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClientList {
    /// In the order of their ids.
    pub(super) clients: Vec<ClientView>,
}

/// What anybody may know of a client.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicClient)]
pub(crate) struct PublicClientView {
    /// Names it within its tenant.
    client_id: String,
    /// The name shown to people.
    name: String,
    /// The tenant.
    tenant_id: String,
    /// Where its logo is.
    logo_uri: Option<String>,
    /// Its privacy policy.
    op_policy_url: Option<String>,
    /// Its terms of service.
    op_tos_url: Option<String>,
    /// Its user agreement.
    op_user_agreement_url: Option<String>,
    /// Its home page.
    client_uri: Option<String>,
    /// Where it wants to be told of logouts.
    client_logout_uri: Option<String>,
    /// People may register themselves from its sign-in page, if the tenant allows it too.
    register_enable: bool,
    /// The tenant's name.
    tenant_name: Option<String>,
    /// Its people manage their own accounts through it.
    has_profile: bool,
}

impl PublicClientView {
    /// The client, in its tenant.
    pub(super) fn new(client: &RelyingParty, tenant: &Tenant) -> Self {
        let registration = client.registration.clone();
        Self {
            client_id: registration.client_id.into(),
            name: registration.name,
            tenant_id: tenant.id.to_string(),
            logo_uri: registration.logo_uri,
            op_policy_url: registration.op_policy_url,
            op_tos_url: registration.op_tos_url,
            op_user_agreement_url: registration.op_user_agreement_url,
            client_uri: registration.client_uri,
            client_logout_uri: registration.client_logout_uri,
            register_enable: registration.register_enable,
            tenant_name: Some(tenant.settings.display_name.clone()),
            has_profile: registration
                .allowed_scopes
                .iter()
                .any(|scope| scope == "account"),
        }
    }
}
