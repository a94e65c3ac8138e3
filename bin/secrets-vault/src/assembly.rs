//! The wiring: which adapter stands behind which port.

use std::sync::Arc;

use http_api::Api;
use identity::admin::Operator;
use identity::api_key::{ApiKeyAuthentication, ApiKeyManagement};
use identity::attempts::BlockManagement;
use identity::audit_log::AuditLog;
use identity::change::CredentialChange;
use identity::device_link::DeviceLinking;
use identity::email_change::{AddressConfirmation, EmailChange};
use identity::mail::Outbox;
use identity::passkey::{PasskeyRegistration, PasskeySignIn, WebAuthn};
use identity::recovery_code::RecoveryCodeManagement;
use identity::registration::Registration;
use identity::reset::ResetRequests;
use identity::sessions::SessionManagement;
use identity::sign_in::SignIn;
use identity::sign_in_quality::SignInStatistics;
use identity::users::Users;
use oidc::{DpopNonces, KeySets, Keyrings, OpenIdProvider, Subjects};
use pages::{Pages, Site};
use provisioning::Provisioning;
use tenancy::{Registrar, Remembered, Tenants};
use url::Url;
use webauthn::Authenticators;
use zkp_protocol::verifier::{OprfSeed, Verifier};

use crate::Failure;
use crate::adapters::{Adapters, StoreReadiness};
use crate::config::Settings;
use crate::countries::CountryFile;
use crate::storage::Storage;

