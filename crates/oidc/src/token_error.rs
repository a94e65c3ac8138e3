//! What may go wrong at the token endpoint.

use kernel::StorageError;
use serde::Serialize;

use crate::resource::InvalidTarget;
use crate::{DpopError, InvalidParameter};

/// Why no token was given (RFC 6749, section 5.2).
///
/// `Display` and [`body`](Self::body) are for the client's developer. The [`reason`](Self::reason)
/// is for the operator and in neither of them.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// A parameter is missing or cannot be read.
    #[error("{0}")]
    InvalidRequest(String),
    /// The request is larger than any that is taken (RFC 9126, section 2.3).
    #[error("{0}")]
    TooLarge(String),
    /// The client is not who it says, or there is no such client.
    #[error(
        "the client is unknown or did not authenticate: expected client_id and client_secret in the \
         form, HTTP Basic, or a client_assertion if the client has keys; a public client sends client_id \
         alone"
    )]
    InvalidClient {
        /// What exactly is wrong. For the operator.
        reason: &'static str,
    },
    /// The code or refresh token does not give anything.
    #[error("{description}")]
    InvalidGrant {
        /// Names the parameter and what was expected.
        description: &'static str,
        /// What exactly is wrong. For the operator.
        reason: &'static str,
    },
    /// There is no such grant type.
    #[error(
        "grant_type: expected authorization_code, refresh_token, client_credentials or \
             urn:ietf:params:oauth:grant-type:device_code"
    )]
    UnsupportedGrantType,
    /// The client is not registered for what it asks.
    #[error("{0}")]
    UnauthorizedClient(&'static str),
    /// The token is asked for a resource server that it cannot be for (RFC 8707, section 2).
    #[error("{0}")]
    InvalidTarget(String),
    /// The scope is malformed, or wider than what was granted.
    #[error("{0}")]
    InvalidScope(String),
    /// A request that is sent ahead would be refused when its browser comes (RFC 9126, section 2.3).
    #[error("{description}")]
    Authorization {
        /// The protocol's code.
        code: &'static str,
        /// Names the parameter and what was expected.
        description: String,
    },
    /// The person has not said yet whether the device may (RFC 8628, section 3.5).
    #[error("device_code: its person has not answered yet; ask again after the interval")]
    AuthorizationPending,
    /// The same, and the device asks too often.
    #[error("device_code: asked too soon; wait 5 seconds longer than before between two questions")]
    SlowDown,
    /// The person does not let the device.
    #[error("device_code: its person did not allow what was asked for")]
    AccessDenied,
    /// The device code has expired.
    #[error("device_code: it has expired; begin again at the device authorization endpoint")]
    ExpiredToken,
    /// The proof of possession that came along, or did not, proves nothing (RFC 9449, section 5).
    #[error(transparent)]
    Dpop(DpopError),
    /// Storage did not answer.
    #[error("the service is unavailable; try again in a moment")]
    Unavailable(#[from] StorageError),
}

/// The body of an error answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenErrorBody {
    /// The protocol's code.
    pub error: &'static str,
    /// A sentence for the client's developer.
    pub error_description: String,
}

impl TokenError {
    pub(crate) const fn invalid_client(reason: &'static str) -> Self {
        Self::InvalidClient { reason }
    }

    pub(crate) const fn invalid_grant(description: &'static str, reason: &'static str) -> Self {
        Self::InvalidGrant {
            description,
            reason,
        }
    }

    /// The protocol's code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::TooLarge(_) => "invalid_request",
            Self::InvalidClient { .. } => "invalid_client",
            Self::InvalidGrant { .. } => "invalid_grant",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnauthorizedClient(_) => "unauthorized_client",
            Self::InvalidTarget(_) => "invalid_target",
            Self::InvalidScope(_) => "invalid_scope",
            Self::Authorization { code, .. } => code,
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::AccessDenied => "access_denied",
            Self::ExpiredToken => "expired_token",
            Self::Dpop(error) => error.code(),
            Self::Unavailable(_) => "temporarily_unavailable",
        }
    }

    /// The HTTP status. 401 goes with `WWW-Authenticate: Basic`, 503 with `Retry-After`.
    pub const fn status(&self) -> u16 {
        match self {
            Self::InvalidClient { .. } => 401,
            Self::TooLarge(_) => 413,
            Self::Unavailable(_) => 503,
            _ => 400,
        }
    }

    /// What a client may read.
    pub fn body(&self) -> TokenErrorBody {
        TokenErrorBody {
            error: self.code(),
            error_description: self.to_string(),
        }
    }

    /// What an operator may read besides.
    pub fn reason(&self) -> String {
        match self {
            Self::InvalidClient { reason } | Self::InvalidGrant { reason, .. } => {
                (*reason).to_owned()
            }
            Self::Unavailable(error) => error.to_string(),
            other => other.to_string(),
        }
    }
}

impl From<InvalidParameter> for TokenError {
    fn from(error: InvalidParameter) -> Self {
        Self::InvalidRequest(error.to_string())
    }
}

impl From<DpopError> for TokenError {
    fn from(error: DpopError) -> Self {
        match error {
            DpopError::Unavailable(storage) => Self::Unavailable(storage),
            refused => Self::Dpop(refused),
        }
    }
}

impl From<InvalidTarget> for TokenError {
    fn from(error: InvalidTarget) -> Self {
        match error {
            InvalidTarget::Parameter(error) => error.into(),
            other => Self::InvalidTarget(other.to_string()),
        }
    }
}
