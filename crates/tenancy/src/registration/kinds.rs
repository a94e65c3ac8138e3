//! The kinds of relying parties, as they are written in a registration.

use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// Ed25519.
    #[default]
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
    /// What they call this client in what they sign, if that is another name than its id: of
    /// Microsoft Entra ID, the id of the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
}

/// The kind of flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlowKind {
    /// The second factor of Microsoft Entra ID.
    #[serde(rename = "microsoft-mfa")]
    MicrosoftMfa,
}
