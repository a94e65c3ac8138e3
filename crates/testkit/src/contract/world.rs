//! What a scenario starts from.

use std::future::Future;
use std::time::Duration;

use identity::attempts::NameKey;
use identity::audit_log::{EventFilter, EventWindow};
use identity::sign_in::{Refund, SignInNonce, Telemetry};
use identity::{
    Acceptance, Account, Invitation, KnownDevice, NewAccount, Session, SessionStart, Welcome,
};
use kernel::audit::EventKind;
use kernel::{AuditEvent, Random, TenantId, Timestamp, UserId};
use tenancy::RelyingParty;
use zkp_protocol::{Credential, Handle};

use super::{Harness, Ports};
use crate::{SeededRandom, sample};

/// Two tenants, each with a client; the first with an account. Every scenario has tenants of its own.
pub struct World<'a> {
    harness: &'a dyn Harness,
    /// The tenant that it is about.
    pub tenant: TenantId,
    /// Another one, which must never be seen from the first.
    pub other: TenantId,
    /// An account of the tenant: ada.
    pub ada: Account,
    /// A client of the tenant.
    pub client: RelyingParty,
    /// The present moment.
    pub now: Timestamp,
    random: SeededRandom,
}

/// Consumers that try at the same time.
pub(super) const RACERS: usize = 32;

impl<'a> World<'a> {
    /// A world whose tenants are named after the scenario.
    pub async fn of(harness: &'a dyn Harness, scenario: &str) -> Self {
        let now = Timestamp::from_seconds(1_800_000_000);
        let seed = scenario.bytes().fold(7_u64, |seed, byte| {
            seed.wrapping_mul(31).wrapping_add(byte.into())
        });
        let random = SeededRandom::new(seed);
        let tenant = sample::tenant(scenario, now);
        let other = sample::tenant(&format!("{scenario}-other"), now);
        let client = sample::client(&tenant.id, "app", now, &random);
        let ada = sample::account(&tenant.id, "Ada", now, &random);
        let world = Self {
            harness,
            tenant: tenant.id.clone(),
            other: other.id.clone(),
            ada,
            client,
            now,
            random,
        };
        for tenant in [&tenant, &other] {
            let event = sample::event(&tenant.id, EventKind::TenantCreated, now);
            assert!(world.ports().tenants.create(tenant, &event).await.unwrap());
            let client = RelyingParty {
                tenant_id: tenant.id.clone(),
                ..world.client.clone()
            };
            let event = sample::event(&tenant.id, EventKind::ClientCreated, now);
            let clients = &world.ports().relying_parties;
            assert!(clients.register(&client, &event).await.unwrap());
        }
        assert!(world.create(&world.ada).await);
        world
    }

    /// The adapter.
    pub fn ports(&self) -> &Ports {
        self.harness.ports()
    }

    /// Randomness of this world.
    pub fn random(&self) -> &dyn Random {
        &self.random
    }

    /// The moment that many seconds from now.
    pub fn later(&self, seconds: u64) -> Timestamp {
        self.now.plus(Duration::from_secs(seconds))
    }

    /// An event of that kind in the tenant.
    pub fn event(&self, kind: EventKind) -> AuditEvent {
        sample::event(&self.tenant, kind, self.now)
    }

    /// How many events of that kind the audit log holds of the tenant, and of no other.
    pub async fn recorded(&self, kind: EventKind) -> usize {
        let window = EventWindow {
            is_descending: true,
            behind: None,
            limit: 10_000,
        };
        let (log, all) = (&self.ports().audit_events, EventFilter::default());
        let events = log.read(&self.tenant, &all, window).await.unwrap();
        assert!(events.iter().all(|event| event.tenant_id == self.tenant));
        let of_kind: Vec<_> = events
            .into_iter()
            .filter(|event| event.kind == kind)
            .collect();
        for event in &of_kind {
            assert_eq!(*event, sample::event(&self.tenant, kind, event.at));
        }
        of_kind.len()
    }

    /// Creates an account with an invitation for its person.
    pub async fn create(&self, account: &Account) -> bool {
        let invitation = sample::invitation(account, self.random());
        self.create_with(account, &invitation).await
    }

