//! How well people sign in, over HTTP.

use serde_json::{Value, json};

use super::world::WORLD;
use crate::harness::Person;

#[test]
fn what_clients_report_and_what_was_refused_is_counted() {
    let tenant = WORLD.server.tenant("measured", &[]);
    let app = tenant.app("notes", &[]);
    let ada = Person::named("ada").with_pin("482915");
    tenant.enrol(&ada);
    let program = WORLD.program(&tenant, &["TENANT:READ"]);
    let quality = |query: &str| -> Value {
        let answer = program.get(&format!("/api/tenants/measured/sign-in-quality{query}"));
        assert_eq!(answer.status, 200, "{query}: {answer}");
        answer.json()
    };
    assert_eq!(quality("")["reports"], 0);
    tenant.log_in(&app, &ada);
    tenant.log_in(&app, &ada);
    let after = quality("");
    // The same file each time: no bit differs.
    assert_eq!(
        after["bit_error_rates"],
        json!([{"percent": 0, "count": 2}])
    );
    assert_eq!(
        (&after["reports"], &after["is_complete"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(after["refusals"], json!([]));
    let until = after["from"].as_str().unwrap();
    assert_eq!(quality(&format!("?until={until}"))["reports"], 0);
}

#[test]
fn a_time_that_is_none_is_named() {
    let program = WORLD.program(&WORLD.acme, &["TENANT:READ"]);
    for (query, field) in [
        ("from=yesterday", "from"),
        ("until=soon", "until"),
        (
            "from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z",
            "until",
        ),
    ] {
        let answer = program.get(&format!("/api/tenants/acme/sign-in-quality?{query}"));
        assert_eq!(answer.status, 422, "{query}: {answer}");
        assert_eq!(
            answer.json()["detail"][0]["loc"],
            json!(["query", field]),
            "{query}"
        );
    }
}
