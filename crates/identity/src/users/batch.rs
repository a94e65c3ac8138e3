//! Creating many users at once.

use kernel::audit::EventKind;
use kernel::{Actor, Permission, TenantId};

use super::{ManageUserError, NewUser, Users};
use crate::{InvalidAccount, NewAccount};

/// Most users of one batch.
pub const BATCH_LIMIT: usize = 10_000;

/// What became of a batch: each user of it is counted in one of the three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchOutcome {
    /// How many users were created.
    pub created: usize,
    /// The names, as asked for, of users that cannot be.
    pub failed: Vec<String>,
    /// The names, as asked for, of users whose id, name or address is in use, by somebody who was there
    /// or by one further up in the batch.
    pub duplicates: Vec<String>,
}

impl Users {
    /// Creates as many of these users as can be, in one step, and says what became of each. Who was
    /// created is invited by mail.
    ///
    /// # Errors
    /// See [`ManageUserError`]; then nobody was created.
    pub async fn create_many(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        users: Vec<NewUser>,
    ) -> Result<BatchOutcome, ManageUserError> {
        let tenant = self.tenant(actor, Permission::ManageUsers, tenant).await?;
        check_size("users", users.len())?;
        let now = self.clock.now();
        let mut outcome = BatchOutcome::default();
        let mut drafts = Vec::with_capacity(users.len());
        for user in users {
            let username = user.username.clone();
            match self.draft(actor, &tenant, user, now) {
                Ok(account) => {
                    let welcome = self.welcome(&tenant, &account, now);
                    let event = actor
                        .event(&tenant.id, now, EventKind::UserCreated)
                        .about(&account.user_id);
                    drafts.push((account, welcome, event));
                }
                Err(_) => outcome.failed.push(username),
            }
        }
        let new: Vec<_> = drafts
            .iter()
            .map(|(account, welcome, event)| {
                let welcome = welcome.as_ref();
                (NewAccount { account, welcome }, event)
            })
            .collect();
        let created = self.accounts.create_many(&tenant.id, &new).await?;
        for ((account, ..), is_created) in drafts.into_iter().zip(created) {
            if is_created {
                outcome.created += 1;
            } else {
                outcome.duplicates.push(account.username.to_string());
            }
        }
        Ok(outcome)
    }
}

/// Lets pass a list that is not too long.
pub(super) fn check_size(field: &'static str, size: usize) -> Result<(), InvalidAccount> {
    if size <= BATCH_LIMIT {
        return Ok(());
    }
    let problem = "expected at most 10,000 entries";
    Err(InvalidAccount { field, problem })
}