    /// An invitation for an account that is there already. New accounts alone come with invitations,
    /// so it goes along with somebody else's.
    pub async fn invite(&self, account: &Account) -> Invitation {
        let invitation = sample::invitation(account, self.random());
        let name = UserId::generate(self.random())
            .as_str()
            .replace(['-', '~'], "_");
        let companion = sample::account(&account.tenant_id, &name, self.now, self.random());
        assert!(self.create_with(&companion, &invitation).await);
        invitation
    }

    /// Gives an account a new credential.
    pub async fn enrol(&self, account: &Account) -> Credential {
        let invitation = self.invite(account).await;
        let credential = sample::credential(self.random());
        let acceptance = Acceptance {
            tenant_id: &account.tenant_id,
            code: &invitation.code,
            user_id: &account.user_id,
            credential: &credential,
            device: &self.device(),
            now: self.now,
        };
        let event = self.event(EventKind::CredentialEnrolled);
        let invitations = &self.ports().invitations;
        assert!(invitations.accept(acceptance, &event).await.unwrap());
        credential
    }

    async fn create_with(&self, account: &Account, invitation: &Invitation) -> bool {
        let welcome = Welcome {
            invitation: invitation.clone(),
            mail: sample::mail(account, "code"),
            link: String::new(),
        };
        let new = NewAccount {
            account,
            welcome: Some(&welcome),
        };
        let event = sample::event(&account.tenant_id, EventKind::UserCreated, self.now);
        self.ports().accounts.create(new, &event).await.unwrap()
    }

    /// A device of ada's that is about to be known.
    pub fn device(&self) -> KnownDevice {
        let name = NameKey::from_bytes(self.random().bytes());
        sample::device(name, self.now, self.random())
    }

    /// A started session of ada's.
    pub async fn signed_in(&self) -> Session {
        let nonce = sample::nonce(&self.ada, self.now, self.random());
        self.issue(&nonce).await;
        let session = sample::session(&self.ada, self.now, self.random());
        let start = SessionStart {
            session: &session,
            nonce: &nonce.token,
            device: &self.device(),
            browser: sample::browser_change(self.random()),
            replaces: None,
        };
        let event = self.event(EventKind::SessionStarted);
        assert!(self.ports().sessions.start(start, &event).await.unwrap());
        session
    }

    /// Issues a nonce that refunds nothing.
    pub async fn issue(&self, nonce: &SignInNonce) {
        let proved = self.credential_of(nonce).await;
        self.issue_for(&proved, nonce).await;
    }

    /// The handle of the credential of the account that a nonce is for, which it is given if it has none.
    pub async fn credential_of(&self, nonce: &SignInNonce) -> Handle {
        let (ports, tenant) = (self.ports(), &nonce.tenant_id);
        let account = ports.accounts.find(tenant, &nonce.user_id).await;
        let account = account.unwrap().unwrap();
        let name = account.username.folded();
        let served = ports.credential_store.served_to(tenant, &name).await;
        match served.unwrap() {
            Some(owned) => owned.credential.handle,
            None => self.enrol(&account).await.handle,
        }
    }

    /// Issues a nonce to whoever proved that credential, which refunds nothing.
    pub async fn issue_for(&self, proved: &Handle, nonce: &SignInNonce) {
        let refund = Refund {
            name: nonce.name,
            browser: nonce.browser,
            device: None,
        };
        let telemetry = Telemetry::default();
        let event = self.event(EventKind::SignInProved);
        let nonces = &self.ports().sign_in_nonces;
        let issued = nonces.issue(nonce, proved, &refund, &telemetry, &event);
        assert!(issued.await.unwrap());
    }

    /// Runs 32 of `racer` at the same time and returns what each of them got.
    pub async fn race<T, Racer>(&self, racer: impl Fn(Ports, usize) -> Racer) -> Vec<T>
    where
        T: Send + 'static,
        Racer: Future<Output = T> + Send + 'static,
    {
        let start = |index| tokio::spawn(racer(self.ports().clone(), index));
        let racers: Vec<_> = (0..RACERS).map(start).collect();
        let mut results = Vec::new();
        for racer in racers {
            results.push(racer.await.unwrap());
        }
        results
    }
}
