//! The audit log over HTTP and at the command line.

use serde_json::{Value, json};

use super::world::{Caller, WORLD};
use crate::harness::{Answer, Person, Tenant};

const SCOPES: &[&str] = &["TENANT:READ", "USER"];

/// A tenant in which a program has created three users and deleted one of them.
fn audited(id: &str) -> (Tenant, Caller) {
    let tenant = WORLD.server.tenant(id, &[]);
    let program = WORLD.program(&tenant, SCOPES);
    for name in ["ada", "bob", "eve"] {
        create(&program, id, name);
    }
    let gone = program.send_bare("DELETE", &format!("/api/tenants/{id}/users/eve"));
    assert_eq!(gone.status, 204, "{gone}");
    (tenant, program)
}

fn create(program: &Caller, tenant: &str, name: &str) {
    let email = format!("{name}@example.org");
    let user = json!({"user_id": name, "username": name, "email": email, "tenant_id": tenant});
    let answer = program.send("POST", &format!("/api/tenants/{tenant}/users"), &user);
    assert_eq!(answer.status, 201, "{answer}");
}

fn list(program: &Caller, tenant: &Tenant, query: &str) -> Value {
    let answer = program.get(&format!("/api/tenants/{}/audit-events?{query}", tenant.id));
    assert_eq!(answer.status, 200, "{query}: {answer}");
    answer.json()
}

/// What happened to whom, in the order of the list.
fn happened(events: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let events = events.as_array().unwrap().iter();
    events
        .map(|event| (text(&event["kind"]), text(&event["subject"])))
        .collect()
}

fn lines(answer: &Answer) -> Vec<Value> {
    let text = String::from_utf8(answer.body.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn events_are_listed_by_filter_the_newest_first() {
    let (tenant, program) = audited("audited");
    let all = list(&program, &tenant, "");
    let total = all["data"].as_array().unwrap().len();
    assert_eq!(
        (&all["has_next"], &all["next_cursor"]),
        (&json!(false), &json!(null))
    );
    let newest = &all["data"][0];
    assert_eq!(newest["kind"], "user.deleted");
    assert_eq!(newest["subject"], "eve");
    assert_eq!(newest["outcome"], "success");
    assert_eq!(newest["tenant_id"], "audited");
    assert_eq!(newest["address"], "127.0.0.1");
    let actor = newest["actor"].as_str().unwrap();
    assert!(actor.starts_with("api_key:"), "{actor}");

    let created = list(&program, &tenant, "kind=user.created&sort_direction=1");
    let users = ["ada", "bob", "eve"].map(|name| ("user.created".to_owned(), name.to_owned()));
    assert_eq!(happened(&created["data"]), users);
    let moment = newest["at"].as_str().unwrap();
    for (query, expected) in [
        ("subject=eve&outcome=success", 2),
        (&format!("actor={actor}"), 4),
        ("outcome=failure", 0),
        (&format!("from={moment}"), 1),
        (&format!("until={moment}"), total - 1),
    ] {
        let found = list(&program, &tenant, query);
        assert_eq!(found["data"].as_array().unwrap().len(), expected, "{query}");
    }
}

#[test]
fn pages_follow_each_other_while_events_are_added() {
    let (tenant, program) = audited("paged");
    let whole = list(&program, &tenant, "")["data"].clone();
    let (mut cursor, mut read) = (String::new(), Vec::new());
    loop {
        let page = list(&program, &tenant, &format!("limit=2{cursor}"));
        read.extend(page["data"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else {
            assert_eq!(page["has_next"], false);
            break;
        };
        cursor = format!("&cursor={next}");
        let more = format!("more{}", read.len());
        create(&program, &tenant.id, &more);
    }
    assert_eq!(json!(read), whole);
}

#[test]
fn an_export_is_the_whole_log_in_lines_the_oldest_first() {
    let (tenant, program) = audited("exported");
    let path = "/api/tenants/exported/audit-events/export";
    let export = program.get(path);
    assert_eq!(export.status, 200, "{export}");
    assert_eq!(export.header("content-type"), Some("application/jsonl"));
    let mut exported = lines(&export);
    let at_the_command_line = WORLD
        .server
        .text(&["admin", "events", "export", "--tenant", "exported"]);
    let printed: Vec<Value> = at_the_command_line
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(printed, exported);
    exported.reverse();
    assert_eq!(
        list(&program, &tenant, "limit=500")["data"],
        json!(exported)
    );
    let listed = WORLD
        .server
        .json(&["admin", "events", "list", "--tenant", "exported"]);
    assert_eq!(listed, json!(exported));
    let first = program.get(&format!("{path}?limit=1&kind=user.created"));
    assert_eq!(
        happened(&json!(lines(&first))),
        [("user.created".to_owned(), "ada".to_owned())]
    );
}

#[test]
fn a_log_is_for_the_administration_of_its_tenant_alone() {
    let (_, program) = audited("apart");
    let others = WORLD.program(&WORLD.other, SCOPES);
    let bob = WORLD.person(&WORLD.bob, &["openid", "admin", "account"]);
    let ada = WORLD.person(&WORLD.ada, &["openid", "admin"]);
    for suffix in ["", "/export"] {
        let path = format!("/api/tenants/apart/audit-events{suffix}");
        assert_eq!(others.get(&path).status, 404);
        assert_eq!(ada.get(&path).status, 404);
        assert_eq!(program.get(&path).status, 200);
        let own = format!("/api/tenants/acme/audit-events{suffix}");
        assert_eq!(bob.get(&own).status, 403);
        assert_eq!(ada.get(&own).status, 200);
        assert_eq!(WORLD.nobody().get(&own).status, 401);
    }
}

#[test]
fn a_filter_that_says_nothing_is_named() {
    let (_, program) = audited("misread");
    let long = format!("subject={}", "x".repeat(257));
    for (query, field) in [
        ("from=yesterday", "from"),
        ("until=2026-01-31", "until"),
        ("kind=session", "kind"),
        ("actor=robot:ada", "actor"),
        ("outcome=maybe", "outcome"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("sort_direction=2", "sort_direction"),
        ("cursor=2", "cursor"),
        ("cursor=1.-1", "cursor"),
        (long.as_str(), "subject"),
        ("subject=%00", "subject"),
    ] {
        let answer = program.get(&format!("/api/tenants/misread/audit-events?{query}"));
        assert_eq!(answer.status, 422, "{query}: {answer}");
        assert_eq!(
            answer.json()["detail"][0]["loc"],
            json!(["query", field]),
            "{query}"
        );
    }
    let answer = program.get("/api/tenants/misread/audit-events/export?limit=1000001");
    assert_eq!(answer.status, 422, "{answer}");
}

#[test]
fn what_was_refused_is_told_from_what_succeeded() {
    let tenant = WORLD.server.tenant("watched", &[]);
    let ada = Person::named("ada").with_pin("482915");
    tenant.enrol(&ada);
    tenant.register(&ada);
    let program = WORLD.program(&tenant, SCOPES);
    let failures = list(&program, &tenant, "outcome=failure");
    let kinds: Vec<String> = happened(&failures["data"])
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(kinds, ["registration.refused"]);
    let confirmed = list(
        &program,
        &tenant,
        "kind=registration.confirmed&outcome=success",
    );
    assert_eq!(confirmed["data"].as_array().unwrap().len(), 1);
}
