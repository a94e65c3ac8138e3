//! What others are told of a change: SCIM events (RFC 9967), as the members `sub_id` and `events` of a security
//! event token (RFC 8417).
//!
//! They are notices: they name what has changed, and whoever may know the values reads them from the service. So
//! a token is short, however large the group, and nobody learns from it what they may not read.

use serde_json::{Map, Value, json};

use crate::attribute_path::is_urn;
use crate::{Change, Resource};

const CREATED: &str = "urn:ietf:params:scim:event:prov:create:notice";
const REPLACED: &str = "urn:ietf:params:scim:event:prov:put:notice";
const PATCHED: &str = "urn:ietf:params:scim:event:prov:patch:notice";
const ACTIVATED: &str = "urn:ietf:params:scim:event:prov:activate";
const DEACTIVATED: &str = "urn:ietf:params:scim:event:prov:deactivate";
const DELETED: &str = "urn:ietf:params:scim:event:prov:delete";

/// Every kind of event that there is here (section 2.4).
pub const URIS: [&str; 6] = [CREATED, REPLACED, PATCHED, ACTIVATED, DEACTIVATED, DELETED];

/// What only the service sets, and no change is about.
const OWN: [&str; 3] = ["id", "meta", "groups"];

/// Names the resource that something happened to (section 2.1): its path below the service's address, and what
/// the client that made the change calls it.
pub fn subject(resource: &Resource) -> Map<String, Value> {
    let path = format!(
        "{}/{}",
        resource.kind().endpoint(),
        resource.id().unwrap_or_default()
    );
    let mut subject = Map::from_iter([
        ("format".to_owned(), "scim".into()),
        ("uri".to_owned(), path.into()),
    ]);
    if let Some(external_id) = resource.text("externalId") {
        subject.insert("externalId".to_owned(), external_id.into());
    }
    subject
}

/// A resource was created (section 2.4.1).
pub fn created(resource: &Resource) -> Map<String, Value> {
    let nothing = Resource::empty(resource.kind());
    Map::from_iter([(CREATED.to_owned(), notice(&nothing, resource))])
}

/// A resource was changed (sections 2.4.2 and 2.4.3), and is active or no longer so (sections 2.4.5 and 2.4.6).
pub fn changed(change: &Change, before: &Resource, after: &Resource) -> Map<String, Value> {
    let uri = match change {
        Change::Replace(_) => REPLACED,
        Change::Patch(_) => PATCHED,
    };
    let mut events = Map::from_iter([(uri.to_owned(), notice(before, after))]);
    let is_active = |it: &Resource| it.get("active").and_then(Value::as_bool);
    match (is_active(before), is_active(after)) {
        (Some(true), Some(false)) => events.insert(DEACTIVATED.to_owned(), json!({})),
        (Some(false), Some(true)) => events.insert(ACTIVATED.to_owned(), json!({})),
        _ => None,
    };
    events
}

/// A resource was deleted (section 2.4.4).
pub fn deleted() -> Map<String, Value> {
    Map::from_iter([(DELETED.to_owned(), json!({}))])
}

/// Which attributes are not as they were, and the version in which they are now (section 2.2).
fn notice(before: &Resource, after: &Resource) -> Value {
    let mut notice = json!({ "attributes": differences(before, after) });
    if let (Some(version), Some(members)) = (after.version(), notice.as_object_mut()) {
        members.insert("version".to_owned(), version.into());
    }
    notice
}

/// The attributes in which two resources differ, in order: those of an extension under its URN.
fn differences(one: &Resource, other: &Resource) -> Vec<String> {
    let mut names = Vec::new();
    for name in names_of(one.attributes(), other.attributes()) {
        let (old, new) = (one.get(name), other.get(name));
        if old == new || OWN.contains(&name) {
            continue;
        }
        let empty = Map::new();
        let members = |it: Option<&'_ Value>| it.and_then(Value::as_object).cloned();
        if !is_urn(name) {
            names.push(name.to_owned());
            continue;
        }
        let (old, new) = (
            members(old).unwrap_or_default(),
            members(new).unwrap_or(empty),
        );
        let inside = names_of(&old, &new).into_iter();
        let changed = inside.filter(|inner| old.get(*inner) != new.get(*inner));
        names.extend(changed.map(|inner| format!("{name}:{inner}")));
    }
    names
}

/// The names of the members of either, each once and in order.
fn names_of<'a>(one: &'a Map<String, Value>, other: &'a Map<String, Value>) -> Vec<&'a str> {
    let mut names: Vec<_> = one.keys().chain(other.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixture::{ENTERPRISE, user};
    use crate::patch::Patch;

    fn stored(members: Value, version: &str) -> Resource {
        let mut resource = user(members);
        resource.set("id", "b1");
        resource.set("meta", json!({ "version": version }));
        resource
    }

    fn patch() -> Change {
        let document = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{ "op": "replace", "path": "title", "value": "x" }],
        });
        Change::Patch(Patch::parse(crate::schema::ResourceType::User, &document).unwrap())
    }

    #[test]
    fn a_subject_is_named_by_its_path_and_by_what_its_client_calls_it() {
        let bob = stored(json!({ "userName": "bob" }), "W/\"1\"");
        let subject = Value::from(subject(&bob));
        assert_eq!(subject, json!({ "format": "scim", "uri": "/Users/b1" }));
        let bob = stored(json!({ "userName": "bob", "externalId": "7" }), "W/\"1\"");
        assert_eq!(super::subject(&bob)["externalId"], "7");
    }

    #[test]
    fn a_notice_names_what_has_changed_and_says_no_value() {
        let before = stored(
            json!({
                "userName": "bob", "title": "Guide", "active": true,
                "name": { "givenName": "Bob" },
                ENTERPRISE: { "department": "Tours", "division": "Parks" },
            }),
            "W/\"1\"",
        );
        let after = stored(
            json!({
                "userName": "bob", "active": true, "nickName": "secret",
                "name": { "givenName": "Robert" },
                ENTERPRISE: { "department": "Boats", "division": "Parks" },
            }),
            "W/\"2\"",
        );
        let told = Value::from(changed(&patch(), &before, &after));
        let department = format!("{ENTERPRISE}:department");
        assert_eq!(
            told,
            json!({ PATCHED: {
                "attributes": ["name", "nickName", "title", department],
                "version": "W/\"2\"",
            } })
        );
        assert!(changed(&Change::Replace(after.clone()), &before, &after).contains_key(REPLACED));
        let told = Value::from(created(&before));
        let attributes = told[CREATED]["attributes"].as_array().unwrap();
        assert_eq!(attributes.len(), 6, "{told}");
        assert!(!told.to_string().contains("Guide"), "{told}");
    }

    #[test]
    fn whoever_may_no_longer_act_is_told_of_beside_the_change() {
        let with = |active: bool| stored(json!({ "userName": "bob", "active": active }), "W/\"1\"");
        for (before, after, uri) in [
            (true, false, Some(DEACTIVATED)),
            (false, true, Some(ACTIVATED)),
            (true, true, None),
        ] {
            let events = changed(&patch(), &with(before), &with(after));
            for known in [ACTIVATED, DEACTIVATED] {
                assert_eq!(events.contains_key(known), Some(known) == uri);
            }
            assert!(events.keys().all(|uri| URIS.contains(&uri.as_str())));
        }
        assert_eq!(deleted().keys().collect::<Vec<_>>(), [DELETED]);
    }
}
