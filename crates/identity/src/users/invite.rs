//! Inviting a user again, since invitations expire.

use kernel::audit::EventKind;
use kernel::{Actor, Denied, Permission, TenantId, UserId};

use super::{ManageUserError, Users};

impl Users {
    /// Mails a new invitation, with which the person enrols, or enrols anew. Earlier ones no longer
    /// work.
    ///
    /// # Errors
    /// See [`ManageUserError`].
    pub async fn invite(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<(), ManageUserError> {
        let tenant = self.tenant(actor, Permission::ManageUsers, tenant).await?;
        let account = self.accounts.find(&tenant.id, user).await?;
        let account = account.ok_or(Denied::NotFound)?;
        let found = std::slice::from_ref(&account);
        self.check_reach(actor, &tenant, found).await?;
        let now = self.clock.now();
        let welcome = self.welcome(&tenant, &account, now);
        let welcome = welcome.ok_or(ManageUserError::Disabled)?;
        let event = actor
            .event(&tenant.id, now, EventKind::InvitationIssued)
            .about(user);
        Ok(self.invitations.issue(user, &welcome, &event).await?)
    }
}
