//! OpenID Connect and OAuth 2.0: how a relying party learns who has signed in.
//!
//! This crate decides which authorization requests are answered and where the answer may go, what a
//! code, an access token, an ID token and a refresh token are worth and for how long, and how all of
//! it ends at logout. It must *not* know how somebody proves who they are (`identity` says who is
//! signed in), nor HTTP, cookies, pages or SQL.
//!
//! Its use cases are methods of [`OpenIdProvider`]: [`push`](OpenIdProvider::push),
//! [`authorize`](OpenIdProvider::authorize),
//! [`authorize_microsoft`](OpenIdProvider::authorize_microsoft), [`bind`](OpenIdProvider::bind) and
//! [`complete`](OpenIdProvider::complete) around the sign-in and the account page,
//! [`allow`](OpenIdProvider::allow) and [`deny`](OpenIdProvider::deny) behind the consent page,
//! [`authorize_device`](OpenIdProvider::authorize_device) and
//! [`find_device`](OpenIdProvider::find_device) for devices without a browser,
//! [`exchange`](OpenIdProvider::exchange) at the token endpoint,
//! [`introspect`](OpenIdProvider::introspect), [`revoke`](OpenIdProvider::revoke),
//! [`userinfo`](OpenIdProvider::userinfo), [`actor`](OpenIdProvider::actor) for our own API, and
//! [`logout`](OpenIdProvider::logout), of which [`BackChannelLogout`] tells clients, as
//! [`SecurityEventDelivery`] tells others what happened in a tenant. Every tenant is an [`Issuer`]
//! of its own with keys of its own.
//!
//! Its ports are [`PushedRequests`], [`AuthorizationRequests`], [`Consents`],
//! [`AuthorizationCodes`], [`DeviceAuthorizations`], [`Grants`], [`AccessTokens`],
//! [`ClientAssertions`], [`DpopProofs`], [`LinkedIdentities`], [`EndUsers`], [`LogoutNotices`],
//! [`SecurityEvents`] and [`SigningKeys`]; it also asks those of `tenancy`, `identity` and
//! `kernel`.
//!
//! ```
//! use kernel::Timestamp;
//! use oidc::{CodeChallenge, Issuer, Keyring, ProviderMetadata, SigningKey};
//! use tenancy::SigningAlgorithm;
//!
//! // What a client finds at the tenant's issuer ...
//! let issuer = Issuer::of(&"https://id.example".parse()?, &"acme".parse()?);
//! let metadata = ProviderMetadata::of(&issuer);
//! assert_eq!(metadata.token_endpoint, "https://id.example/api/oidc/acme/token");
//!
//! // ... the keys that it checks tokens with ...
//! let now = Timestamp::from_seconds(0);
//! let key = SigningKey::generate(SigningAlgorithm::EdDsa, now, now)?;
//! let keyring = Keyring::parse(&[key.clone()], now)?;
//! assert_eq!(keyring.jwk_set().keys[0].kid, key.kid);
//!
//! // ... and how it shows that a code was meant for it (RFC 7636, appendix B).
//! let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")?;
//! assert!(challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access_token;
mod acr;
mod authorization_code;
mod authorization_request;
mod authorization_response;
mod authorize;
mod back_channel;
mod certificate;
mod claims;
mod claims_request;
mod client_authentication;
mod consent;
mod device;
mod device_authorization;
mod discovery;
mod dpop;
mod end_user;
#[cfg(test)]
mod fixture;
mod foreign_keys;
mod form;
mod grant;
mod id_token;
mod id_token_hint;
mod introspection;
mod issuer;
mod jwk;
mod jwt;
mod key_sets;
mod keyring;
mod linked_identity;
mod logout;
mod microsoft;
mod notice;
mod numeric_date;
mod origins;
mod parameters;
mod pkce;
mod profile;
mod provider;
mod published;
mod pushed_request;
mod refresh_token;
mod resource;
mod revocation;
mod scope;
mod second_factor;
mod security_event;
mod signing_key;
mod subject;
mod token;
mod token_error;
mod user_code;
mod userinfo;

