//! Roles that a tenant gives to the members of groups.

use std::collections::HashSet;

use kernel::{Actor, roles};
use serde::{Deserialize, Serialize};

use crate::InvalidSetting;

/// Most roles that a tenant may give in this way.
const LIMIT: usize = 100;
/// The setting's name.
const FIELD: &str = "group_roles";

/// A role that everybody has who is in a group, for as long as they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRole {
    /// The group, by its SCIM `id`. Its name does not count: another group could be given it.
    pub group_id: String,
    /// The role.
    pub role: String,
}

/// Checks what a tenant gives to groups.
///
/// # Errors
/// There is too much of it, something is said twice or has no name that can be, or it is more than a tenant has to
/// give.
pub(crate) fn validate(given: &[GroupRole]) -> Result<(), InvalidSetting> {
    let refuse = |problem: &str| Err(InvalidSetting::new(FIELD, problem));
    if given.len() > LIMIT {
        return refuse("expected at most 100 entries");
    }
    if given.iter().collect::<HashSet<_>>().len() < given.len() {
        return refuse("expected each group with a role once");
    }
    if !given.iter().all(|it| is_group_id(&it.group_id)) {
        return refuse("group_id: expected the id of a group, as SCIM shows it");
    }
    if !given.iter().all(|it| roles::is_name(&it.role)) {
        return refuse("role: expected 1 to 64 characters a-z, A-Z, 0-9, '_', '.', ':' and '-'");
    }
    if given.iter().any(|it| it.role == roles::GLOBAL_ADMIN) {
        return refuse("role: what reaches beyond the tenant is not for a group of it to give");
    }
    Ok(())
}

/// Checks that `actor` may change `before` to `after`: a role is given to a group, and taken from it, by those
/// who may give it to people.
///
/// # Errors
/// They may not.
pub(crate) fn check_given(
    actor: &Actor,
    before: &[GroupRole],
    after: &[GroupRole],
) -> Result<(), InvalidSetting> {
    let added = after.iter().filter(|it| !before.contains(it));
    let removed = before.iter().filter(|it| !after.contains(it));
    match added.chain(removed).find(|it| !actor.may_give(&it.role)) {
        Some(GroupRole { role, .. }) => {
            let problem = format!("'{role}' is given and taken away only by people who have it");
            Err(InvalidSetting::new(FIELD, problem))
        }
        None => Ok(()),
    }
}

fn is_group_id(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(group: &str, role: &str) -> GroupRole {
        GroupRole {
            group_id: group.to_owned(),
            role: role.to_owned(),
        }
    }

    #[test]
    fn a_tenant_gives_its_own_roles_to_groups_that_could_be() {
        let good = [
            role("staff", "editor"),
            role("staff", "app:read"),
            role("x_-1", roles::TENANT_ADMIN),
        ];
        assert!(validate(&good).is_ok());
        for bad in [
            vec![role("staff", roles::GLOBAL_ADMIN)],
            vec![role("staff", "editor"), role("staff", "editor")],
            vec![role("", "editor")],
            vec![role("a b", "editor")],
            vec![role("staff", "")],
            vec![role("staff", "a b")],
            (0..=LIMIT)
                .map(|it| role(&it.to_string(), "editor"))
                .collect(),
        ] {
            assert_eq!(validate(&bad).unwrap_err().field, FIELD, "{bad:?}");
        }
    }
}
