//! What may go wrong with an authorization request, and who is told.

use crate::resource::InvalidTarget;
use crate::{InvalidParameter, InvalidScope};

/// Why a request shows a page instead of going back to its client. Shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizePageError {
    /// There is no such client in the tenant.
    #[error(
        "this application is not registered here (client_id); ask its developers to check the \
         registration"
    )]
    UnknownClient,
    /// The redirect URI is not one of the client's.
    #[error(
        "this application asked to send you to an address that is not registered for it \
         (redirect_uri); ask its developers to register that exact address"
    )]
    UnknownRedirectUri,
    /// What the browser names in place of a request is not there.
    #[error(
        "this sign-in has been used or has expired (request_uri); start again from the application"
    )]
    RequestUri,
    /// A parameter cannot be read.
    #[error("this application sent a request that cannot be read: {0}")]
    Parameter(#[from] InvalidParameter),
}

/// The `error` of an authorization response (RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0,
/// section 3.1.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub enum AuthorizationErrorCode {
    InvalidRequest,
    UnauthorizedClient,
    UnsupportedResponseType,
    InvalidScope,
    InvalidTarget,
    LoginRequired,
    ConsentRequired,
    AccessDenied,
    UnmetAuthenticationRequirements,
    RequestNotSupported,
    RequestUriNotSupported,
    RegistrationNotSupported,
}

impl AuthorizationErrorCode {
    /// The code on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::AccessDenied => "access_denied",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
        }
    }
}

/// An error that the client is told by way of the browser.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{description}")]
pub(crate) struct AuthorizationError {
    pub(crate) code: AuthorizationErrorCode,
    /// For the client's developer; names the parameter.
    pub(crate) description: String,
}

impl AuthorizationError {
    pub(crate) fn new(code: AuthorizationErrorCode, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
        }
    }

    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new(AuthorizationErrorCode::InvalidRequest, description)
    }

    pub(crate) fn must_be_pushed() -> Self {
        Self::invalid_request(
            "request_uri: this client must send its requests ahead (RFC 9126, require_par)",
        )
    }

    pub(crate) fn login_required() -> Self {
        Self::new(
            AuthorizationErrorCode::LoginRequired,
            "the person must sign in first: repeat the request without prompt=none",
        )
    }

    pub(crate) fn consent_required() -> Self {
        Self::new(
            AuthorizationErrorCode::ConsentRequired,
            "the person must be asked first: repeat the request without prompt=none",
        )
    }

    pub(crate) fn access_denied() -> Self {
        Self::new(
            AuthorizationErrorCode::AccessDenied,
            "the person does not allow what was asked for",
        )
    }

    pub(crate) fn unmet_authentication_requirements() -> Self {
        Self::new(
            AuthorizationErrorCode::UnmetAuthenticationRequirements,
            "acr: the person cannot be authenticated in one of the ways that the request insists on",
        )
    }

    pub(crate) fn another_person() -> Self {
        Self::new(
            AuthorizationErrorCode::LoginRequired,
            "id_token_hint, login_hint or claims: another person has signed in than the one that is named",
        )
    }
}

impl From<InvalidParameter> for AuthorizationError {
    fn from(error: InvalidParameter) -> Self {
        Self::invalid_request(error.to_string())
    }
}

impl From<InvalidScope> for AuthorizationError {
    fn from(error: InvalidScope) -> Self {
        Self::new(AuthorizationErrorCode::InvalidScope, error.to_string())
    }
}

impl From<InvalidTarget> for AuthorizationError {
    fn from(error: InvalidTarget) -> Self {
        match error {
            InvalidTarget::Parameter(error) => error.into(),
            other => Self::new(AuthorizationErrorCode::InvalidTarget, other.to_string()),
        }
    }
}
