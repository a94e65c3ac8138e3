//! Every storage port in memory: one lock around plain lists, so that each method is one step.
//!
//! It says what the ports mean in the plainest code there is, for tests that need a store and not a
//! database. Nothing is sealed and nothing is ever swept.

mod access_tokens;
mod accounts;
mod addresses;
mod attempt_ledger;
mod audit_log;
mod authorization_codes;
mod blocks;
mod client_logos;
mod consents;
mod credentials;
mod device_authorizations;
mod device_links;
mod grants;
mod identity;
mod invitations;
mod logout_notices;
mod outbox;
mod passkeys;
mod provisioning;
mod recovery_codes;
mod registrations;
mod registries;
mod replacements;
mod reset_links;
mod security_events;
mod sessions;
mod sign_in_reports;
mod tenancy;

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ::identity::api_key::ApiKey;
use ::identity::attempts::{AddressBudget, NameBudget, NameKey};
use ::identity::device_link::DeviceLink;
use ::identity::mail::{Mail, MailState, StoredMail};
use ::identity::passkey::{Ceremony, Passkey};
use ::identity::recovery_code::RecoveryCodeMac;
use ::identity::registration::PendingRegistration;
use ::identity::sign_in::SignInNonce;
use ::identity::sign_in_quality::ErrorRate;
use ::identity::{Account, Invitation, KnownDevice, Session};
use ::tenancy::{ClientRecord, TenantRecord};
use kernel::{AuditEvent, ClientId, FoldedName, TenantId, Timestamp, TokenHash, UserId};
use oidc::{
    AuthorizationCode, AuthorizationRequest, Consent, ForeignIdentity, Grant, GrantId,
    LogoutNotice, OpaqueToken, PushedRequest, RefreshToken, SigningKey,
};
use zkp_protocol::verifier::{OpenChallenge, OwnedCredential};

/// Every storage port, in memory.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<State>);

impl MemoryStore {
    /// What happened in a tenant, newest first.
    pub fn audit_events(&self, tenant: &TenantId) -> Vec<AuditEvent> {
        let state = self.state();
        let of_tenant = state
            .events
            .iter()
            .filter(|event| event.tenant_id == *tenant);
        of_tenant.rev().cloned().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
struct State {
    tenants: Vec<TenantRecord>,
    administered: HashSet<TenantId>,
    clients: Vec<ClientRecord>,
    logos: client_logos::Logos,
    accounts: Vec<Account>,
    noticed: HashMap<(TenantId, UserId), Timestamp>,
    credentials: Vec<(TenantId, OwnedCredential)>,
    challenges: Vec<OpenChallenge>,
    addresses: HashMap<(TenantId, IpAddr), AddressBudget>,
    names: HashMap<(TenantId, NameKey), NameBudget>,
    begins: HashMap<(TenantId, TokenHash, NameKey), u32>,
    devices: Vec<Device>,
    device_links: Vec<(DeviceLink, bool)>,
    reset_links: Vec<reset_links::MailedLink>,
    address_codes: Vec<addresses::MailedCode>,
    recovery_codes: Vec<(TenantId, UserId, RecoveryCodeMac)>,
    nonces: Vec<SignInNonce>,
    reports: Vec<(TenantId, Timestamp, ErrorRate)>,
    ceremonies: Vec<Ceremony>,
    passkeys: Vec<Passkey>,
    sessions: Vec<Session>,
    requests: Vec<Request>,
    pending: Vec<Pending>,
    invitations: Vec<Invitation>,
    api_keys: Vec<ApiKey>,
    mails: Vec<StoredMail>,
    pushed_requests: Vec<PushedRequest>,
    authorization_requests: Vec<AuthorizationRequest>,
    consents: Vec<Consent>,
    codes: Vec<(AuthorizationCode, Option<GrantId>)>,
    waiting_devices: Vec<device_authorizations::Device>,
    grants: Vec<Grant>,
    refresh_tokens: Vec<(RefreshToken, Option<Use>)>,
    access_tokens: Vec<OpaqueToken>,
    revoked_tokens: HashSet<(TenantId, TokenHash)>,
    assertions: HashSet<(TenantId, ClientId, TokenHash)>,
    proofs: HashSet<(TenantId, TokenHash)>,
    notices: Vec<(LogoutNotice, Timestamp)>,
    noticed_logouts: i64,
    told: security_events::Waiting,
    linked_identities: HashMap<(TenantId, ForeignIdentity), UserId>,
    signing_keys: Vec<(TenantId, SigningKey)>,
    provisioned: provisioning::Provisioned,
    events: Vec<AuditEvent>,
}

/// A known device and its unfinished begins.
#[derive(Debug)]
struct Device {
    tenant: TenantId,
    owner: UserId,
    known: KnownDevice,
    unfinished: u32,
}

/// A request to register, as it is counted.
#[derive(Debug)]
struct Request {
    tenant: TenantId,
    email: FoldedName,
    network: IpAddr,
    at: Timestamp,
}

/// A registration that waits for its code.
#[derive(Debug)]
struct Pending {
    registration: PendingRegistration,
    tries: u32,
    is_confirmable: bool,
}

/// How a refresh token was used.
#[derive(Debug)]
struct Use {
    at: Timestamp,
    successor: TokenHash,
    sealed: Vec<u8>,
}

impl State {
    fn record(&mut self, event: &AuditEvent) {
        self.events.push(event.clone());
    }

    fn send(&mut self, mail: &Mail) {
        let id = i64::try_from(self.mails.len()).unwrap() + 1;
        self.mails.push(StoredMail {
            id,
            key: format!("mail-{id}"),
            mail: mail.clone(),
            state: MailState::Waiting(mail.written_at),
            attempts: 0,
            failure: None,
        });
    }

    fn know(&mut self, tenant: &TenantId, owner: &UserId, device: &KnownDevice) {
        self.devices.push(Device {
            tenant: tenant.clone(),
            owner: owner.clone(),
            known: device.clone(),
            unfinished: 0,
        });
    }

    fn is_taken(&self, account: &Account) -> bool {
        self.accounts.iter().any(|known| {
            known.tenant_id == account.tenant_id
                && (known.user_id == account.user_id
                    || known.username.folded() == account.username.folded()
                    || known.email.folded() == account.email.folded())
        })
    }

    fn enrol(&mut self, tenant: &TenantId, credential: OwnedCredential) {
        self.credentials
            .retain(|(owner, known)| owner != tenant || known.user != credential.user);
        self.credentials.push((tenant.clone(), credential));
    }
}

/// Takes the first element that is wanted out of a list.
fn take<T>(list: &mut Vec<T>, is_wanted: impl FnMut(&T) -> bool) -> Option<T> {
    let index = list.iter().position(is_wanted)?;
    Some(list.remove(index))
}
