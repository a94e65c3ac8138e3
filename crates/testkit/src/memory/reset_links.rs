//! Mailed links by which somebody chooses a new picture.

use std::time::Duration;

use async_trait::async_trait;
use identity::mail::Mail;
use identity::reset::{
    DAILY_PER_ADDRESS, OPEN_PER_MAILBOX, RedeemOutcome, RequestOutcome, Reset, ResetLink, Resets,
    TRIES_PER_LINK,
};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash, UserId};
use zkp_protocol::verifier::OwnedCredential;

use super::{MemoryStore, State};

const DAY: Duration = Duration::from_hours(24);

/// A link, how often it was tried, and whether it is good for anything still.
#[derive(Debug)]
pub(super) struct MailedLink {
    link: ResetLink,
    tries: u32,
    is_followed: bool,
}

#[async_trait]
impl Resets for MemoryStore {
    async fn request(
        &self,
        link: &ResetLink,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<RequestOutcome, StorageError> {
        let mut state = self.state();
        if let Some(outcome) = state.limit_of(link) {
            return Ok(outcome);
        }
        state.reset_links.push(MailedLink {
            link: link.clone(),
            tries: 0,
            is_followed: false,
        });
        if link.user_id.is_some() {
            state.send(mail);
        }
        state.record(event);
        Ok(RequestOutcome::Stored)
    }

    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<ResetLink>, StorageError> {
        let state = self.state();
        let is_it = |it: &&MailedLink| {
            it.link.tenant_id == *tenant
                && it.link.code == *code
                && it.link.user_id.is_some()
                && !it.is_followed
        };
        let found = state.reset_links.iter().find(is_it);
        Ok(found.map(|it| it.link.clone()))
    }

    async fn redeem<'a>(
        &self,
        reset: Reset<'a>,
        event: &AuditEvent,
        refused: &AuditEvent,
    ) -> Result<RedeemOutcome, StorageError> {
        let mut state = self.state();
        let (tenant, user) = (reset.tenant_id, reset.user_id);
        let is_theirs =
            |known: &&mut identity::Account| known.tenant_id == *tenant && known.user_id == *user;
        let account = state.accounts.iter_mut().find(is_theirs);
        let is_open = account.is_some_and(|account| !account.is_disabled);
        let live = state.reset_links.iter_mut().find(|it| {
            it.link.tenant_id == *tenant
                && it.link.code == *reset.code
                && it.link.user_id.as_ref() == Some(user)
                && reset.now < it.link.expires_at
                && !it.is_followed
        });
        let Some(live) = live.filter(|_| is_open) else {
            return Ok(RedeemOutcome::Gone);
        };
        live.tries += 1;
        let is_last = live.tries >= TRIES_PER_LINK;
        if let Some(second) = reset.second
            && !state.use_up(second, tenant, user, reset.now)
        {
            if is_last {
                state.end_reset(tenant, reset.code);
            }
            state.record(refused);
            return Ok(RedeemOutcome::NoSecond);
        }
        if let Some(account) = state.accounts.iter_mut().find(is_theirs) {
            account.updated_at = Some(reset.now);
        }
        state.end_sessions(tenant, user, reset.now);
        state.end_links(tenant, user);
        state.forget_devices(tenant, user);
        let credential = OwnedCredential {
            user: user.clone(),
            credential: reset.credential.clone(),
        };
        state.enrol(tenant, credential);
        state.know(tenant, user, reset.device);
        state.send(reset.notice);
        state.record(event);
        Ok(RedeemOutcome::Reset)
    }
}

impl State {
    /// What keeps a link from being stored, if anything does.
    fn limit_of(&self, link: &ResetLink) -> Option<RequestOutcome> {
        let of_tenant = || {
            let links = self.reset_links.iter().map(|known| &known.link);
            links.filter(|known| known.tenant_id == link.tenant_id)
        };
        let mut asked: Vec<_> = of_tenant()
            .filter(|known| known.network == link.network)
            .map(|known| known.requested_at)
            .filter(|at| link.requested_at.minus(DAY) < *at)
            .collect();
        asked.sort();
        asked.reverse();
        let open = of_tenant()
            .filter(|known| known.mailbox == link.mailbox && link.requested_at < known.expires_at);
        let (daily, open_limit) = (DAILY_PER_ADDRESS as usize, OPEN_PER_MAILBOX as usize);
        match asked.get(daily - 1) {
            Some(at) => Some(RequestOutcome::Limited(at.plus(DAY))),
            None if open.count() >= open_limit => Some(RequestOutcome::Enough),
            None => None,
        }
    }

    /// Ends the reset links of an account, which count on for its mailbox.
    pub(super) fn void_resets(&mut self, tenant: &TenantId, user: &UserId) {
        for it in &mut self.reset_links {
            if it.link.tenant_id == *tenant && it.link.user_id.as_ref() == Some(user) {
                it.is_followed = true;
            }
        }
    }

    /// Ends a link.
    fn end_reset(&mut self, tenant: &TenantId, code: &TokenHash) {
        for it in &mut self.reset_links {
            if it.link.tenant_id == *tenant && it.link.code == *code {
                it.is_followed = true;
            }
        }
    }
}
