//! Tenants, their policy, and the relying parties registered with them.
//!
//! This crate decides which settings a tenant may have and what they mean, what a relying party may be
//! registered with, above all where a browser may be sent back to, and which picture of it people are shown. It
//! must *not* know users, sign-ins or tokens; the crates of those ask it.
//!
//! Its use cases are the [`Registrar`]'s and [`LogoFetching`], its ports [`Tenants`],
//! [`TenantRegistry`], [`RelyingParties`], [`ClientRegistry`], [`ClientLogos`] and [`Outbound`],
//! which asks the servers that clients name.
//!
//! ```
//! use tenancy::TenantSettings;
//!
//! let mut settings = TenantSettings::default();
//! settings.set("pin_size", "4")?;
//! assert_eq!(settings.pin_size, 4);
//! assert_eq!(settings.set("pin_size", "7").unwrap_err().to_string(), "pin_size: expected 3, 4, 5 or 6");
//! assert_eq!(settings.set("pin_sise", "4").unwrap_err().to_string(), "pin_sise: no such setting");
//! # Ok::<(), tenancy::InvalidSetting>(())
//! ```

mod block_config;
mod client_options;
mod client_registry;
mod document;
mod event_receiver;
mod group_role;
mod lifetimes;
mod liveness_config;
mod logo;
mod merge;
mod outbound;
mod redirect_uri;
mod registrar;
mod registration;
mod relying_party;
mod remembered;
mod settings;
mod tenant;
mod tenant_registry;

pub use block_config::BlockConfig;
pub use client_options::{AccessTokenFormat, GrantType, ResponseType, SubjectType, TokenLifetimes};
#[cfg(any(test, feature = "mocks"))]
pub use client_registry::MockClientRegistry;
pub use client_registry::{ClientRecord, ClientRegistry, Deletion, RetiredSecret, Rotation};
pub use event_receiver::EventReceiver;
pub use group_role::GroupRole;
pub use lifetimes::Lifetimes;
pub use liveness_config::LivenessConfig;
#[cfg(any(test, feature = "mocks"))]
pub use logo::MockClientLogos;
pub use logo::{
    ClientLogos, InvalidLogo, Logo, LogoFetching, LogoFormat, LogoHash, LogoOutcome, LogoWish,
    UnknownFormat,
};
pub use merge::Given;
#[cfg(any(test, feature = "mocks"))]
pub use outbound::MockOutbound;
pub use outbound::{Outbound, OutboundAnswer, OutboundError, OutboundMethod, OutboundRequest};
pub use redirect_uri::{InvalidUri, RedirectUri};
pub use registrar::{
    CloseTenantError, CreateTenantError, DeleteClientError, LONGEST_OVERLAP, RegisterClientError,
    Registrar, RotateSecretError, UpdateClientError, UpdateTenantError,
};
pub use registration::{
    ClientFlow, ClientRegistration, ClientType, FlowKind, InvalidRegistration, PROVISIONING_SCOPE,
    SigningAlgorithm, TokenEndpointAuthMethod,
};
#[cfg(any(test, feature = "mocks"))]
pub use relying_party::MockRelyingParties;
pub use relying_party::{RelyingParties, RelyingParty};
pub use remembered::Remembered;
pub use settings::{InvalidSetting, LoginMethod, TenantSettings};
#[cfg(any(test, feature = "mocks"))]
pub use tenant::MockTenants;
pub use tenant::{Tenant, Tenants};
#[cfg(any(test, feature = "mocks"))]
pub use tenant_registry::MockTenantRegistry;
pub use tenant_registry::{TenantRecord, TenantRegistry};
