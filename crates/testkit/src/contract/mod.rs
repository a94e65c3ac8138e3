//! What every implementation of a storage port must do: one suite per port.
//!
//! A suite covers each outcome that the port's docstrings name, that another tenant's values are never
//! found, that of many consumers of a one-time object one wins, and that an event is stored if and only
//! if what it reports was.

mod access_tokens;
mod accounts;
mod accounts_managed;
mod addresses;
mod api_keys;
mod attempt_ledger;
mod audit_events;
mod authorization_codes;
mod authorization_requests;
mod blocks;
mod challenge_ledger;
mod client_assertions;
mod client_logos;
mod client_registry;
mod consents;
mod credential_store;
mod device_authorizations;
mod device_links;
mod dpop_proofs;
mod grants;
mod invitations;
mod linked_identities;
mod logout_notices;
mod memberships;
mod outbox;
mod passkey_ceremonies;
mod passkeys;
mod provisioned_groups;
mod provisioned_users;
mod pushed_requests;
mod recovery_codes;
mod registrations;
mod relying_parties;
mod replacements;
mod request_counter;
mod reset_links;
mod scim_filters;
mod security_events;
mod sessions;
mod sign_in_nonces;
mod sign_in_reports;
mod signing_keys;
mod tenant_registry;
mod tenants;
mod world;

use std::sync::Arc;

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
use oidc::{
    AccessTokens, AuthorizationCodes, AuthorizationRequests, ClientAssertions, Consents,
    DeviceAuthorizations, DpopProofs, EndUsers, Grants, LinkedIdentities, LogoutNotices,
    PushedRequests, SecurityEvents, SigningKeys,
};
use provisioning::{GroupStore, RequestCounter, UserStore};
use tenancy::{ClientLogos, ClientRegistry, RelyingParties, TenantRegistry, Tenants};
use zkp_protocol::verifier::{ChallengeLedger, CredentialStore};

pub use access_tokens::access_tokens;
pub use accounts::accounts;
pub use accounts_managed::accounts_managed;
pub use addresses::addresses;
pub use api_keys::api_keys;
pub use attempt_ledger::attempt_ledger;
pub use audit_events::audit_events;
pub use authorization_codes::authorization_codes;
pub use authorization_requests::authorization_requests;
pub use blocks::blocks;
pub use challenge_ledger::challenge_ledger;
pub use client_assertions::client_assertions;
pub use client_logos::client_logos;
pub use client_registry::client_registry;
pub use consents::consents;
pub use credential_store::credential_store;
pub use device_authorizations::device_authorizations;
pub use device_links::device_links;
pub use dpop_proofs::dpop_proofs;
pub use grants::grants;
pub use invitations::invitations;
pub use linked_identities::linked_identities;
pub use logout_notices::logout_notices;
pub use memberships::memberships;
pub use outbox::outbox;
pub use passkey_ceremonies::ceremonies;
pub use passkeys::passkeys;
pub use provisioned_groups::group_store;
pub use provisioned_users::user_store;
pub use pushed_requests::pushed_requests;
pub use recovery_codes::recovery_codes;
pub use registrations::registrations;
pub use relying_parties::relying_parties;
pub use replacements::replacements;
pub use request_counter::request_counter;
pub use reset_links::reset_links;
pub use scim_filters::scim_filters;
pub use security_events::security_events;
pub use sessions::sessions;
pub use sign_in_nonces::sign_in_nonces;
pub use sign_in_reports::sign_in_reports;
pub use signing_keys::signing_keys;
pub use tenant_registry::tenant_registry;
pub use tenants::tenants;
pub use world::World;

/// What an adapter shows to the suites.
pub trait Harness: Send + Sync {
    /// The adapter, over a database that is empty at first.
    fn ports(&self) -> &Ports;
}

