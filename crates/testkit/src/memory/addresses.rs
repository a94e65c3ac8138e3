//! Addresses of accounts, and the codes that confirm them.

use std::time::Duration;

use async_trait::async_trait;
use identity::email_change::{
    AddressChange, AddressCode, Addresses, CODE_PAUSE, ChangeOutcome, DAILY_CODES,
};
use identity::mail::Mail;
use identity::registration::CODE_TRIES;
use identity::{Account, KnownDevice};
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp};

use super::{MemoryStore, State};

const DAY: Duration = Duration::from_hours(24);

/// A code, how often it was tried, and whether it still counts.
#[derive(Debug)]
pub(super) struct MailedCode {
    code: AddressCode,
    tries: u32,
    is_open: bool,
}

#[async_trait]
impl Addresses for MemoryStore {
    async fn change<'a>(
        &self,
        change: AddressChange<'a>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome, StorageError> {
        let mut state = self.state();
        let (before, after) = (change.before, change.after);
        let Some(index) = state.accounts.iter().position(|it| it == before) else {
            return Ok(ChangeOutcome::Stale);
        };
        if let Some(until) = state.code_limit(change.code) {
            return Ok(ChangeOutcome::Limited(until));
        }
        let kept = state.accounts.remove(index);
        let clashes = state.accounts.iter().any(|it| {
            it.tenant_id == after.tenant_id
                && (it.username.folded() == after.username.folded()
                    || it.email.folded() == after.email.folded())
        });
        let account = if clashes { kept } else { after.clone() };
        state.accounts.insert(index, account);
        if clashes {
            return Ok(ChangeOutcome::Taken);
        }
        if before.username.folded() != after.username.folded() {
            state.forget_devices(&before.tenant_id, &before.user_id);
        }
        state.end_links(&before.tenant_id, &before.user_id);
        state.put_code(change.code);
        state.send(change.confirm);
        if let Some(notice) = change.notice {
            state.send(notice);
        }
        if let Some(refund) = change.refund {
            state.refund(&before.tenant_id, refund);
        }
        state.record(event);
        Ok(ChangeOutcome::Changed)
    }

    async fn send(
        &self,
        code: &AddressCode,
        mail: &Mail,
        event: &AuditEvent,
    ) -> Result<(), StorageError> {
        let mut state = self.state();
        let is_due = state
            .account_of_code(code)
            .is_some_and(|it| !it.is_verified);
        let last = state.codes_sent(code).max();
        let is_early = last.is_some_and(|last| code.sent_at.minus(CODE_PAUSE) < last);
        if is_due && !is_early && state.code_limit(code).is_none() {
            state.put_code(code);
            state.send(mail);
            state.record(event);
        }
        Ok(())
    }

    async fn try_code(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
        now: Timestamp,
    ) -> Result<Option<AddressCode>, StorageError> {
        let mut state = self.state();
        let is_named = |it: &&Account| it.tenant_id == *tenant && it.username.folded() == *username;
        let Some(user) = state
            .accounts
            .iter()
            .find(is_named)
            .map(|it| it.user_id.clone())
        else {
            return Ok(None);
        };
        let is_it = |it: &&mut MailedCode| {
            let code = &it.code;
            it.is_open && code.tenant_id == *tenant && code.user_id == user && now < code.expires_at
        };
        let tried = state.address_codes.iter_mut().find(is_it).map(|it| {
            it.tries += 1;
            (it.tries <= CODE_TRIES).then(|| it.code.clone())
        });
        Ok(tried.flatten())
    }

    async fn confirm(
        &self,
        code: &AddressCode,
        device: &KnownDevice,
        now: Timestamp,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        if state.account_of_code(code).is_none() {
            return Ok(false);
        }
        let is_it =
            |it: &&mut MailedCode| it.is_open && it.code == *code && now < it.code.expires_at;
        let Some(open) = state.address_codes.iter_mut().find(is_it) else {
            return Ok(false);
        };
        open.is_open = false;
        for account in &mut state.accounts {
            if account.tenant_id == code.tenant_id && account.user_id == code.user_id {
                account.is_verified = true;
                account.updated_at = Some(now);
            }
        }
        state.know(&code.tenant_id, &code.user_id, device);
        state.record(event);
        Ok(true)
    }
}

impl State {
    /// The account of a code, if it still has that address and may be used.
    fn account_of_code(&self, code: &AddressCode) -> Option<&Account> {
        self.accounts.iter().find(|it| {
            it.tenant_id == code.tenant_id
                && it.user_id == code.user_id
                && it.email.folded() == code.address
                && !it.is_disabled
        })
    }

    /// When codes were sent to the same account in the day before.
    fn codes_sent(&self, code: &AddressCode) -> impl Iterator<Item = Timestamp> {
        let codes = self.address_codes.iter().map(|it| &it.code);
        let of_account =
            codes.filter(|it| it.tenant_id == code.tenant_id && it.user_id == code.user_id);
        let yesterday = code.sent_at.minus(DAY);
        of_account
            .map(|it| it.sent_at)
            .filter(move |at| yesterday < *at)
    }

    fn code_limit(&self, code: &AddressCode) -> Option<Timestamp> {
        let mut sent: Vec<_> = self.codes_sent(code).collect();
        sent.sort();
        sent.reverse();
        sent.get(DAILY_CODES as usize - 1).map(|at| at.plus(DAY))
    }

    fn put_code(&mut self, code: &AddressCode) {
        for earlier in &mut self.address_codes {
            if earlier.code.tenant_id == code.tenant_id && earlier.code.user_id == code.user_id {
                earlier.is_open = false;
            }
        }
        self.address_codes.push(MailedCode {
            code: code.clone(),
            tries: 0,
            is_open: true,
        });
    }
}
