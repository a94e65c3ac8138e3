//! The outbox.

use async_trait::async_trait;
use identity::mail::{MailState, Outbox, Outcome, StoredMail};
use kernel::{FoldedName, StorageError, Timestamp};

use super::MemoryStore;

#[async_trait]
impl Outbox for MemoryStore {
    async fn newest(
        &self,
        to: Option<FoldedName>,
        limit: u32,
    ) -> Result<Vec<StoredMail>, StorageError> {
        let state = self.state();
        let is_wanted =
            |stored: &&StoredMail| to.as_ref().is_none_or(|to| stored.mail.to.folded() == *to);
        let wanted = state.mails.iter().rev().filter(is_wanted);
        Ok(wanted.take(limit.try_into().unwrap()).cloned().collect())
    }

    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<StoredMail>, StorageError> {
        let mut state = self.state();
        let due = state.mails.iter_mut().filter_map(|mail| match mail.state {
            MailState::Waiting(due_at) if due_at <= now => Some((due_at, mail)),
            _ => None,
        });
        let next = due.min_by_key(|(due_at, mail)| (*due_at, mail.id));
        Ok(next.map(|(_, mail)| {
            mail.attempts += 1;
            mail.state = MailState::Waiting(until);
            mail.clone()
        }))
    }

    async fn settle(
        &self,
        mail: i64,
        attempt: u32,
        outcome: &Outcome,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let Some(stored) = state.mails.iter_mut().find(|stored| {
            let is_latest = stored.attempts == attempt || matches!(outcome, Outcome::Sent { .. });
            stored.id == mail && is_latest && matches!(stored.state, MailState::Waiting(_))
        }) else {
            return Ok(false);
        };
        match outcome {
            Outcome::Sent { at } => stored.state = MailState::Sent(*at),
            Outcome::Postponed { until, reason } => {
                stored.state = MailState::Waiting(*until);
                stored.failure = Some(reason.clone());
            }
            Outcome::GivenUp { at, reason, event } => {
                stored.state = MailState::GivenUp(*at);
                stored.failure = Some(reason.clone());
                state.record(event);
            }
        }
        Ok(true)
    }
}
