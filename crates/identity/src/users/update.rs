//! Changing a user.

use kernel::audit::EventKind;
use kernel::{Actor, Denied, Permission, TenantId, UserId};

use super::create::{check_given_roles, check_place};
use super::{ManageUserError, Users};
use crate::account::{check_external_id, check_locale};
use crate::{
    Account, AccountUpdate, EmailAddress, InvalidAccount, UpdateOutcome, Username, check_pair,
};

/// What to change. What is none stays as it is.
#[derive(Clone, Debug, Default)]
pub struct UserUpdate {
    /// The user it is said to be about, if that is said.
    pub user_id: Option<String>,
    /// The tenant it is said to be about, if that is said.
    pub tenant_id: Option<String>,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The e-mail address. A new one is unverified, unless the same change says that it is.
    pub email: Option<String>,
    /// Whether nobody can sign in.
    pub is_disabled: Option<bool>,
    /// Whether the address is the person's.
    pub is_verified: Option<bool>,
    /// Preferred language (BCP 47), or none.
    pub locale: Option<Option<String>>,
    /// Roles in the tenant.
    pub roles: Option<Vec<String>>,
    /// The user's name in the system that provisions it, or none.
    pub external_id: Option<Option<String>>,
}

/// How often a change is decided anew when somebody else was faster.
const TRIES: usize = 3;

impl Users {
    /// Changes a user. Disabling ends sessions, refresh tokens and API keys in the same step. An address
    /// that has become unverified gets an invitation, by whose link the person shows that it is theirs.
    ///
    /// # Errors
    /// See [`ManageUserError`].
    pub async fn update(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        user: &UserId,
        update: &UserUpdate,
    ) -> Result<Account, ManageUserError> {
        let tenant = self.tenant(actor, Permission::ManageUsers, tenant).await?;
        check_place(&tenant.id, update.tenant_id.as_deref())?;
        if update
            .user_id
            .as_ref()
            .is_some_and(|said| said != user.as_str())
        {
            return Err(ManageUserError::Field(InvalidAccount {
                field: "user_id",
                problem: "expected the user of the path: an id never changes",
            }));
        }
        for _ in 0..TRIES {
            let before = self.accounts.find(&tenant.id, user).await?;
            let before = before.ok_or(Denied::NotFound)?;
            let now = self.clock.now();
            let mut after = changed(&before, update)?;
            if after == before {
                return Ok(before);
            }
            let separate = tenant.settings.has_username_and_email;
            check_pair(&after.username, &after.email, separate)?;
            if !only_disables(&before, &after) {
                let account = std::slice::from_ref(&before);
                self.check_reach(actor, &tenant, account).await?;
            }
            if after.roles != before.roles {
                check_given_roles(actor, &tenant.id, &after.roles)?;
            }
            after.updated_at = Some(now);
            let is_unproved =
                !after.is_verified && (before.is_verified || after.email != before.email);
            let welcome = is_unproved
                .then(|| self.welcome(&tenant, &after, now))
                .flatten();
            let mut event = actor
                .event(&tenant.id, now, EventKind::UserUpdated)
                .about(user);
            event = event.with("changed", changes(&before, &after));
            let step = AccountUpdate {
                before: &before,
                after: &after,
                welcome: welcome.as_ref(),
            };
            match self.accounts.update(step, &event).await? {
                UpdateOutcome::Updated => return Ok(after),
                UpdateOutcome::Taken => return Err(ManageUserError::Taken),
                UpdateOutcome::Stale => {}
            }
        }
        Err(ManageUserError::Changed)
    }
}

/// The account as `update` makes it.
fn changed(before: &Account, update: &UserUpdate) -> Result<Account, ManageUserError> {
    let mut after = before.clone();
    if let Some(username) = &update.username {
        after.username = Username::parse(username)?;
    }
    if let Some(email) = &update.email {
        after.email = EmailAddress::parse(email)?;
    }
    let same_address = after.email.folded() == before.email.folded();
    after.is_verified = update
        .is_verified
        .unwrap_or(before.is_verified && same_address);
    after.is_disabled = update.is_disabled.unwrap_or(before.is_disabled);
    if let Some(locale) = &update.locale {
        check_locale(locale.as_deref())?;
        after.locale.clone_from(locale);
    }
    if let Some(external_id) = &update.external_id {
        check_external_id(external_id.as_deref())?;
        after.external_id.clone_from(external_id);
    }
    if let Some(roles) = &update.roles {
        after.roles.clone_from(roles);
    }
    Ok(after)
}

/// Whether nothing but the person's access is taken away: that makes nobody more than they are.
fn only_disables(before: &Account, after: &Account) -> bool {
    let expected = Account {
        is_disabled: true,
        ..before.clone()
    };
    *after == expected
}

/// The names of the fields that change.
fn changes(before: &Account, after: &Account) -> Vec<&'static str> {
    [
        ("username", before.username != after.username),
        ("email", before.email != after.email),
        ("is_disabled", before.is_disabled != after.is_disabled),
        ("is_verified", before.is_verified != after.is_verified),
        ("locale", before.locale != after.locale),
        ("roles", before.roles != after.roles),
        ("external_id", before.external_id != after.external_id),
    ]
    .into_iter()
    .filter_map(|(field, is_changed)| is_changed.then_some(field))
    .collect()
}
