//! What may be sent about a client.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::request::{given, ignored, of_its_own};

/// Whether a client can keep a secret.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ClientType)]
pub(crate) enum ClientTypeField {
    /// It cannot.
    Public,
    /// It can.
    Confidential,
}

/// What a client's tokens are signed with.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[schema(as = AvailableSingAlg)]
pub(crate) enum AlgorithmField {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// How a client authenticates at the token endpoint.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TokenEndpointAuthMethod)]
pub(crate) enum AuthMethodField {
    /// The secret in the form, or as HTTP Basic.
    ClientSecretPost,
    /// A JWT signed with a key of its own.
    PrivateKeyJwt,
    /// Not at all: public clients.
    None,
}

/// What a client is used for beside signing people in.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = ClientFlow)]
pub(crate) struct FlowField {
    /// The kind of flow.
    pub(super) r#type: FlowKind,
    /// Who asks for it: an https URL.
    pub(super) issuer: String,
    /// What they call this client in what they sign (`aud`), if that is another name than its id: of Microsoft Entra ID, the
    /// id of the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128)]
    pub(super) app_id: Option<String>,
}

/// The kind of flow.
#[derive(Deserialize, Serialize, ToSchema)]
pub(crate) enum FlowKind {
    /// The second factor of Microsoft Entra ID.
    #[serde(rename = "microsoft-mfa")]
    MicrosoftMfa,
}

/// A form with these fields, and with what may be said about every client.
macro_rules! with_registration {
    (
        $(#[$meta:meta])*
        struct $name:ident { $($own:tt)* }
    ) => {
        #[derive(Deserialize, Serialize, ToSchema)]
        $(#[$meta])*
        pub(crate) struct $name {
            $($own)*
            /// Where its browsers may be sent back to after authorization: exact https URIs.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, max_items = 100)]
            redirect_uris: Option<Vec<String>>,
            /// Where its browsers may be sent back to after logout.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, max_items = 100)]
            post_logout_redirect_uri: Option<Vec<String>>,
            /// Scopes that it may ask for.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, max_items = 100)]
            allowed_scopes: Option<Vec<String>>,
            /// How it authenticates follows from its type and keys; what is said here changes nothing.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "of_its_own")]
            #[schema(nullable = false, default = "client_secret_post")]
            token_endpoint_auth_method: Option<AuthMethodField>,
            /// Where its logo is: a PNG, JPEG or WebP picture of at most 256 KiB and 2048 pixels. It is fetched once and shown
            /// from here; `client.logo_given_up` in the audit log says why it was not.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, max_length = 2048)]
            logo_uri: Option<Option<String>>,
            /// Its privacy policy.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, max_length = 2048)]
            op_policy_url: Option<Option<String>>,
            /// Its terms of service.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, max_length = 2048)]
            op_tos_url: Option<Option<String>>,
            /// Its user agreement.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, max_length = 2048)]
            op_user_agreement_url: Option<Option<String>>,
            /// Its home page.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, max_length = 2048)]
            client_uri: Option<Option<String>>,
            /// Where it wants to be told of logouts.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, max_length = 2048)]
            client_logout_uri: Option<Option<String>>,
            /// People may register themselves from its sign-in page, if the tenant allows it too.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            register_enable: Option<bool>,
            /// The tenant's name; what is said here changes nothing.
            #[serde(default, deserialize_with = "ignored", skip_serializing_if = "of_its_own")]
            #[schema(max_length = 256)]
            tenant_name: Option<String>,
            /// Whether it can keep a secret.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = "confidential")]
            client_type: Option<ClientTypeField>,
            /// It cannot be deleted.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            is_lock: Option<bool>,
            /// What its tokens are signed with.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = "EdDSA")]
            sing_alg: Option<AlgorithmField>,
            /// What it is used for beside signing people in.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<FlowField>)]
            flow: Option<Option<FlowField>>,
            /// It must use PKCE even though it is confidential.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            require_pkce: Option<bool>,
            /// It must push its authorization requests (RFC 9126).
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            require_par: Option<bool>,
            /// Its access tokens are bound to a key of its own, by DPoP (RFC 9449).
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            dpop_bound_access_tokens: Option<bool>,
            /// What the userinfo endpoint signs its answers with; null: they are plain JSON.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<AlgorithmField>)]
            userinfo_signed_response_alg: Option<Option<AlgorithmField>>,
            /// It is the tenant's own: people are not asked whether it may have what it asks for.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            first_party: Option<bool>,
            /// Its public keys as a JWK set; with these or `jwks_uri` it has no secret.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<serde_json::Value>)]
            jwks: Option<Value>,
            /// Where its public keys are.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<String>, max_length = 2048)]
            jwks_uri: Option<Option<String>>,
            /// The ways in which it may get tokens.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            grant_types: Option<Vec<String>>,
            /// What it may get from the authorization endpoint.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            response_types: Option<Vec<String>>,
            /// What people are called in its tokens: `public`, or `pairwise` where all redirect URIs have one host.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = "public")]
            subject_type: Option<String>,
            /// What its access tokens look like: `jwt` or `opaque`.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            access_token_format: Option<String>,
            /// Resource servers that it may ask tokens for.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, max_items = 100)]
            allowed_resources: Option<Vec<String>>,
            /// The resource servers that it is itself.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, max_items = 100)]
            serves_resources: Option<Vec<String>>,
            /// Lifetimes of its tokens in seconds, in place of the tenant's.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, value_type = Object)]
            token_lifetimes: Option<Value>,
        }
    };
}

with_registration! {
    /// A client. In a change, what is left out stays as it is.
    #[schema(as = Client)]
    struct ClientForm {
        /// Names it within its tenant; never changes.
        pub(super) client_id: String,
        /// The name shown to people.
        pub(super) name: String,
        /// The tenant; never changes.
        #[serde(skip_serializing_if = "of_its_own")]
        #[schema(required = true)]
        pub(super) tenant_id: String,
        /// Shown once, when the client is created; the server draws it.
        #[serde(default, skip_serializing_if = "of_its_own")]
        pub(super) client_secret: Option<String>,
    }
}

with_registration! {
    /// Fields of a client to be changed. What is left out stays as it is.
    struct ClientPatch {
        /// The name shown to people.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false, min_length = 1, max_length = 128)]
        name: Option<String>,
    }
}
