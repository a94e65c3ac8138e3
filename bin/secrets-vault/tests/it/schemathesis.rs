//! The API as an independent tester takes its OpenAPI document: requests that keep to it and requests that do not are
//! made from it, and every answer must be one that it describes. What is checked, and what is not and why, says
//! `tests/schemathesis/schemathesis.toml`.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Browser, Home, Server};

/// Requests that a run makes at least.
const CASES: u64 = 2000;
/// Of how many operations in a hundred the good answer is seen at least.
const SUCCESSFUL: usize = 60;

#[test]
#[ignore = "takes minutes: `cargo xtask test` runs it by itself"]
fn every_answer_is_described_on_sqlite() {
    check(Home::on_sqlite());
}

#[test]
#[ignore = "takes minutes: `cargo xtask test` runs it by itself"]
fn every_answer_is_described_on_postgres() {
    check(Home::on_postgres());
}

fn check(home: Home) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tester = root.join("../../target/schemathesis/bin/schemathesis");
    assert!(
        tester.exists(),
        "schemathesis is missing: \"cargo xtask test\" brings it to target/schemathesis"
    );
    // The tester asks as fast as it can.
    let server = home
        .at_a_free_port()
        .with("SCIM__REQUESTS_PER_MINUTE", "0")
        .start();
    let seeds = sown(&server);
    let report = server.path("report.json");
    let run = Command::new(tester)
        .arg("--config-file")
        .arg(root.join("tests/schemathesis/schemathesis.toml"))
        .args(["run", &server.at("/openapi.json"), "--report-json-path"])
        .arg(&report)
        .envs(seeds)
        .current_dir(server.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let failed = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}\n{failed}");
    let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let cases = report["test_cases"]["generated"].as_u64().unwrap();
    assert!(cases >= CASES, "only {cases} requests\n{said}");
    let operations = report["operations"]["tested"].as_u64().unwrap();
    let operations = usize::try_from(operations).unwrap();
    let seen = successful(&report);
    let count = seen.len();
    assert!(
        count * 100 >= operations * SUCCESSFUL,
        "only {count} of {operations} operations succeeded: {seen:#?}"
    );
}

/// The operations of which the good answer was seen.
fn successful(report: &Value) -> Vec<&str> {
    let is_seen = |phases: &Value| {
        let mut phases = phases.as_object().unwrap().values();
        phases.any(|rate| rate["accepted"].as_u64() > Some(0))
    };
    let rates = report["valid_rates"].as_object().unwrap();
    let seen = rates.iter().filter(|(_, phases)| is_seen(phases));
    seen.map(|(operation, _)| operation.as_str()).collect()
}

/// Makes what the requests name, and gives what is known only then: a key for everything in the tenant, and ids that
/// the service has drawn.
fn sown(server: &Server) -> Vec<(String, String)> {
    server.tenant("acme", &["passkey_enabled=true"]);
    let user = [
        "admin",
        "user",
        "create",
        "--tenant",
        "acme",
        "--username",
        "ada",
    ];
    let more = ["--email", "ada@example.org", "--role", "tenant_admin"];
    server.json(&[&user[..], &more].concat());
    let mut arguments = vec![
        "admin", "api-key", "create", "--tenant", "acme", "--owner", "ada",
    ];
    let scopes = ["USER", "CLIENT", "API_KEY", "TENANT", "SCIM2"];
    arguments.extend(scopes.iter().flat_map(|scope| ["--scope", scope]));
    let key = text(&server.json(&arguments)["api_key"]);
    let browser = Browser::new().with("x-api-key", &key);
    let made = |path: &str, body: Value| {
        let answer = browser.post_json(&server.at(path), &body);
        assert!(answer.status < 300, "{path}: {answer}");
        answer.json()
    };
    for number in 0..6 {
        let name = format!("seed-{number}");
        let email = format!("{name}@example.org");
        let user = json!({"user_id": name, "username": name, "email": email, "tenant_id": "acme"});
        made("/api/tenants/acme/users", user);
    }
    for number in 0..3 {
        let client =
            json!({"client_id": format!("app-{number}"), "name": "App", "tenant_id": "acme"});
        made("/api/clients", client);
    }
    let mut variables = vec![("API_KEY".to_owned(), key.clone())];
    for number in 0..4 {
        let form = json!({"name": "seed", "scopes": ["USER:READ"], "tenant_id": "acme"});
        let made = made("/api/user/api-keys", form);
        variables.push((format!("KEY_{number}"), text(&made["key_id"])));
    }
    for number in 0..2 {
        let schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
        let group = json!({"schemas": schemas, "displayName": format!("seed-{number}")});
        let made = made("/scim/v2/acme/Groups", group);
        variables.push((format!("GROUP_{number}"), text(&made["id"])));
    }
    variables
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