macro_rules! ports {
    ($($(#[$meta:meta])* $name:ident: $port:ident,)*) => {
        /// Every storage port of one adapter.
        #[derive(Clone)]
        pub struct Ports {
            $($(#[$meta])* pub $name: Arc<dyn $port>,)*
        }

        impl Ports {
            /// The ports that one store implements.
            pub fn of<Store: $($port +)* 'static>(store: &Arc<Store>) -> Self {
                Self { $($name: store.clone(),)* }
            }
        }
    };
}

ports! {
    /// Tenants.
    tenants: Tenants,
    /// Tenants, as their administrators see them.
    tenant_registry: TenantRegistry,
    /// Relying parties.
    relying_parties: RelyingParties,
    /// Relying parties, as their administrators see them.
    client_registry: ClientRegistry,
    /// The logos of relying parties.
    client_logos: ClientLogos,
    /// Accounts.
    accounts: Accounts,
    /// Who is in which group.
    memberships: Memberships,
    /// Invitations.
    invitations: Invitations,
    /// Pending registrations.
    registrations: Registrations,
    /// Attempts.
    attempt_ledger: AttemptLedger,
    /// Blocks.
    blocks: Blocks,
    /// The audit log as it is read.
    audit_events: AuditEvents,
    /// Mailed links that make a browser known.
    device_links: DeviceLinks,
    /// Addresses, and the codes that confirm them.
    addresses: Addresses,
    /// Credentials that take the place of others.
    credentials: Credentials,
    /// Recovery codes.
    recovery_codes: RecoveryCodes,
    /// Mailed links to choose another picture.
    resets: Resets,
    /// Challenges.
    challenge_ledger: ChallengeLedger,
    /// Credentials.
    credential_store: CredentialStore,
    /// Sign-in nonces.
    sign_in_nonces: SignInNonces,
    /// Reports about sign-ins.
    sign_in_reports: SignInReports,
    /// Passkey ceremonies.
    ceremonies: Ceremonies,
    /// Passkeys.
    passkeys: Passkeys,
    /// Sessions.
    sessions: Sessions,
    /// API keys.
    api_keys: ApiKeys,
    /// The outbox.
    outbox: Outbox,
    /// Requests that were sent ahead.
    pushed_requests: PushedRequests,
    /// Authorization requests.
    authorization_requests: AuthorizationRequests,
    /// Consent.
    consents: Consents,
    /// Authorization codes.
    authorization_codes: AuthorizationCodes,
    /// Devices that wait to be signed in.
    device_authorizations: DeviceAuthorizations,
    /// Grants.
    grants: Grants,
    /// Opaque and revoked access tokens.
    access_tokens: AccessTokens,
    /// Assertions that clients have used.
    client_assertions: ClientAssertions,
    /// Proofs of possession that were used.
    dpop_proofs: DpopProofs,
    /// Clients that are to be told of an end.
    logout_notices: LogoutNotices,
    /// What the receivers of tenants are to be told.
    security_events: SecurityEvents,
    /// Who users are at other providers.
    linked_identities: LinkedIdentities,
    /// People as tokens tell of them.
    end_users: EndUsers,
    /// Signing keys.
    signing_keys: SigningKeys,
    /// Users as they are provisioned.
    user_store: UserStore,
    /// Groups.
    group_store: GroupStore,
    /// Requests of provisioners.
    request_counter: RequestCounter,
}

/// Makes one test of each suite. Takes the path of an async function that gives a new [`Harness`].
#[macro_export]
macro_rules! contract_suites {
    ($harness:path) => {
        $crate::contract_suites! {
            $harness: tenants tenant_registry relying_parties client_registry client_logos accounts accounts_managed invitations registrations
            device_links reset_links recovery_codes replacements addresses
            attempt_ledger audit_events blocks challenge_ledger credential_store sign_in_nonces sign_in_reports ceremonies passkeys sessions api_keys outbox
            pushed_requests authorization_requests consents authorization_codes device_authorizations grants access_tokens client_assertions dpop_proofs
            linked_identities logout_notices security_events signing_keys user_store group_store memberships scim_filters request_counter
        }
    };
    ($harness:path: $($suite:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $suite() {
                $crate::contract::$suite(&$harness().await).await;
            }
        )*
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryStore;

    struct InMemory(Ports);

    impl Harness for InMemory {
        fn ports(&self) -> &Ports {
            &self.0
        }
    }

    async fn in_memory() -> InMemory {
        InMemory(Ports::of(&Arc::new(MemoryStore::default())))
    }

    crate::contract_suites!(in_memory);
}
