//! The server's use cases over one store, with a tenant, an application and people.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use identity::attempts::AttemptLedger;
use identity::email_change::{AddressConfirmation, Addresses};
use identity::registration::{AcceptForm, Registration, Registrations};
use identity::reset::Resets;
use identity::sign_in::{Attempt, SignIn, SignInNonces, Visitor};
use identity::users::{NewUser, Users};
use identity::{Accounts, Invitations, Memberships, Sessions};
use kernel::audit::EventActor;
use kernel::{Actor, Clock, MacKey, PlainToken, Random, Timestamp};
use keyring::Keyring;
use oidc::{
    AccessTokens, AuthorizationCodes, AuthorizationRequests, ClientAssertions, Consents,
    DeviceAuthorizations, DpopNonces, DpopProofs, EndUsers, Grants, KeySets, Keyrings,
    LinkedIdentities, OpenIdProvider, PushedRequests, SigningKeys, Subjects,
};
use outbound::{OutboundClient, OutboundConfig};
use tenancy::{
    ClientRegistration, ClientRegistry, Registrar, RelyingParties, Remembered, SigningAlgorithm,
    Tenant, TenantRegistry, TenantSettings, Tenants,
};
use testkit::ManualClock;
use zkp_protocol::Purpose;
use zkp_protocol::prover::Place;
use zkp_protocol::verifier::{ChallengeLedger, CredentialStore, OprfSeed, Verifier};

use crate::operating_system::SystemRandom;
use crate::{Failure, Person};

/// The tenant that everything happens in.
pub(crate) const TENANT: &str = "acme";
/// Its application.
pub(crate) const CLIENT: &str = "app";
/// Where the application wants browsers back.
pub(crate) const REDIRECT_URI: &str = "https://app.example/callback";

const PUBLIC_URL: &str = "https://id.example";
/// When everything happens. The clock stands still, so what is remembered for seconds stays.
const NOW: Timestamp = Timestamp::from_seconds(1_750_000_000);

/// Every storage port.
pub(crate) trait Store:
    Tenants
    + TenantRegistry
    + RelyingParties
    + ClientRegistry
    + Accounts
    + Memberships
    + Sessions
    + Invitations
    + Registrations
    + Addresses
    + AttemptLedger
    + SignInNonces
    + ChallengeLedger
    + CredentialStore
    + AuthorizationRequests
    + Consents
    + AuthorizationCodes
    + Grants
    + AccessTokens
    + ClientAssertions
    + DpopProofs
    + DeviceAuthorizations
    + EndUsers
    + Resets
    + PushedRequests
    + LinkedIdentities
    + SigningKeys
    + 'static
{
}

impl<S> Store for S where
    S: Tenants
        + TenantRegistry
        + RelyingParties
        + ClientRegistry
        + Accounts
        + Memberships
        + Sessions
        + Invitations
        + Registrations
        + Addresses
        + AttemptLedger
        + SignInNonces
        + ChallengeLedger
        + CredentialStore
        + AuthorizationRequests
        + Consents
        + AuthorizationCodes
        + Grants
        + AccessTokens
        + ClientAssertions
        + DpopProofs
        + DeviceAuthorizations
        + EndUsers
        + Resets
        + PushedRequests
        + LinkedIdentities
        + SigningKeys
        + 'static
{
}

/// The use cases, wired as the service wires them.
pub(crate) struct Installation {
    pub(crate) tenant: Tenant,
    /// The application's secret.
    pub(crate) client_secret: PlainToken,
    pub(crate) visitor: Visitor,
    pub(crate) sign_in: SignIn,
    pub(crate) provider: OpenIdProvider,
    registration: Registration,
    users: Users,
}

