//! A group as SCIM shows it.

use kernel::UserId;
use scim::{Resource, ScimError, schema::ResourceType};
use serde_json::{Map, Value, json};

use crate::StoredGroup;

/// What only the service sets, and what is kept apart.
const APART: [&str; 5] = ["id", "meta", "displayName", "members", "externalId"];
/// Most characters of a group's name.
const NAME_LIMIT: usize = 256;

impl StoredGroup {
    /// The group as a resource.
    pub fn resource(&self) -> Resource {
        let group = &self.group;
        let mut resource = Resource::from_attributes(ResourceType::Group, group.profile.clone());
        resource.set("id", group.group_id.as_str());
        resource.set("displayName", group.display_name.as_str());
        resource.set("externalId", self.external_id.as_deref());
        if !self.members.is_empty() {
            let member = |user: &UserId| json!({ "value": user.as_str(), "type": "User" });
            resource.set(
                "members",
                self.members.iter().map(member).collect::<Vec<_>>(),
            );
        }
        let changed_at = group.updated_at.unwrap_or(group.created_at);
        resource.set(
            "meta",
            json!({
                "created": group.created_at.to_rfc3339(),
                "lastModified": changed_at.to_rfc3339(),
                "version": self.revision.entity_tag(),
            }),
        );
        resource
    }
}

/// The name of a group.
pub(crate) fn display_name(resource: &Resource) -> Result<String, ScimError> {
    let name = resource.text("displayName").unwrap_or_default();
    if (1..=NAME_LIMIT).contains(&name.chars().count()) {
        Ok(name.to_owned())
    } else {
        Err(ScimError::invalid_value(format!(
            "displayName: expected 1 to {NAME_LIMIT} characters"
        )))
    }
}

/// The members of a group, each once and in order.
pub(crate) fn members(resource: &Resource) -> Result<Vec<UserId>, ScimError> {
    let elements = resource.get("members").and_then(Value::as_array);
    let mut members = Vec::new();
    for element in elements.into_iter().flatten() {
        if element.get("type").is_some_and(|it| it != "User") {
            let detail = "members: expected users; groups in groups are not kept";
            return Err(ScimError::invalid_value(detail));
        }
        let id = element
            .get("value")
            .and_then(Value::as_str)
            .unwrap_or_default();
        members.push(id.parse().map_err(|_| no_such_member(id))?);
    }
    members.sort_unstable();
    members.dedup();
    Ok(members)
}

pub(crate) fn no_such_member(id: &str) -> ScimError {
    ScimError::invalid_value(format!("members: there is no user '{id}'"))
}

/// What is kept beside name and members.
pub(crate) fn profile(resource: &Resource) -> Map<String, Value> {
    let mut profile = resource.attributes().clone();
    profile.retain(|name, _| !APART.contains(&&**name));
    profile
}
