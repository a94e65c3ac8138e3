//! OpenID Connect and OAuth 2.0.

mod authorization_code;
mod authorization_request;
mod grant;
mod pkce;
mod refresh_token;
mod scope;
mod signing_key;

#[cfg(any(test, feature = "mocks"))]
pub use authorization_code::MockAuthorizationCodes;
pub use authorization_code::{
    AuthorizationCode, AuthorizationCodes, Redemption, RedemptionEvents, RedemptionOutcome,
};
#[cfg(any(test, feature = "mocks"))]
pub use authorization_request::MockAuthorizationRequests;
pub use authorization_request::{
    AuthorizationRequest, AuthorizationRequests, RequestParameters, ResponseMode,
};
#[cfg(any(test, feature = "mocks"))]
pub use grant::MockGrants;
pub use grant::{Grant, GrantId, Grants, RotationEvents};
pub use pkce::{CodeChallenge, InvalidChallenge};
pub use refresh_token::{GRACE, RefreshToken, Rotation, RotationOutcome};
pub use scope::{InvalidScope, Scope};
#[cfg(any(test, feature = "mocks"))]
pub use signing_key::MockSigningKeys;
pub use signing_key::{PrivateKey, SigningKey, SigningKeys};
