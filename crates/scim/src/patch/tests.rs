#![expect(
    clippy::needless_pass_by_value,
    reason = "json! reads best where it is used"
)]

use serde_json::json;

use super::*;
use crate::fixture::{ENTERPRISE, babs, group, user};

fn operations(kind: ResourceType, operations: Value) -> Result<Patch, ScimError> {
    Patch::parse(kind, &json!({ "schemas": [URN], "Operations": operations }))
}

fn apply(resource: &Resource, all: Value) -> Result<Resource, ScimError> {
    operations(resource.kind(), all)?.apply(resource)
}

fn patched(resource: &Resource, operation: Value) -> Resource {
    apply(resource, json!([operation])).unwrap()
}

fn refusal(resource: &Resource, operation: Value) -> String {
    let error = apply(resource, json!([operation])).unwrap_err();
    error.to_json()["scimType"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn staff() -> Resource {
    group(json!({ "displayName": "Staff", "members": [{ "value": "1" }, { "value": "2" }] }))
}

/// RFC 7644, section 3.5.2.1.
mod add {
    use super::*;

    #[test]
    fn a_member() {
        let operation = json!({ "op": "add", "path": "members", "value": [{
            "display": "Babs Jensen",
            "$ref": "https://example.com/v2/Users/2819c223",
            "value": "2819c223",
        }]});
        let members = patched(&staff(), operation.clone());
        let members = members.get("members").unwrap();
        assert_eq!(members[2]["value"], "2819c223");
        let twice = patched(&patched(&staff(), operation.clone()), operation);
        assert_eq!(twice.get("members").unwrap().as_array().unwrap().len(), 3);
    }

    #[test]
    fn attributes_without_a_path() {
        let ada = user(json!({ "userName": "ada" }));
        let operation = json!({ "op": "add", "value": {
            "emails": [{ "value": "babs@jensen.org", "type": "home" }],
            "nickname": "Babs",
        }});
        let expected = user(json!({
            "userName": "ada",
            "nickName": "Babs",
            "emails": [{ "value": "babs@jensen.org", "type": "home" }],
        }));
        assert_eq!(patched(&ada, operation), expected);
    }

    #[test]
    fn to_a_complex_attribute_leaves_its_other_parts() {
        let operation = json!({ "op": "add", "path": "name", "value": { "middleName": "J" } });
        let expected = json!({ "familyName": "Jensen", "givenName": "Barbara", "middleName": "J" });
        assert_eq!(patched(&babs(), operation).get("name"), Some(&expected));
    }

    #[test]
    fn a_new_primary_value_takes_the_place_of_the_old() {
        let value = json!([{ "value": "b@example.org", "primary": true }]);
        let changed = patched(
            &babs(),
            json!({ "op": "add", "path": "emails", "value": value }),
        );
        let primaries = |it: &Resource| {
            let emails = it.get("emails").unwrap().as_array().unwrap().clone();
            emails
                .iter()
                .map(|it| it["primary"] == true)
                .collect::<Vec<_>>()
        };
        assert_eq!(primaries(&changed), [false, false, true]);
        let path = "emails[type eq \"home\"].primary";
        let changed = patched(
            &changed,
            json!({ "op": "replace", "path": path, "value": true }),
        );
        assert_eq!(primaries(&changed), [false, true, false]);
    }

    #[test]
    fn what_is_there_already_changes_nothing() {
        for operation in [
            json!({ "op": "add", "path": "title", "value": "Tour Guide" }),
            json!({ "op": "add", "path": "emails", "value": { "value": "babs@jensen.org", "type": "home" } }),
            json!({ "op": "replace", "value": { "active": true } }),
        ] {
            assert_eq!(patched(&babs(), operation), babs());
        }
    }
}

/// RFC 7644, section 3.5.2.2.
mod remove {
    use super::*;

    #[test]
    fn all_members() {
        let changed = patched(&staff(), json!({ "op": "remove", "path": "members" }));
        assert_eq!(changed, group(json!({ "displayName": "Staff" })));
    }

    #[test]
    fn one_member() {
        let path = "members[value eq \"1\"]";
        let changed = patched(&staff(), json!({ "op": "remove", "path": path }));
        assert_eq!(changed.get("members"), Some(&json!([{ "value": "2" }])));
    }

    #[test]
    fn an_address_by_two_of_its_parts() {
        let path = "emails[type eq \"work\" and value ew \"example.com\"]";
        let changed = patched(&babs(), json!({ "op": "remove", "path": path }));
        let home = json!([{ "value": "babs@jensen.org", "type": "home" }]);
        assert_eq!(changed.get("emails"), Some(&home));
    }

    #[test]
    fn one_member_while_another_is_added() {
        let both = json!([
            { "op": "remove", "path": "members[value eq \"1\"]" },
            { "op": "add", "path": "members", "value": [{ "value": "3" }] },
        ]);
        let changed = apply(&staff(), both).unwrap();
        assert_eq!(
            changed.get("members"),
            Some(&json!([{ "value": "2" }, { "value": "3" }]))
        );
    }

    #[test]
    fn what_is_required_or_without_a_target_is_refused() {
        let remove = |path: &str| json!({ "op": "remove", "path": path });
        assert_eq!(refusal(&babs(), json!({ "op": "remove" })), "noTarget");
        assert_eq!(refusal(&babs(), remove("userName")), "mutability");
        assert_eq!(
            refusal(&babs(), remove("emails[type eq \"fax\"]")),
            "noTarget"
        );
        assert_eq!(refusal(&babs(), remove("id")), "mutability");
        assert_eq!(refusal(&babs(), remove("groups")), "mutability");
    }
}

/// RFC 7644, section 3.5.2.3.
mod replace {
    use super::*;

    #[test]
    fn all_members() {
        let value = json!([{ "value": "7" }, { "value": "8" }]);
        let operation = json!({ "op": "replace", "path": "members", "value": value });
        assert_eq!(patched(&staff(), operation).get("members"), Some(&value));
    }

    #[test]
    fn the_work_address() {
        let value = json!({
            "type": "work",
            "streetAddress": "911 Universal City Plaza",
            "locality": "Hollywood",
            "region": "CA",
        });
        let path = "addresses[type eq \"work\"]";
        let operation = json!({ "op": "replace", "path": path, "value": value });
        assert_eq!(
            patched(&babs(), operation).get("addresses"),
            Some(&json!([value]))
        );
    }

    #[test]
    fn one_part_of_the_work_address() {
        let path = "addresses[type eq \"work\"].streetAddress";
        let operation = json!({ "op": "replace", "path": path, "value": "1010 Broadway Ave" });
        let changed = patched(&babs(), operation);
        let address = &changed.get("addresses").unwrap()[0];
        assert_eq!(address["streetAddress"], "1010 Broadway Ave");
        assert_eq!(address["locality"], "Hollywood");
    }

    #[test]
    fn attributes_without_a_path() {
        let operation = json!({ "op": "replace", "value": {
            "emails": [{ "value": "bjensen@example.com", "type": "work", "primary": true }],
            "nickName": "Babs",
        }});
        let changed = patched(&babs(), operation);
        assert_eq!(changed.get("emails").unwrap().as_array().unwrap().len(), 1);
        assert_eq!(changed.text("nickName"), Some("Babs"));
    }

    #[test]
    fn what_is_not_there_is_added_unless_a_filter_looks_for_it() {
        let operation = json!({ "op": "replace", "path": "nickName", "value": "Babs" });
        assert_eq!(patched(&babs(), operation).text("nickName"), Some("Babs"));
        let path = "emails[type eq \"fax\"].value";
        let operation = json!({ "op": "replace", "path": path, "value": "x@example.com" });
        assert_eq!(refusal(&babs(), operation), "noTarget");
    }

    #[test]
    fn a_member_is_not_turned_into_another() {
        let path = "members[value eq \"1\"].value";
        let operation = json!({ "op": "replace", "path": path, "value": "9" });
        assert_eq!(refusal(&staff(), operation), "mutability");
    }
}

/// What Microsoft Entra ID sends beside the RFC.
mod entra {
    use super::*;

    #[test]
    fn capitals_and_booleans_as_text() {
        let operation = json!({ "op": "Replace", "path": "active", "value": "False" });
        assert_eq!(
            patched(&babs(), operation).get("active"),
            Some(&json!(false))
        );
        let operation = json!({ "op": "Replace", "value": { "active": "True" } });
        assert_eq!(
            patched(&babs(), operation).get("active"),
            Some(&json!(true))
        );
    }

    #[test]
    fn an_add_through_a_filter_that_matches_nothing_creates() {
        let path = "phoneNumbers[type eq \"work\"].value";
        let operation = json!({ "op": "Add", "path": path, "value": "555" });
        let changed = patched(&babs(), operation);
        let created = json!({ "type": "work", "value": "555" });
        assert_eq!(changed.get("phoneNumbers").unwrap()[1], created);
        let path = "addresses[type eq \"home\" and primary eq true].country";
        let changed = patched(&babs(), json!({ "op": "Add", "path": path, "value": "US" }));
        let created = json!({ "type": "home", "primary": true, "country": "US" });
        assert_eq!(changed.get("addresses").unwrap()[1], created);
    }

    #[test]
    fn a_manager_as_bare_text_and_removed_by_an_empty_one() {
        let path = format!("{ENTERPRISE}:manager");
        let manager = |it: &Resource| it.get(ENTERPRISE).and_then(|it| it.get("manager")).cloned();
        for verb in ["Add", "Replace"] {
            let operation = json!({ "op": verb, "path": path, "value": "26118915" });
            let changed = patched(&babs(), operation);
            assert_eq!(manager(&changed), Some(json!({ "value": "26118915" })));
            let operation = json!({ "op": "Replace", "path": path, "value": "" });
            assert_eq!(manager(&patched(&changed, operation)), None);
        }
    }

    #[test]
    fn members_removed_by_a_list_of_values() {
        let value = json!([{ "value": "1" }]);
        let operation = json!({ "op": "Remove", "path": "members", "value": value });
        let changed = patched(&staff(), operation);
        assert_eq!(changed.get("members"), Some(&json!([{ "value": "2" }])));
    }

    #[test]
    fn names_with_dots_and_urns_where_there_is_no_path() {
        let operation = json!({ "op": "Replace", "value": {
            "name.givenName": "Babs",
            format!("{ENTERPRISE}:department"): "Tours",
            ENTERPRISE: { "costCenter": "4130" },
            "urn:example:badge:1.0:User": { "level": 8 },
            "emails[type eq \"work\"].value": "b@example.com",
            "id": "ignored",
            "colour": "ignored",
        }});
        let changed = patched(&babs(), operation);
        assert_eq!(changed.get("name").unwrap()["givenName"], "Babs");
        let enterprise = changed.get(ENTERPRISE).unwrap();
        assert_eq!(enterprise["department"], "Tours");
        assert_eq!(enterprise["costCenter"], "4130");
        assert_eq!(enterprise["employeeNumber"], "701984");
        assert_eq!(
            changed.get("urn:example:badge:1.0:User").unwrap()["level"],
            8
        );
        assert_eq!(changed.get("emails").unwrap()[0]["value"], "b@example.com");
        assert_eq!(changed.id(), None);
    }
}

#[test]
fn an_extension_comes_and_goes_as_a_whole() {
    let gone = patched(&babs(), json!({ "op": "remove", "path": ENTERPRISE }));
    assert_eq!(gone.get(ENTERPRISE), None);
    let value = json!({ "department": "Tours" });
    let back = patched(
        &gone,
        json!({ "op": "add", "path": ENTERPRISE, "value": value }),
    );
    assert_eq!(back.get(ENTERPRISE), Some(&value));
    let path = format!("{ENTERPRISE}:department");
    let gone = patched(&back, json!({ "op": "remove", "path": path }));
    assert_eq!(gone.get(ENTERPRISE), None);
}

#[test]
fn an_extension_that_nobody_described_is_changed_too() {
    let urn = "urn:example:badge:1.0:User";
    let path = format!("{urn}:colour");
    let blue = patched(
        &babs(),
        json!({ "op": "replace", "path": path, "value": "Blue" }),
    );
    assert_eq!(blue.get(urn).unwrap()["colour"], "Blue");
    let none = patched(&blue, json!({ "op": "remove", "path": path }));
    assert_eq!(none.get(urn).unwrap().get("colour"), None);
}

#[test]
fn either_all_operations_succeed_or_none() {
    let before = babs();
    let both = json!([
        { "op": "replace", "path": "title", "value": "Vice President" },
        { "op": "remove", "path": "emails[type eq \"fax\"]" },
    ]);
    assert!(apply(&before, both).is_err());
    assert_eq!(before, babs());
}

#[test]
fn what_cannot_be_read_is_refused_by_its_kind() {
    let user = ResourceType::User;
    for (body, kind) in [
        (json!([]), "invalidSyntax"),
        (json!({ "Operations": [] }), "invalidSyntax"),
        (
            json!({ "schemas": [URN], "Operations": [] }),
            "invalidSyntax",
        ),
        (
            json!({ "schemas": [URN], "Operations": [1] }),
            "invalidSyntax",
        ),
    ] {
        assert_eq!(
            Patch::parse(user, &body).unwrap_err().to_json()["scimType"],
            kind
        );
    }
    for (operation, kind) in [
        (
            json!({ "op": "move", "path": "title", "value": "x" }),
            "invalidSyntax",
        ),
        (
            json!({ "op": "add", "path": 5, "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "add", "path": "a b", "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "add", "path": "emails[", "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "add", "path": "emails[type eq \"a\"].", "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "add", "path": "colour", "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "add", "path": "title[value pr]", "value": "x" }),
            "invalidPath",
        ),
        (
            json!({ "op": "add", "path": "emails[colour pr]", "value": "x" }),
            "invalidPath",
        ),
        (json!({ "op": "add", "path": "title" }), "invalidValue"),
        (
            json!({ "op": "add", "path": "title", "value": 5 }),
            "invalidValue",
        ),
        (
            json!({ "op": "add", "path": "active", "value": "perhaps" }),
            "invalidValue",
        ),
        (
            json!({ "op": "add", "path": "title", "value": "\0" }),
            "invalidValue",
        ),
        (json!({ "op": "add", "value": "x" }), "invalidValue"),
    ] {
        assert_eq!(refusal(&babs(), operation.clone()), kind, "{operation}");
    }
}

#[test]
fn where_the_fuzzer_starts_is_applied_or_refused_in_words() {
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds/scim_patch");
    let mut applied = 0;
    for seed in std::fs::read_dir(seeds).unwrap() {
        let text = std::fs::read_to_string(seed.unwrap().path()).unwrap();
        let body = serde_json::from_str(&text).unwrap();
        for resource in [babs(), staff()] {
            match Patch::parse(resource.kind(), &body).and_then(|patch| patch.apply(&resource)) {
                Ok(_) => applied += 1,
                Err(error) => assert!(!error.to_string().is_empty(), "{text}"),
            }
        }
    }
    assert!(applied >= 8, "{applied}");
}

/// Section 3.5.2, the paths of figure 7 and those in the text about it.
#[test]
fn the_paths_that_rfc_7644_writes_are_understood() {
    use ResourceType::{Group, User};
    for (kind, text) in [
        (Group, "members"),
        (User, "name.familyName"),
        (User, "addresses[type eq \"work\"]"),
        (
            Group,
            "members[value eq \"2819c223-7f76-453a-919d-413861904646\"]",
        ),
        (
            Group,
            "members[value eq \"2819c223-7f76-453a-919d-413861904646\"].display",
        ),
        (
            User,
            "emails[type eq \"work\" and value ew \"example.com\"]",
        ),
        (User, "addresses[type eq \"work\"].streetAddress"),
        (User, "urn:ietf:params:scim:schemas:core:2.0:User:userName"),
        (User, &format!("{ENTERPRISE}:manager.value")),
    ] {
        let path = Path::parse(text, kind).unwrap();
        assert_eq!(path.to_string(), text);
    }
}

#[test]
fn thousands_of_members_come_and_go_at_once() {
    let members: Vec<_> = (0..5_000)
        .map(|it| json!({ "value": it.to_string() }))
        .collect();
    let added = patched(
        &staff(),
        json!({ "op": "add", "path": "members", "value": members }),
    );
    assert_eq!(
        added.get("members").unwrap().as_array().unwrap().len(),
        5_000
    );
    let one_by_one = (0..5_000)
        .map(|it| json!({ "op": "remove", "path": format!("members[value eq \"{it}\"]") }));
    let removed = apply(&added, one_by_one.collect()).unwrap();
    assert_eq!(removed.get("members"), None);
}

#[test]
fn paths_are_printed_as_they_are_read() {
    for text in [
        "title",
        "name.familyName",
        "emails[type eq \"work\"].value",
        "members[value eq \"1\"]",
        ENTERPRISE,
    ] {
        assert_eq!(
            Path::parse(text, ResourceType::User).unwrap().to_string(),
            text
        );
    }
}
