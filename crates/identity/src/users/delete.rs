//! Deleting users.

use kernel::audit::EventKind;
use kernel::{Actor, Denied, Permission, TenantId, UserId};

use super::batch::check_size;
use super::{ManageUserError, Users};

impl Users {
    /// Deletes a user with everything that is theirs: credential, sessions, tokens, API keys.
    ///
    /// # Errors
    /// See [`ManageUserError`].
    pub async fn delete(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<(), ManageUserError> {
        let deleted = self.delete_many(actor, tenant, std::slice::from_ref(user));
        match deleted.await? {
            0 => Err(Denied::NotFound.into()),
            _ => Ok(()),
        }
    }

    /// Deletes those of these users that there are, in one step, and says how many.
    ///
    /// # Errors
    /// See [`ManageUserError`]; then nobody was deleted.
    pub async fn delete_many(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        users: &[UserId],
    ) -> Result<usize, ManageUserError> {
        let tenant = self.tenant(actor, Permission::ManageUsers, tenant).await?;
        check_size("users_ids", users.len())?;
        let now = self.clock.now();
        let found = self.accounts.find_many(&tenant.id, users).await?;
        self.check_reach(actor, &tenant, &found).await?;
        let mut deletions = Vec::with_capacity(found.len());
        for account in found {
            let event = actor
                .event(&tenant.id, now, EventKind::UserDeleted)
                .about(&account.user_id);
            deletions.push((account.user_id, event));
        }
        Ok(self.accounts.delete(&tenant.id, &deletions).await?)
    }
}