impl Installation {
    /// An installation in an empty store: one tenant with default settings, and one confidential
    /// application whose tokens are signed with Ed25519.
    pub(crate) async fn over<S: Store>(
        store: Arc<S>,
        keyring: Arc<Keyring>,
    ) -> Result<Self, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(NOW));
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let seeds: Arc<dyn OprfSeed> = keyring;
        let keyrings = Arc::new(Keyrings::new(store.clone(), clock.clone()));
        let registrar = Registrar {
            tenants: store.clone(),
            tenant_registry: store.clone(),
            clients: store.clone(),
            client_registry: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
        };
        let (tenant, client_secret) = populate(&registrar, &keyrings).await?;
        let verifier = Arc::new(Verifier {
            origin: PUBLIC_URL.to_owned(),
            ledger: store.clone(),
            credentials: store.clone(),
            seeds: seeds.clone(),
            clock: clock.clone(),
            random: random.clone(),
        });
        let confirmation = AddressConfirmation {
            addresses: store.clone(),
            seeds: seeds.clone(),
            clock: clock.clone(),
            random: random.clone(),
        };
        let remembered = Arc::new(Remembered::new(store.clone(), clock.clone()));
        let outbound = OutboundClient::new(&OutboundConfig::default())?;
        Ok(Self {
            tenant,
            client_secret,
            visitor: Visitor {
                address: IpAddr::V4(Ipv4Addr::LOCALHOST),
                language: None,
                user_agent: Some("Benchmark/1".to_owned()),
                device: None,
            },
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
            users: Users {
                tenants: store.clone(),
                accounts: store.clone(),
                memberships: store.clone(),
                invitations: store.clone(),
                clock: clock.clone(),
                random: random.clone(),
                public_url: PUBLIC_URL.to_owned(),
            },
            provider: OpenIdProvider {
                public_url: PUBLIC_URL.parse()?,
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
                dpop_nonces: DpopNonces::new(MacKey::from_bytes([7; 32])),
                subjects: Subjects::new(MacKey::from_bytes([8; 32])),
                linked_identities: store.clone(),
                end_users: store,
                key_sets: Arc::new(KeySets::new(Arc::new(outbound), clock.clone())),
                keyrings,
                clock,
                random,
            },
        })
    }

    /// Invites a person, who accepts.
    pub(crate) async fn enrol(&self, person: &Person) -> Result<(), Failure> {
        let new = NewUser {
            username: person.username.clone(),
            email: format!("{}@example.com", person.username),
            ..NewUser::default()
        };
        let (operator, tenant) = (Actor::operator(), &self.tenant.id);
        let created = self.users.create(&operator, tenant, new).await?;
        let link = created.invitation.ok_or("nobody was invited")?;
        let (_, code) = link
            .split_once("#code=")
            .ok_or("an invitation has no code")?;
        let attempt = Attempt {
            tenant: &self.tenant,
            request: None,
            account: None,
            visitor: &self.visitor,
        };
        let username = person.username.as_str();
        let (begin, cipher_key) = person.begin(Self::place(None), Purpose::Enrol)?;
        let answer = self.sign_in.begin(&attempt, username, &cipher_key).await?;
        let opened = begin.open(answer.proto_version, &answer.challenge_data)?;
        let form = AcceptForm {
            code,
            username,
            encrypted_commitment: &person.commit(opened, code)?,
            proto_version: answer.proto_version,
            is_picture_alone: false,
            recovery_code: None,
            passkey_nonce: None,
        };
        self.registration.accept(&attempt, &form).await?;
        Ok(())
    }

    /// Where a person is who signs in to this installation itself.
    pub(crate) fn place(auth_req_id: Option<&str>) -> Place {
        Place {
            tenant: TENANT.to_owned(),
            origin: PUBLIC_URL.to_owned(),
            auth_req_id: auth_req_id.map(str::to_owned),
        }
    }
}

async fn populate(
    registrar: &Registrar,
    keyrings: &Keyrings,
) -> Result<(Tenant, PlainToken), Failure> {
    let actor = Actor::operator();
    let tenant = registrar
        .create_tenant(&actor, TENANT.parse()?, TenantSettings::default())
        .await?;
    keyrings.ensure(&tenant.id, EventActor::Operator).await?;
    let registration = ClientRegistration {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        sing_alg: SigningAlgorithm::EdDsa,
        ..ClientRegistration::new(CLIENT.parse()?, "Application")
    };
    let (_, secret) = registrar
        .register_client(&actor, tenant.id.clone(), registration)
        .await?;
    Ok((tenant, secret.ok_or("the application got no secret")?))
}
