//! Groups that people are in, and the roles that come with them.

use async_trait::async_trait;
use kernel::{StorageError, TenantId, UserId};
use tenancy::Tenant;

use crate::Account;

/// Port: says who is in which group. Groups are kept by whoever provisions them.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Memberships: Send + Sync {
    /// Those of `groups`, by id, that any of `users` is in.
    async fn groups_with(
        &self,
        tenant: &TenantId,
        groups: &[String],
        users: &[UserId],
    ) -> Result<Vec<String>, StorageError>;

    /// The names of the groups that a user is in, in their order as folded, the first `limit` of them.
    async fn group_names(
        &self,
        tenant: &TenantId,
        user: &UserId,
        limit: u32,
    ) -> Result<Vec<String>, StorageError>;
}

/// The roles that a person has at this moment: those of the account, and those that the tenant gives to groups
/// that the person is in.
///
/// # Errors
/// Storage did not answer.
pub async fn held_roles(
    memberships: &dyn Memberships,
    tenant: &Tenant,
    account: &Account,
) -> Result<Vec<String>, StorageError> {
    let user = std::slice::from_ref(&account.user_id);
    let mut held = account.roles.clone();
    for role in roles_of_groups(memberships, tenant, user).await? {
        if !held.contains(&role) {
            held.push(role);
        }
    }
    Ok(held)
}

/// The roles that any of `users` has for being in a group. Where the tenant gives none, nothing is read.
pub(crate) async fn roles_of_groups(
    memberships: &dyn Memberships,
    tenant: &Tenant,
    users: &[UserId],
) -> Result<Vec<String>, StorageError> {
    let given = &tenant.settings.group_roles;
    if given.is_empty() || users.is_empty() {
        return Ok(Vec::new());
    }
    let mut groups: Vec<_> = given.iter().map(|it| it.group_id.clone()).collect();
    groups.sort_unstable();
    groups.dedup();
    let inside = memberships.groups_with(&tenant.id, &groups, users).await?;
    let is_held = given.iter().filter(|it| inside.contains(&it.group_id));
    Ok(is_held.map(|it| it.role.clone()).collect())
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;
    use tenancy::{GroupRole, TenantSettings};

    use super::*;
    use crate::{EmailAddress, Username};

    fn tenant(given: &[(&str, &str)]) -> Tenant {
        let given = given.iter().map(|(group, role)| GroupRole {
            group_id: (*group).to_owned(),
            role: (*role).to_owned(),
        });
        Tenant {
            id: "acme".parse().unwrap(),
            settings: TenantSettings {
                group_roles: given.collect(),
                ..TenantSettings::default()
            },
            created_at: Timestamp::default(),
        }
    }

    fn ada() -> Account {
        Account {
            tenant_id: "acme".parse().unwrap(),
            user_id: "ada".parse().unwrap(),
            username: Username::parse("ada").unwrap(),
            email: EmailAddress::parse("ada@example.com").unwrap(),
            is_disabled: false,
            is_verified: true,
            locale: None,
            roles: vec!["editor".to_owned()],
            external_id: None,
            created_at: Timestamp::default(),
            updated_at: None,
        }
    }

    #[tokio::test]
    async fn a_person_has_the_roles_of_their_groups_once_and_beside_their_own() {
        let mut memberships = MockMemberships::new();
        memberships
            .expect_groups_with()
            .withf(|tenant, groups, users| {
                tenant.as_str() == "acme"
                    && groups == ["guests", "staff"]
                    && users == ["ada".parse().unwrap()]
            })
            .once()
            .returning(|_, _, _| Ok(vec!["staff".to_owned()]));
        let given = [
            ("staff", "editor"),
            ("guests", "reader"),
            ("staff", "auditor"),
        ];
        let held = held_roles(&memberships, &tenant(&given), &ada()).await;
        assert_eq!(held.unwrap(), ["editor", "auditor"]);
    }

    #[tokio::test]
    async fn where_groups_have_no_roles_no_group_is_read() {
        let held = held_roles(&MockMemberships::new(), &tenant(&[]), &ada()).await;
        assert_eq!(held.unwrap(), ["editor"]);
    }
}
