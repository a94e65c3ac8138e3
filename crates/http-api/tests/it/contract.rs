//! What is served is what was published (docs/api/contract.json), but for what is listed.

mod check;
mod schema;

use std::collections::BTreeSet;

use check::Check;
use serde_json::Value;

const CONTRACT: &str = include_str!("../../../../docs/api/contract.json");
/// The operations that are not served as published yet, by their ids. This list only shrinks.
const OPEN: &str = include_str!("contract/open.txt");

fn published() -> Value {
    serde_json::from_str(CONTRACT).unwrap()
}

#[test]
fn the_document_is_composed_of_what_the_routes_say() {
    let is_current = http_api::compose().unwrap() == http_api::DOCUMENT;
    assert!(
        is_current,
        "docs/api/openapi.json is old: `just openapi` writes it anew"
    );
}

#[test]
fn every_operation_is_served_as_published() {
    let served: Value = serde_json::from_str(http_api::DOCUMENT).unwrap();
    let open: BTreeSet<&str> = OPEN.lines().filter(|line| !line.starts_with('#')).collect();
    let published = published();
    let found = Check::run(&published, &served);
    let mut wrong = Vec::new();
    for (id, differences) in &found {
        match (open.contains(id), differences.is_empty()) {
            (false, false) => wrong.extend(differences.clone()),
            (true, true) => wrong.push(format!(
                "{id}: served as published; take it out of open.txt"
            )),
            _ => {}
        }
    }
    for id in open.iter().filter(|id| !found.contains_key(*id)) {
        wrong.push(format!("{id}: in open.txt, but there is no such operation"));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_published_document_keeps_itself_and_no_changed_copy_does() {
    let published = published();
    let differences =
        |other: &Value| -> usize { Check::run(&published, other).values().map(Vec::len).sum() };
    assert_eq!(differences(&published), 0);
    for (old, new) in [
        ("\"post_logout_redirect_uri\":", "\"x\":"),
        ("\"/api/user/me\":", "\"/api/user/you\":"),
        ("\"name\":\"offset\"", "\"name\":\"skip_over\""),
        ("\"201\":", "\"200\":"),
        ("\"date-time\"", "\"date\""),
        ("\"boolean\"", "\"string\""),
        ("[\"array\",\"null\"]", "\"array\""),
        ("\"EdDSA\"]", "\"ES256\"]"),
        ("\"default\":false", "\"default\":true"),
        ("\"security\":", "\"x\":"),
        ("\"maximum\":500", "\"maximum\":1000"),
        ("\"exclusiveMinimum\":0", "\"minimum\":0"),
        ("\"required\":[\"user_id\",", "\"required\":["),
        (
            "\"required\":[\"users\"]",
            "\"required\":[\"users\",\"more\"]",
        ),
        ("application/x-www-form-urlencoded", "text/plain"),
    ] {
        let text = published.to_string();
        assert!(text.contains(old), "{old}");
        let changed = serde_json::from_str(&text.replace(old, new)).unwrap();
        assert_ne!(differences(&changed), 0, "{old} written as {new}");
    }
}
