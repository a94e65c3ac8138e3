//! Blocks as administrators see and lift them.

use std::sync::LazyLock;

use serde_json::json;
use zkp_protocol::Purpose;

use super::world::{Caller, WORLD};
use crate::harness::{Begin, Browser, Person, Tenant};

/// A tenant of these tests alone: whoever is blocked in it disturbs nobody.
static WALLED: LazyLock<Tenant> = LazyLock::new(|| {
    let limits = [
        "block_config.user_attempts_limit=3",
        "block_config.ip_attempts_limit=4",
    ];
    WORLD.server.tenant("walled", &limits)
});

fn begin(tenant: &Tenant, person: &Person) -> u16 {
    let begin = Begin::new(Purpose::Login, &person.knowledge());
    let answer = begin.send(&Browser::new(), tenant, &person.username);
    answer.status
}

fn lists(caller: &Caller, kind: &str) -> serde_json::Value {
    let tenant = &WALLED.id;
    let list = caller.get(&format!("/api/tenants/{tenant}/blocked-{kind}"));
    assert_eq!(list.status, 200, "{list}");
    let alias = caller.get(&format!("/api/blocked-{kind}/{tenant}"));
    assert_eq!(alias.json(), list.json());
    list.json()
}

#[test]
fn a_blocked_account_is_listed_and_let_in_again() {
    let program = WORLD.program(&WALLED, &["USER"]);
    let dora = Person::named("dora").with_pin("482915");
    WALLED.enrol(&dora);
    for _ in 0..3 {
        assert_eq!(begin(&WALLED, &dora), 200);
    }
    assert_eq!(begin(&WALLED, &dora), 429);
    let page = lists(&program, "users");
    assert_eq!(
        (&page["total_count"], &page["has_next"]),
        (&json!(1), &json!(false))
    );
    let blocked = &page["data"][0];
    assert_eq!(blocked["username"], "dora");
    assert_eq!(blocked["tenant_id"], "walled");
    assert_eq!(blocked["block_time_seconds"], 60);
    let user = blocked["user_id"].as_str().unwrap();
    let path = format!("/api/tenants/walled/blocked-users/{user}");
    let reader = WORLD.program(&WALLED, &["USER:READ"]);
    assert_eq!(reader.send_bare("DELETE", &path).status, 403);
    assert_eq!(program.send_bare("DELETE", &path).status, 204);
    assert_eq!(program.send_bare("DELETE", &path).status, 404);
    assert_eq!(lists(&program, "users")["total_count"], 0);
    assert_eq!(begin(&WALLED, &dora), 200);
}

#[test]
fn what_is_no_window_or_no_address_is_refused() {
    let program = WORLD.program(&WALLED, &["USER"]);
    for query in [
        "page=-1",
        "page_size=0",
        "page_size=501",
        "sort_direction=2",
    ] {
        let answer = program.get(&format!("/api/blocked-ips/walled?{query}"));
        assert_eq!(answer.status, 422, "{query}: {answer}");
    }
    let path = "/api/tenants/walled/blocked-ips/nowhere";
    assert_eq!(program.send_bare("DELETE", path).status, 404);
}