/// Everything behind the HTTP surface.
pub(crate) fn api(
    settings: &Settings,
    adapters: &Adapters,
    public_url: &str,
) -> Result<Api, Failure> {
    let Adapters {
        store,
        keyring,
        clock,
        random,
        ..
    } = adapters;
    let seeds: Arc<dyn OprfSeed> = keyring.clone();
    let public_url = Url::parse(public_url)?;
    let remembered = Arc::new(Remembered::new(store.clone(), clock.clone()));
    let verifier = Arc::new(Verifier {
        origin: public_url.origin().ascii_serialization(),
        ledger: store.clone(),
        credentials: store.clone(),
        seeds: seeds.clone(),
        clock: clock.clone(),
        random: random.clone(),
    });
    let confirmation = confirmation(adapters);
    let (passkey_registration, passkey_sign_in) = passkeys(adapters, &remembered, &public_url)?;
    Ok(Api {
        settings: http_api::Settings {
            public_url: public_url.as_str().trim_end_matches('/').to_owned(),
            trusted_proxies: settings.http.trusted_proxies()?,
        },
        tenants: remembered.clone(),
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
        recovery_codes: recovery_codes(adapters),
        credential_change: credential_change(adapters, &verifier),
        email_change: email_change(adapters, &verifier),
        registration: Registration {
            verifier,
            seeds,
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
        reset_requests: reset_requests(adapters, public_url.as_str()),
        device_linking: device_linking(adapters, public_url.as_str()),
        passkey_registration,
        passkey_sign_in,
        api_key_authentication: ApiKeyAuthentication {
            api_keys: store.clone(),
            tenants: remembered.clone(),
            accounts: store.clone(),
            memberships: store.clone(),
            clock: clock.clone(),
        },
        api_keys: ApiKeyManagement {
            tenants: remembered.clone(),
            api_keys: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
        },
        sessions: SessionManagement {
            sessions: store.clone(),
            accounts: store.clone(),
            clock: clock.clone(),
        },
        blocks: blocks(adapters, remembered.clone()),
        audit_log: audit_log(adapters),
        sign_in_statistics: SignInStatistics {
            reports: store.clone(),
            events: store.clone(),
            clock: clock.clone(),
        },
        countries: Arc::new(CountryFile::open(&settings.geo.country_file)?),
        users: users(adapters, remembered.clone(), public_url.as_str()),
        provisioning: provisioning(settings, adapters, public_url.as_str()),
        registrar: registrar(adapters),
        provider: provider(adapters, remembered, public_url),
        readiness: Arc::new(StoreReadiness(store.clone())),
    })
}

/// Who lists and lifts blocks.
fn blocks(adapters: &Adapters, tenants: Arc<dyn Tenants>) -> BlockManagement {
    BlockManagement {
        tenants,
        accounts: adapters.store.clone(),
        blocks: adapters.store.clone(),
        seeds: adapters.keyring.clone(),
        clock: adapters.clock.clone(),
    }
}

/// Who keeps what other systems say about users and groups.
fn provisioning(settings: &Settings, adapters: &Adapters, public_url: &str) -> Provisioning {
    Provisioning {
        users: adapters.store.clone(),
        groups: adapters.store.clone(),
        requests: adapters.store.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
        public_url: public_url.trim_end_matches('/').to_owned(),
        requests_per_minute: settings.scim.requests_per_minute,
    }
}

/// Who asks for addresses to be confirmed.
fn confirmation(adapters: &Adapters) -> AddressConfirmation {
    AddressConfirmation {
        addresses: adapters.store.clone(),
        seeds: adapters.keyring.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
    }
}

/// Who draws recovery codes.
fn recovery_codes(adapters: &Adapters) -> RecoveryCodeManagement {
    RecoveryCodeManagement {
        codes: adapters.store.clone(),
        accounts: adapters.store.clone(),
        seeds: adapters.keyring.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
    }
}

/// Who puts another picture in place of the one that is proved.
fn credential_change(adapters: &Adapters, verifier: &Arc<Verifier>) -> CredentialChange {
    CredentialChange {
        verifier: verifier.clone(),
        seeds: adapters.keyring.clone(),
        ledger: adapters.store.clone(),
        credentials: adapters.store.clone(),
        accounts: adapters.store.clone(),
        clock: adapters.clock.clone(),
    }
}

/// Who gives accounts other addresses.
fn email_change(adapters: &Adapters, verifier: &Arc<Verifier>) -> EmailChange {
    EmailChange {
        verifier: verifier.clone(),
        seeds: adapters.keyring.clone(),
        ledger: adapters.store.clone(),
        accounts: adapters.store.clone(),
        confirmation: confirmation(adapters),
    }
}

/// Who has links mailed that make a browser known.
fn device_linking(adapters: &Adapters, public_url: &str) -> DeviceLinking {
    DeviceLinking {
        links: adapters.store.clone(),
        accounts: adapters.store.clone(),
        seeds: adapters.keyring.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
        public_url: public_url.trim_end_matches('/').to_owned(),
    }
}

/// Who has links mailed by which another picture is chosen.
fn reset_requests(adapters: &Adapters, public_url: &str) -> ResetRequests {
    ResetRequests {
        resets: adapters.store.clone(),
        accounts: adapters.store.clone(),
        clock: adapters.clock.clone(),
        random: adapters.random.clone(),
        public_url: public_url.trim_end_matches('/').to_owned(),
    }
}

/// How passkeys are added and how they sign in.
fn passkeys(
    adapters: &Adapters,
    tenants: &Arc<Remembered<dyn Storage>>,
    public_url: &Url,
) -> Result<(PasskeyRegistration, PasskeySignIn), Failure> {
    let Adapters {
        store,
        keyring,
        clock,
        random,
        ..
    } = adapters;
    let webauthn: Arc<dyn WebAuthn> = Arc::new(Authenticators::of(public_url)?);
    let registration = PasskeyRegistration {
        webauthn: webauthn.clone(),
        ceremonies: store.clone(),
        passkeys: store.clone(),
        accounts: store.clone(),
        tenants: tenants.clone(),
        seeds: keyring.clone(),
        clock: clock.clone(),
    };
    let sign_in = PasskeySignIn {
        webauthn,
        ceremonies: store.clone(),
        passkeys: store.clone(),
        accounts: store.clone(),
        confirmation: confirmation(adapters),
        ledger: store.clone(),
        seeds: keyring.clone(),
        clock: clock.clone(),
        random: random.clone(),
    };
    Ok((registration, sign_in))
}

/// The OpenID Provider of every tenant.
fn provider(
    adapters: &Adapters,
    remembered: Arc<Remembered<dyn Storage>>,
    public_url: Url,
) -> OpenIdProvider {
    let Adapters {
        store,
        keyring,
        clock,
        random,
        outbound,
    } = adapters;
    OpenIdProvider {
        public_url,
        tenants: remembered.clone(),
        clients: remembered,
        memberships: store.clone(),
        sessions: store.clone(),
        pushed_requests: store.clone(),
        requests: store.clone(),
        consents: store.clone(),
        codes: store.clone(),
        device_authorizations: store.clone(),
        grants: store.clone(),
        access_tokens: store.clone(),
        assertions: store.clone(),
        dpop_proofs: store.clone(),
        dpop_nonces: DpopNonces::new(keyring.dpop_nonces()),
        subjects: Subjects::new(keyring.subjects()),
        linked_identities: store.clone(),
        end_users: store.clone(),
        key_sets: Arc::new(KeySets::new(outbound.clone(), clock.clone())),
        keyrings: Arc::new(keyrings(adapters)),
        clock: clock.clone(),
        random: random.clone(),
    }
}

/// The pages, over the use cases of the API, with one that shows the mails if it `has_mailbox`.
pub(crate) fn pages(api: &Api, adapters: &Adapters, has_mailbox: bool) -> Pages {
    let provider = api.provider.clone();
    Pages {
        site: Site::at(provider.public_url.clone()),
        trusted_proxies: api.settings.trusted_proxies.clone(),
        passkeys: api.passkey_registration.clone(),
        reset_requests: api.reset_requests.clone(),
        recovery_codes: api.recovery_codes.clone(),
        mailbox: has_mailbox.then(|| adapters.store.clone() as Arc<dyn Outbox>),
        tenants: api.tenants.clone(),
        logos: adapters.store.clone(),
        clock: provider.clock.clone(),
        random: provider.random.clone(),
        provider,
    }
}

/// Who creates tenants and registers clients.
pub(crate) fn registrar(adapters: &Adapters) -> Registrar {
    let Adapters {
        store,
        clock,
        random,
        ..
    } = adapters;
    Registrar {
        tenants: store.clone(),
        tenant_registry: store.clone(),
        clients: store.clone(),
        client_registry: store.clone(),
        clock: clock.clone(),
        random: random.clone(),
    }
}

/// Who manages users.
pub(crate) fn users(adapters: &Adapters, tenants: Arc<dyn Tenants>, public_url: &str) -> Users {
    let Adapters {
        store,
        clock,
        random,
        ..
    } = adapters;
    Users {
        tenants,
        accounts: store.clone(),
        memberships: store.clone(),
        invitations: store.clone(),
        clock: clock.clone(),
        random: random.clone(),
        public_url: public_url.trim_end_matches('/').to_owned(),
    }
}

/// Who reads the audit log.
pub(crate) fn audit_log(adapters: &Adapters) -> AuditLog {
    AuditLog {
        events: adapters.store.clone(),
        clock: adapters.clock.clone(),
    }
}

/// The signing keys of all tenants.
pub(crate) fn keyrings(adapters: &Adapters) -> Keyrings {
    Keyrings::new(adapters.store.clone(), adapters.clock.clone())
}

/// What the operator does from the command line.
pub(crate) fn operator(adapters: &Adapters, public_url: &str) -> Operator {
    let Adapters {
        store,
        clock,
        random,
        ..
    } = adapters;
    Operator {
        tenants: store.clone(),
        accounts: store.clone(),
        invitations: store.clone(),
        api_keys: store.clone(),
        clock: clock.clone(),
        random: random.clone(),
        public_url: public_url.to_owned(),
    }
}