#[cfg(any(test, feature = "mocks"))]
pub use access_token::MockAccessTokens;
pub use access_token::{
    AccessToken, AccessTokenClaims, AccessTokenError, AccessTokens, Audience, OpaqueToken,
    PresentedToken, RevokedToken,
};
pub use acr::{Acr, AcrRequest};
#[cfg(any(test, feature = "mocks"))]
pub use authorization_code::MockAuthorizationCodes;
pub use authorization_code::{
    AuthorizationCode, AuthorizationCodes, HeldCode, Redemption, RedemptionEvents,
    RedemptionOutcome,
};
#[cfg(any(test, feature = "mocks"))]
pub use authorization_request::MockAuthorizationRequests;
pub use authorization_request::{
    AuthorizationRequest, AuthorizationRequests, RequestParameters, ResponseMode,
};
pub use authorization_response::{AuthorizationResponse, FormPost};
pub use authorize::{
    AuthorizationErrorCode, AuthorizeInput, AuthorizeOutcome, AuthorizePageError, BindError,
    BoundRequest, CompleteError, Completion, PostOutcome, PushedResponse,
};
#[cfg(any(test, feature = "mocks"))]
pub use back_channel::MockLogoutNotices;
pub use back_channel::{BackChannelLogout, LogoutNotice, LogoutNotices};
pub use claims::UserClaims;
pub use claims_request::{ClaimsRequest, Disclosure, RequestedClaim, RequestedClaims};
#[cfg(any(test, feature = "mocks"))]
pub use client_authentication::MockClientAssertions;
pub use client_authentication::{ClientAssertions, ClientRequest, UsedAssertion};
#[cfg(any(test, feature = "mocks"))]
pub use consent::MockConsents;
pub use consent::{Consent, Consents};
pub use device::{DeviceInput, DeviceOutcome, DeviceResponse};
#[cfg(any(test, feature = "mocks"))]
pub use device_authorization::MockDeviceAuthorizations;
pub use device_authorization::{
    DeviceApproval, DeviceAuthorization, DeviceAuthorizations, DeviceDecision, DeviceRedemption,
    POLL_INTERVAL, PollOutcome, Polling, UserCodeEvents, UserCodeOutcome,
};
pub use discovery::ProviderMetadata;
#[cfg(any(test, feature = "mocks"))]
pub use dpop::MockDpopProofs;
pub use dpop::{
    Confirmation, DPOP_ALGORITHMS, DpopError, DpopNonces, DpopProof, DpopProofs, InvalidThumbprint,
    KeyThumbprint, TokenScheme, UsedProof,
};
#[cfg(any(test, feature = "mocks"))]
pub use end_user::MockEndUsers;
pub use end_user::{EndUser, EndUsers};
#[cfg(any(test, feature = "mocks"))]
pub use grant::MockGrants;
pub use grant::{Delegation, Grant, GrantId, GrantTerms, Grants, HeldRefreshToken, RotationEvents};
pub use introspection::{IntrospectedToken, Introspection};
pub use issuer::Issuer;
pub use jwk::{Jwk, JwkSet, PublicKey};
pub use jwt::Jwt;
pub use key_sets::KeySets;
pub use keyring::{KeyError, KeyStage, Keyring, Keyrings, RotateError, TenantKey};
#[cfg(any(test, feature = "mocks"))]
pub use linked_identity::MockLinkedIdentities;
pub use linked_identity::{ForeignIdentity, LinkedIdentities};
pub use logout::{LogoutOutcome, LogoutPageError, LogoutRequest};
pub use microsoft::{MicrosoftMetadata, MicrosoftRequest};
pub use notice::NoticeOutcome;
pub use parameters::{InvalidParameter, Parameters};
pub use pkce::{CodeChallenge, InvalidChallenge};
pub use profile::{Address, Profile};
pub use provider::OpenIdProvider;
pub use published::Published;
#[cfg(any(test, feature = "mocks"))]
pub use pushed_request::MockPushedRequests;
pub use pushed_request::{PushedRequest, PushedRequests, Sender};
pub use refresh_token::{GRACE, RefreshToken, Rotation, RotationOutcome};
pub use scope::{InvalidScope, Scope};
#[cfg(any(test, feature = "mocks"))]
pub use security_event::MockSecurityEvents;
pub use security_event::{LeasedEvent, SecurityEventDelivery, SecurityEvents};
#[cfg(any(test, feature = "mocks"))]
pub use signing_key::MockSigningKeys;
pub use signing_key::{PrivateKey, SigningKey, SigningKeys};
pub use subject::{Subject, Subjects};
pub use token::{TokenResponse, tenant_named_in};
pub use token_error::{TokenError, TokenErrorBody};
pub use user_code::{MalformedUserCode, UserCode};
pub use userinfo::{UserInfo, UserInfoError};
