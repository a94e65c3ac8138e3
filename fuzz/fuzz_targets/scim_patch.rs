//! Whatever a PATCH says, reading and applying it never panics; what comes of it is a resource
//! again, with what only the service sets as it was and at most one primary value in each list.
//!
//! `cargo +nightly fuzz run scim_patch -- -max_len=4096`

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use scim::Resource;
use scim::patch::Patch;
use scim::schema::ResourceType;
use serde_json::{Value, json};

/// A user and a group with a bit of everything.
static BEFORE: LazyLock<[Resource; 2]> = LazyLock::new(|| {
    let user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "bjensen@example.com",
        "name": { "familyName": "Jensen", "givenName": "Barbara" },
        "emails": [
            { "value": "bjensen@example.com", "type": "work", "primary": true },
            { "value": "babs@jensen.org", "type": "home" },
        ],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Tours" },
        "urn:example:badge:1.0:User": { "colour": "Red", "level": 7 },
    });
    let group = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Guides",
        "members": [{ "value": "1" }, { "value": "2" }],
    });
    let read = |kind, document| Resource::parse(kind, &document).expect("it is a resource");
    [read(ResourceType::User, user), read(ResourceType::Group, group)].map(|mut resource| {
        resource.set("id", "1");
        resource.set("meta", json!({ "version": "W/\"1\"" }));
        resource
    })
});

fn primaries(list: &Value) -> usize {
    let elements = list.as_array().into_iter().flatten();
    elements.filter(|it| it["primary"] == true).count()
}

fuzz_target!(|text: &str| {
    let Ok(body) = serde_json::from_str::<Value>(text) else {
        return;
    };
    for before in &*BEFORE {
        let kind = before.kind();
        let Ok(patch) = Patch::parse(kind, &body) else {
            continue;
        };
        let Ok(mut after) = patch.apply(before) else {
            continue;
        };
        assert!(after.attributes().values().all(|list| primaries(list) <= 1));
        for name in ["id", "meta"] {
            assert_eq!(after.take(name).as_ref(), before.get(name));
        }
        assert_eq!(Resource::parse(kind, &after.to_json()), Ok(after));
    }
});
