//! The use cases over the store in memory.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::web;
use async_trait::async_trait;
use http_api::{Api, Countries, Readiness, Settings, TrustedProxies};
use identity::admin::Operator;
use identity::api_key::{ApiKeyAuthentication, ApiKeyManagement};
use identity::attempts::BlockManagement;
use identity::audit_log::AuditLog;
use identity::change::CredentialChange;
use identity::device_link::DeviceLinking;
use identity::email_change::{AddressConfirmation, EmailChange};
use identity::passkey::{PasskeyRegistration, PasskeySignIn, WebAuthn};
use identity::recovery_code::RecoveryCodeManagement;
use identity::registration::Registration;
use identity::reset::ResetRequests;
use identity::sessions::SessionManagement;
use identity::sign_in::SignIn;
use identity::sign_in_quality::SignInStatistics;
use identity::users::Users;
use kernel::{Clock, Random, StorageError, Timestamp};
use provisioning::Provisioning;
use tenancy::Registrar;
use testkit::{
    FixedKeys, ManualClock, MemoryStore, NoAuthenticators, SeededRandom, open_id_provider,
};
use zkp_protocol::verifier::{OprfSeed, Verifier};

use super::{PUBLIC_URL, TestApp};

#[expect(clippy::too_many_lines, reason = "a list of use cases")]
pub(super) fn over_memory(now: Timestamp) -> TestApp {
    let store = Arc::new(MemoryStore::default());
    let manual = Arc::new(ManualClock::at(now));
    let clock: Arc<dyn Clock> = manual.clone();
    let random: Arc<dyn Random> = Arc::new(SeededRandom::new(1));
    let seeds: Arc<dyn OprfSeed> = Arc::new(FixedKeys);
    let verifier = Arc::new(Verifier {
        origin: PUBLIC_URL.to_owned(),
        ledger: store.clone(),
        credentials: store.clone(),
        seeds: seeds.clone(),
        clock: clock.clone(),
        random: random.clone(),
    });
    let provider = open_id_provider(PUBLIC_URL, &store, clock.clone(), random.clone());
    let keyrings = provider.keyrings.clone();
    let registrar = Registrar {
        tenants: store.clone(),
        tenant_registry: store.clone(),
        clients: store.clone(),
        client_registry: store.clone(),
        clock: clock.clone(),
        random: random.clone(),
    };
    let webauthn: Arc<dyn WebAuthn> = Arc::new(NoAuthenticators);
    let confirmation = AddressConfirmation {
        addresses: store.clone(),
        seeds: seeds.clone(),
        clock: clock.clone(),
        random: random.clone(),
    };
    let api = Api {
        settings: Settings {
            public_url: PUBLIC_URL.to_owned(),
            trusted_proxies: TrustedProxies::default(),
        },
        tenants: store.clone(),
        sign_in: SignIn {
            verifier: verifier.clone(),
            seeds: seeds.clone(),
            ledger: store.clone(),
            nonces: store.clone(),
            sessions: store.clone(),
            accounts: store.clone(),
            confirmation: confirmation.clone(),
            clock: clock.clone(),
            random: random.clone(),
        },
        recovery_codes: RecoveryCodeManagement {
            codes: store.clone(),
            accounts: store.clone(),
            seeds: seeds.clone(),
            clock: clock.clone(),
            random: random.clone(),
        },
        credential_change: CredentialChange {
            verifier: verifier.clone(),
            seeds: seeds.clone(),
            ledger: store.clone(),
            credentials: store.clone(),
            accounts: store.clone(),
            clock: clock.clone(),
        },
        email_change: EmailChange {
            verifier: verifier.clone(),
            seeds: seeds.clone(),
            ledger: store.clone(),
            accounts: store.clone(),
            confirmation: confirmation.clone(),
        },
        registration: Registration {
            verifier,
            seeds: seeds.clone(),
            ledger: store.clone(),
            registrations: store.clone(),
            invitations: store.clone(),
            resets: store.clone(),
            nonces: store.clone(),
            accounts: store.clone(),
            confirmation: confirmation.clone(),
            clock: clock.clone(),
            random: random.clone(),
        },
        reset_requests: ResetRequests {
            resets: store.clone(),
            accounts: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
            public_url: PUBLIC_URL.to_owned(),
        },
        device_linking: DeviceLinking {
            links: store.clone(),
            accounts: store.clone(),
            seeds: seeds.clone(),
            clock: clock.clone(),
            random: random.clone(),
            public_url: PUBLIC_URL.to_owned(),
        },
        passkey_registration: PasskeyRegistration {
            webauthn: webauthn.clone(),
            ceremonies: store.clone(),
            passkeys: store.clone(),
            accounts: store.clone(),
            tenants: store.clone(),
            seeds: seeds.clone(),
            clock: clock.clone(),
        },
        passkey_sign_in: PasskeySignIn {
            webauthn,
            ceremonies: store.clone(),
            passkeys: store.clone(),
            accounts: store.clone(),
            confirmation: confirmation.clone(),
            ledger: store.clone(),
            seeds: seeds.clone(),
            clock: clock.clone(),
            random: random.clone(),
        },
        api_key_authentication: ApiKeyAuthentication {
            api_keys: store.clone(),
            tenants: store.clone(),
            accounts: store.clone(),
            memberships: store.clone(),
            clock: clock.clone(),
        },
        api_keys: ApiKeyManagement {
            tenants: store.clone(),
            api_keys: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
        },
        sessions: SessionManagement {
            sessions: store.clone(),
            accounts: store.clone(),
            clock: clock.clone(),
        },
        blocks: BlockManagement {
            tenants: store.clone(),
            accounts: store.clone(),
            blocks: store.clone(),
            seeds,
            clock: clock.clone(),
        },
        audit_log: AuditLog {
            events: store.clone(),
            clock: clock.clone(),
        },
        sign_in_statistics: SignInStatistics {
            reports: store.clone(),
            events: store.clone(),
            clock: clock.clone(),
        },
        countries: Arc::new(Nowhere),
        users: Users {
            tenants: store.clone(),
            accounts: store.clone(),
            memberships: store.clone(),
            invitations: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
            public_url: PUBLIC_URL.to_owned(),
        },
        registrar: registrar.clone(),
        provisioning: Provisioning {
            users: store.clone(),
            groups: store.clone(),
            requests: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
            public_url: PUBLIC_URL.to_owned(),
            requests_per_minute: 200,
        },
        provider,
        readiness: Arc::new(Ready),
    };
    TestApp {
        api: web::Data::new(api),
        clock: manual,
        registrar: registrar.clone(),
        operator: Operator {
            tenants: store.clone(),
            accounts: store.clone(),
            invitations: store.clone(),
            api_keys: store.clone(),
            clock,
            random,
            public_url: PUBLIC_URL.to_owned(),
        },
        keyrings,
        outbox: store,
    }
}

/// An operator without a file of countries.
struct Nowhere;

impl Countries for Nowhere {
    fn country_of(&self, _: IpAddr) -> Option<String> {
        None
    }
}

/// Memory is always there.
struct Ready;

#[async_trait]
impl Readiness for Ready {
    async fn check(&self) -> Result<(), StorageError> {
        Ok(())
    }
}
