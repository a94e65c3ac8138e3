//! What holds of every PATCH, whatever it says.

use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use crate::fixture::{ENTERPRISE, babs};

const BADGE: &str = "urn:example:badge:1.0:User";

/// The person with what only the service sets.
fn person() -> Resource {
    let mut babs = babs();
    babs.set("id", "b-1");
    babs.set("groups", json!([{ "value": "g-1", "display": "Guides" }]));
    babs.set(
        "meta",
        json!({ "created": "2011-05-13T04:42:34Z", "version": "W/\"1\"" }),
    );
    babs
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof!["[ab]", "[A-C]{0,2}", Just("work".to_owned())].prop_map(Value::from)
}

fn flag() -> impl Strategy<Value = Value> {
    prop_oneof![any::<bool>().prop_map(Value::from), Just(json!("True"))]
}

/// One element of a list of addresses or numbers.
fn element() -> impl Strategy<Value = Value> {
    let part = |name: &'static str, value: BoxedStrategy<Value>| {
        proptest::option::of(value.prop_map(move |value| (name.to_owned(), value)))
    };
    (
        part("value", text().boxed()),
        part("type", text().boxed()),
        part("display", text().boxed()),
        part("primary", any::<bool>().prop_map(Value::from).boxed()),
    )
        .prop_map(|(a, b, c, d)| {
            let parts: Map<_, _> = [a, b, c, d].into_iter().flatten().collect();
            parts.into()
        })
}

fn elements() -> impl Strategy<Value = Value> {
    proptest::collection::vec(element(), 0..3).prop_map(Value::from)
}

fn object(name: &'static str) -> impl Strategy<Value = Value> {
    text().prop_map(move |value| json!({ name: value }))
}

/// A path, and a value that could stand there.
fn target() -> impl Strategy<Value = (String, Value)> {
    let at = |paths: &[&str], value: BoxedStrategy<Value>| {
        let paths: Vec<_> = paths.iter().map(|&path| path.to_owned()).collect();
        (proptest::sample::select(paths), value).boxed()
    };
    let department = format!("{ENTERPRISE}:department");
    let manager = format!("{ENTERPRISE}:manager");
    let colour = format!("{BADGE}:colour");
    prop_oneof![
        at(
            &["title", "NICKNAME", "displayName", "userName"],
            text().boxed()
        ),
        at(&["name.familyName", "name.givenName"], text().boxed()),
        at(&["active"], flag().boxed()),
        at(&["name"], object("familyName").boxed()),
        at(&["emails", "phoneNumbers", "ims"], elements().boxed()),
        at(&["emails", "emails[type eq \"work\"]"], element().boxed()),
        at(
            &[
                "emails[type eq \"work\"].value",
                "emails[type eq \"b\"].display",
                "phoneNumbers[value eq \"a\" and type eq \"b\"].display",
                "emails.display",
                "phoneNumbers.type",
            ],
            text().boxed()
        ),
        at(
            &[
                "emails.primary",
                "emails[type eq \"home\"].primary",
                "phoneNumbers[type pr].primary"
            ],
            flag().boxed()
        ),
        at(&[&department, &manager, &colour], text().boxed()),
        at(&[ENTERPRISE], object("department").boxed()),
        at(&[BADGE], object("colour").boxed()),
        at(&["id", "meta", "groups", "schemas"], text().boxed()),
    ]
}

fn operation() -> impl Strategy<Value = Value> {
    let verb = proptest::sample::select(vec!["add", "Replace", "replace", "Remove"]);
    let value = |value: Value| prop_oneof![9 => Just(value), 1 => Just(Value::Null)];
    let at_path = target().prop_flat_map(move |(path, given)| (Just(path), value(given)));
    let named = (verb, at_path, any::<bool>()).prop_map(|(verb, (path, value), has_value)| {
        let mut operation = json!({ "op": verb, "path": path });
        if verb != "Remove" || has_value {
            operation["value"] = value;
        }
        operation
    });
    let parts = proptest::collection::vec(target(), 1..4);
    let whole = (proptest::sample::select(vec!["add", "replace"]), parts)
        .prop_map(|(verb, parts)| json!({ "op": verb, "value": Map::from_iter(parts) }));
    prop_oneof![4 => named, 1 => whole]
}

fn apply(resource: &Resource, operations: &[&Value]) -> Result<Resource, ScimError> {
    let body = json!({ "schemas": [URN], "Operations": operations });
    Patch::parse(ResourceType::User, &body)?.apply(resource)
}

fn primaries(list: &Value) -> usize {
    let elements = list.as_array().into_iter().flatten();
    elements.filter(|it| it["primary"] == true).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_change_made_twice_is_the_change_made_once(one in operation()) {
        // What a filter has chosen, or a second part of the operation changes, is no longer what it was.
        let is_simple = one["path"].as_str().is_some_and(|path| !path.contains('['));
        if let (true, Ok(once)) = (is_simple, apply(&person(), &[&one])) {
            prop_assert_eq!(apply(&once, &[&one]), Ok(once));
        }
    }

    #[test]
    fn operations_are_made_one_after_the_other(one in operation(), other in operation()) {
        if let Ok(between) = apply(&person(), &[&one]) {
            prop_assert_eq!(apply(&person(), &[&one, &other]), apply(&between, &[&other]));
        }
    }

    #[test]
    fn what_comes_of_it_is_a_resource(all in proptest::collection::vec(operation(), 1..4)) {
        let Ok(mut changed) = apply(&person(), &all.iter().collect::<Vec<_>>()) else { return Ok(()) };
        for name in ["id", "meta", "groups"] {
            prop_assert_eq!(changed.take(name), person().take(name));
        }
        let read = Resource::parse(ResourceType::User, &changed.to_json());
        prop_assert_eq!(read, Ok(changed));
    }

    #[test]
    fn at_most_one_value_of_a_list_is_primary(all in proptest::collection::vec(operation(), 1..4)) {
        let Ok(changed) = apply(&person(), &all.iter().collect::<Vec<_>>()) else { return Ok(()) };
        for list in changed.attributes().values() {
            prop_assert!(primaries(list) <= 1, "{}", list);
        }
    }
}
