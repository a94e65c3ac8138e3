//! The database, whichever it is.

use identity::api_key::ApiKeys;
use identity::attempts::{AttemptLedger, Blocks};
use identity::audit_log::AuditEvents;
use identity::change::Credentials;
use identity::device_link::DeviceLinks;
use identity::email_change::Addresses;
use identity::mail::Outbox;
use identity::passkey::{Ceremonies, Passkeys};
use identity::recovery_code::RecoveryCodes;
use identity::registration::Registrations;
use identity::reset::Resets;
use identity::sign_in::SignInNonces;
use identity::sign_in_quality::SignInReports;
use identity::{Accounts, Invitations, Memberships, Sessions};
use kernel::Upkeep;
use oidc::{
    AccessTokens, AuthorizationCodes, AuthorizationRequests, ClientAssertions, Consents,
    DeviceAuthorizations, DpopProofs, EndUsers, Grants, LinkedIdentities, LogoutNotices,
    PushedRequests, SecurityEvents, SigningKeys,
};
use provisioning::{GroupStore, RequestCounter, UserStore};
use tenancy::{ClientLogos, ClientRegistry, RelyingParties, TenantRegistry, Tenants};
use zkp_protocol::verifier::{ChallengeLedger, CredentialStore};

macro_rules! storage {
    ($($port:ident,)*) => {
        /// Every port that a database implements. An `Arc` of it is an `Arc` of each of them.
        pub(crate) trait Storage: $($port +)* {}

        impl<Store: $($port +)*> Storage for Store {}
    };
}

storage! {
    Upkeep,
    Tenants,
    TenantRegistry,
    RelyingParties,
    ClientRegistry,
    ClientLogos,
    Accounts,
    Memberships,
    Invitations,
    Registrations,
    AttemptLedger,
    Blocks,
    AuditEvents,
    DeviceLinks,
    Resets,
    RecoveryCodes,
    Credentials,
    Addresses,
    ChallengeLedger,
    CredentialStore,
    SignInNonces,
    SignInReports,
    Ceremonies,
    Passkeys,
    Sessions,
    ApiKeys,
    Outbox,
    PushedRequests,
    AuthorizationRequests,
    Consents,
    AuthorizationCodes,
    DeviceAuthorizations,
    Grants,
    AccessTokens,
    ClientAssertions,
    DpopProofs,
    LogoutNotices,
    SecurityEvents,
    LinkedIdentities,
    EndUsers,
    SigningKeys,
    UserStore,
    GroupStore,
    RequestCounter,
}
