//! An authorization request that waits for its person to sign in, and the port that keeps it.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, TokenHash};
use serde::{Deserialize, Serialize};
use tenancy::ResponseType;

use crate::{
    AcrRequest, ClaimsRequest, CodeChallenge, Grant, KeyThumbprint, MicrosoftRequest, Scope,
    Subject, UserCode,
};

/// How the answer is given to the client's page (OAuth 2.0 Multiple Response Type Encoding
/// Practices, section 2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI: the default for a code.
    #[default]
    Query,
    /// In the fragment of the redirect URI: the default for an ID token.
    Fragment,
    /// In a form that the browser posts to the redirect URI (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    /// Every mode there is.
    pub const ALL: &[Self] = &[Self::Query, Self::Fragment, Self::FormPost];

    /// The mode as the `response_mode` parameter names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }
}

/// What a client asks for: the parameters of its request, checked (OpenID Connect Core 1.0,
/// section 3.1.2.1). Storage keeps them whole, as one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestParameters {
    /// What the answer has in it; a code where a stored request does not say.
    #[serde(default)]
    pub response_type: ResponseType,
    /// Where the answer goes; proven to be the client's.
    pub redirect_uri: String,
    /// How it goes there.
    pub response_mode: ResponseMode,
    /// The scope asked for, reduced to what the client is allowed.
    pub scope: Scope,
    /// The resource servers that the access token is to be for (RFC 8707).
    #[serde(default)]
    pub resources: Vec<String>,
    /// Returned to the client as it is.
    pub state: Option<String>,
    /// Returned in the ID token as it is.
    pub nonce: Option<String>,
    /// PKCE (RFC 7636).
    pub code_challenge: Option<CodeChallenge>,
    /// The key that must be proved to redeem the code (RFC 9449, section 10).
    #[serde(default)]
    pub dpop_jkt: Option<KeyThumbprint>,
    /// The person must authenticate at or after this moment: a session that is older does not do.
    pub authenticate_after: Option<Timestamp>,
    /// How strongly they must be authenticated.
    #[serde(default)]
    pub acr: AcrRequest,
    /// Single claims that the client asks for.
    #[serde(default)]
    pub claims: ClaimsRequest,
    /// The name that the client expects to sign in.
    pub login_hint: Option<String>,
    /// The only people who may sign in, as the client calls them: the subject of the request's
    /// `id_token_hint`, or those that its `claims` name. Anybody, if there are none.
    #[serde(default)]
    pub subjects: Option<Vec<Subject>>,
    /// Languages for the pages, most wanted first (BCP 47), separated by spaces.
    pub ui_locales: Option<String>,
    /// What Microsoft Entra ID asks for, if it is the one that asks.
    #[serde(default)]
    pub microsoft: Option<MicrosoftRequest>,
    /// The device that it is about, if it is not about the browser's own way back (RFC 8628).
    #[serde(default)]
    pub device: Option<UserCode>,
    /// The person must be asked for consent, whatever they have allowed before.
    #[serde(default)]
    pub asks_consent: bool,
}

impl RequestParameters {
    /// Whether whom the client calls so may sign in.
    pub fn admits_subject(&self, subject: &Subject) -> bool {
        let named = self.subjects.as_ref();
        named.is_none_or(|named| named.contains(subject))
    }

    /// Every scope whose claims the client would get: what its person is asked about.
    pub fn disclosed(&self) -> Scope {
        self.claims.disclosed(&self.scope)
    }
}

/// An authorization request that waits for its person to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Hash of its `auth_req_id`, which the sign-in page carries.
    pub token: TokenHash,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The client that asks.
    pub client_id: ClientId,
    /// Hash of the cookie of the browser that opened it; no other browser may go on with it.
    pub browser: TokenHash,
    /// What is asked.
    pub parameters: RequestParameters,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it is no longer accepted: at this moment and after.
    pub expires_at: Timestamp,
}

/// Port: keeps authorization requests until
/// [`AuthorizationCodes::issue`](crate::AuthorizationCodes::issue) consumes them, or they end without a
/// code.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait AuthorizationRequests: Send + Sync {
    /// Stores a new request. Nobody has done anything yet, so there is no event to report.
    async fn open(&self, request: &AuthorizationRequest) -> Result<(), StorageError>;

    /// The request of that `auth_req_id`, expired or not, if it has not been consumed. The id says
    /// nothing about the tenant: the request does.
    async fn find(&self, token: &TokenHash) -> Result<Option<AuthorizationRequest>, StorageError>;

    /// Ends a request that gives its client nothing of the session: its person refuses, or it is Microsoft Entra ID's.
    /// One that was answered at once was never stored, and
    /// has no token. False, and nothing recorded, if it has been consumed, has expired at `event.at`, or does not
    /// exist in the tenant.
    async fn end(
        &self,
        tenant: &TenantId,
        token: Option<TokenHash>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Ends a request that asked for an ID token alone. The grant says that its client took part in the session,
    /// and is stored unless another says so already. False, and nothing recorded, as for [`end`](Self::end), and
    /// if the session has ended.
    async fn identify(
        &self,
        token: Option<TokenHash>,
        grant: &Grant,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}
