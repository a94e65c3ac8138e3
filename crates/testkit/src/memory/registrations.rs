//! Registrations.

use std::time::Duration;

use async_trait::async_trait;
use identity::mail::{Mail, MailContent};
use identity::registration::{
    CODE_TRIES, ConfirmOutcome, DAILY_PER_ADDRESS, DAILY_PER_MAILBOX, PendingRegistration,
    RegistrationMails, Registrations, RequestOutcome,
};
use identity::{Account, Guest, Invitation, KnownDevice};
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp, TokenHash};
use zkp_protocol::verifier::OwnedCredential;

use super::{MemoryStore, Pending, Request, State, take};

const DAY: Duration = Duration::from_hours(24);

#[async_trait]
impl Registrations for MemoryStore {
    async fn request(
        &self,
        pending: &PendingRegistration,
        mails: &RegistrationMails,
        requested: &AuditEvent,
        refused: &AuditEvent,
    ) -> Result<RequestOutcome, StorageError> {
        let mut state = self.state();
        if let Some(until) = state.limit(pending) {
            return Ok(RequestOutcome::Limited(until));
        }
        state.requests.push(Request {
            tenant: pending.tenant_id.clone(),
            email: pending.email.folded(),
            network: pending.network,
            at: pending.requested_at,
        });
        let is_taken = state.accounts.iter().any(|account| {
            account.tenant_id == pending.tenant_id
                && (account.username.folded() == pending.username.folded()
                    || account.email.folded() == pending.email.folded())
        });
        state.pending.push(Pending {
            registration: pending.clone(),
            tries: 0,
            is_confirmable: !is_taken,
        });
        if is_taken {
            state.warn_owner(pending);
            state.send(&mails.taken);
            state.record(refused);
            Ok(RequestOutcome::Taken)
        } else {
            state.send(&mails.confirm);
            state.record(requested);
            Ok(RequestOutcome::Pending)
        }
    }

    async fn try_code(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
        now: Timestamp,
    ) -> Result<Vec<PendingRegistration>, StorageError> {
        let mut state = self.state();
        let waiting = state.pending.iter_mut().filter(|pending| {
            pending.is_confirmable
                && pending.registration.tenant_id == *tenant
                && pending.registration.username.folded() == *username
                && now < pending.registration.expires_at
        });
        let tried = waiting.filter_map(|pending| {
            pending.tries += 1;
            (pending.tries <= CODE_TRIES).then(|| pending.registration.clone())
        });
        Ok(tried.collect())
    }

    async fn confirm(
        &self,
        pending_id: &str,
        account: &Account,
        device: &KnownDevice,
        event: &AuditEvent,
    ) -> Result<ConfirmOutcome, StorageError> {
        let mut state = self.state();
        let (tenant, now) = (&account.tenant_id, account.created_at);
        let is_it = |pending: &Pending| {
            pending.is_confirmable
                && pending.registration.id == pending_id
                && pending.registration.tenant_id == *tenant
                && now < pending.registration.expires_at
        };
        let Some(pending) = state.pending.iter().find(|pending| is_it(pending)) else {
            return Ok(ConfirmOutcome::Gone);
        };
        let set_up = pending.registration.set_up;
        if set_up.is_some_and(|code| !state.is_set_up_open(tenant, &code, now))
            || state.is_taken(account)
        {
            return Ok(ConfirmOutcome::Taken);
        }
        let pending = take(&mut state.pending, is_it).unwrap().registration;
        if let Some(code) = set_up {
            state
                .invitations
                .retain(|invitation| invitation.code != code);
            state.administered.insert(tenant.clone());
        }
        state.accounts.push(account.clone());
        let credential = OwnedCredential {
            user: account.user_id.clone(),
            credential: pending.credential,
        };
        state.enrol(tenant, credential);
        state.know(tenant, &account.user_id, device);
        state.record(event);
        Ok(ConfirmOutcome::Confirmed)
    }
}

impl State {
    /// Until when there are too many requests, if there are.
    fn limit(&self, pending: &PendingRegistration) -> Option<Timestamp> {
        let now = pending.requested_at;
        let counts =
            |request: &&Request| request.tenant == pending.tenant_id && now.minus(DAY) < request.at;
        let email = pending.email.folded();
        let of_mailbox = |request: &&Request| request.email == email;
        let of_network = |request: &&Request| request.network == pending.network;
        let counted = || self.requests.iter().filter(counts);
        let mailbox = reached(counted().filter(of_mailbox), DAILY_PER_MAILBOX);
        let network = reached(counted().filter(of_network), DAILY_PER_ADDRESS);
        mailbox.max(network)
    }

    /// Tells the owner of the name, if the address is another, at most once a day.
    fn warn_owner(&mut self, pending: &PendingRegistration) {
        let now = pending.requested_at;
        let is_owner = |account: &&Account| {
            account.tenant_id == pending.tenant_id
                && account.username.folded() == pending.username.folded()
                && account.email.folded() != pending.email.folded()
        };
        let Some(owner) = self.accounts.iter().find(is_owner).cloned() else {
            return;
        };
        let key = (owner.tenant_id.clone(), owner.user_id.clone());
        let last = self.noticed.get(&key);
        if last.is_some_and(|last| now.minus(DAY) < *last) {
            return;
        }
        self.noticed.insert(key, now);
        self.send(&Mail {
            language: owner.language(),
            tenant_id: owner.tenant_id,
            to: owner.email,
            content: MailContent::RegistrationAttempted {
                username: owner.username.to_string(),
            },
            written_at: now,
        });
    }

    fn is_set_up_open(&self, tenant: &TenantId, code: &TokenHash, now: Timestamp) -> bool {
        let is_it = |invitation: &Invitation| {
            invitation.tenant_id == *tenant
                && invitation.code == *code
                && invitation.guest == Guest::FirstAdministrator
                && now < invitation.expires_at
        };
        self.invitations.iter().any(is_it)
    }
}

/// When the oldest of the newest `limit` requests stops counting, if there are so many.
fn reached<'a>(requests: impl Iterator<Item = &'a Request>, limit: u32) -> Option<Timestamp> {
    let mut moments: Vec<_> = requests.map(|request| request.at).collect();
    moments.sort();
    let last = usize::try_from(limit).unwrap() - 1;
    moments.iter().rev().nth(last).map(|at| at.plus(DAY))
}
