//! What no operation takes, for every operation of the OpenAPI document: a new one is held to this without anybody
//! writing a test for it.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::coverage::request::{Description, Misfit, Request, kind};
use super::world::{Caller, WORLD};
use crate::harness::{Answer, Person};

/// More than any body may have.
const HUGE: usize = 17 << 20;
/// More characters than any text may have, and fewer than any body.
const LONG: usize = 40_000;

/// Requests about a user and a client that there are.
static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| {
    let id = "limited";
    let user = json!({
        "user_id": id, "username": id, "email": "limited@example.org", "tenant_id": "acme",
    });
    let answer = PROGRAM.send("POST", "/api/tenants/acme/users", &user);
    assert_eq!(answer.status, 201, "{answer}");
    let client = json!({
        "client_id": id, "tenant_id": "acme", "name": "Limited", "client_type": "public",
        "redirect_uris": ["https://limited.example/back"],
    });
    let answer = PROGRAM.send("POST", "/api/clients", &client);
    assert_eq!(answer.status, 200, "{answer}");
    let document = WORLD.nobody().get("/openapi.json").json();
    Description::of(document, "acme", id)
});

static REQUESTS: LazyLock<Vec<Request>> = LazyLock::new(|| DESCRIPTION.requests());

/// An administrator's program, for everything but provisioning.
static PROGRAM: LazyLock<Caller> = LazyLock::new(|| {
    let keeper = Person::named("keeper");
    WORLD.create(&keeper, &["--role", "tenant_admin"]);
    WORLD.program_of(&keeper, &["USER", "CLIENT", "API_KEY", "TENANT"])
});

/// A program that provisions.
static PROVISIONER: LazyLock<Caller> = LazyLock::new(|| WORLD.program(&WORLD.acme, &["SCIM2"]));

fn caller(request: &Request) -> &'static Caller {
    if request.path.starts_with("/scim/") {
        &PROVISIONER
    } else {
        &PROGRAM
    }
}

/// The operations with a body of JSON, and a body that each takes.
fn with_body() -> impl Iterator<Item = (&'static Request, &'static Value)> {
    let requests = REQUESTS.iter().filter(|request| request.is_json);
    requests.filter_map(|request| Some((request, request.body.as_ref()?)))
}

/// It was refused, in one of these ways, or before it was read because no program may do that.
fn is_refused(what: &str, answer: &Answer, expected: &[u16]) {
    let status = answer.status;
    let is_known = status == 403 || expected.contains(&status);
    assert!(is_known, "{what}: {answer}");
    let kind = answer.header("content-type").unwrap_or_default();
    assert!(kind.contains("json"), "{what}: {kind}");
}

fn send(request: &Request, misfit: &Misfit) -> Answer {
    let caller = caller(request);
    match &misfit.body {
        Some(body) if request.is_json => caller.send(&request.method, &misfit.path, body),
        Some(body) => caller.send_form(&request.method, &misfit.path, body),
        None => caller.send_bare(&request.method, &misfit.path),
    }
}

#[test]
fn a_body_that_is_too_large_is_refused_as_such() {
    for (request, _) in with_body() {
        let body = vec![b' '; HUGE];
        let answer = caller(request).send_bytes(&request.method, &request.path, body);
        is_refused(&request.to_string(), &answer, &[413]);
    }
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    let deep = format!("{{\"x\":{}", "[".repeat(60_000));
    for (request, good) in with_body() {
        let good = good.to_string();
        for body in [
            Vec::new(),
            good.as_bytes()[..good.len() - 1].to_vec(),
            format!("{good}{good}").into(),
            b"[]".to_vec(),
            b"null".to_vec(),
            b"{\"\xff\": 1}".to_vec(),
            b"{\"x\": \"\xed\xa0\x80\"}".to_vec(),
            deep.clone().into(),
        ] {
            let answer = caller(request).send_bytes(&request.method, &request.path, body);
            // To SCIM, a program is nobody that it could change.
            is_refused(&request.to_string(), &answer, &[400, 404, 422]);
        }
    }
}

/// Of a batch each user is answered for; nobody was created.
fn is_nobodys(request: &Request, answer: &Answer) -> bool {
    let created = || answer.json()["success_created_count"].as_u64();
    request.id.starts_with("batch_") && answer.status == 201 && created().unwrap_or(0) == 0
}

/// Every value of these operations that `misfits` finds wrong for its schema is refused.
fn are_refused(
    requests: impl Iterator<Item = &'static Request>,
    misfits: &dyn Fn(&Value) -> Vec<Value>,
) {
    let mut sent = 0;
    for request in requests {
        for misfit in DESCRIPTION.misfits(request, misfits) {
            let what = format!("{request}: {}", misfit.place);
            let answer = send(request, &misfit);
            // What is nobody's, or gives nothing, may be said before the rest is read.
            let is_refused = matches!(answer.status, 400 | 401 | 403 | 404 | 413 | 422);
            assert!(
                is_refused || is_nobodys(request, &answer),
                "{what}: {answer}"
            );
            sent += 1;
        }
    }
    assert!(sent > 40, "only {sent} were sent");
}

#[test]
fn a_text_is_not_too_long() {
    let long: Value = "x".repeat(LONG).into();
    are_refused(REQUESTS.iter(), &|schema| match kind(schema) {
        Some("string") => vec![long.clone()],
        _ => Vec::new(),
    });
}

#[test]
fn a_text_has_no_nul() {
    are_refused(REQUESTS.iter(), &|schema| match kind(schema) {
        Some("string") => vec![json!("a\0b")],
        _ => Vec::new(),
    });
}

#[test]
fn a_list_is_not_too_long() {
    are_refused(REQUESTS.iter(), &|schema| match kind(schema) {
        Some("array") => vec![vec![json!("x"); LONG / 4].into()],
        _ => Vec::new(),
    });
}

#[test]
fn a_number_keeps_to_its_bounds() {
    // SCIM reads a number that is too small as the smallest (RFC 7644, section 3.4.2.4).
    let requests = REQUESTS.iter().filter(|it| !it.path.starts_with("/scim/"));
    are_refused(requests, &|schema| {
        if kind(schema) != Some("integer") {
            return Vec::new();
        }
        let bounds = [(&schema["minimum"], -1), (&schema["maximum"], 1)];
        let mut beyond: Vec<Value> = bounds
            .into_iter()
            .filter_map(|(bound, step)| Some(json!(bound.as_i64()?.checked_add(step)?)))
            .collect();
        beyond.extend([json!(u64::MAX), json!(1.5), json!("x"), json!("")]);
        beyond
    });
}

#[test]
fn a_page_may_be_as_large_as_is_said() {
    for request in REQUESTS.iter().filter(|request| request.method == "GET") {
        let greatest = |schema: &Value| match (&schema["minimum"], &schema["maximum"]) {
            (least, most) if least.is_i64() && most.is_i64() => vec![least.clone(), most.clone()],
            _ => Vec::new(),
        };
        for misfit in DESCRIPTION.misfits(request, &greatest) {
            let answer = send(request, &misfit);
            let is_given = matches!(answer.status, 200 | 403);
            assert!(is_given, "{request}: {}: {answer}", misfit.place);
        }
    }
}

#[test]
fn reserved_names_are_nobodys() {
    for id in ["token", "logout"] {
        let said = WORLD.server.failure(&["admin", "tenant", "create", id]);
        assert!(said.contains(id) || said.contains("reserved"), "{said}");
        assert_eq!(PROGRAM.get(&format!("/api/tenants/{id}")).status, 404);
    }
    for id in [
        "batch",
        "batch-delete",
        "by-name",
        "a/b",
        "a b",
        &"x".repeat(129),
    ] {
        let user = json!({
            "user_id": id, "username": "reserved", "email": "reserved@example.org", "tenant_id": "acme",
        });
        let answer = PROGRAM.send("POST", "/api/tenants/acme/users", &user);
        assert_eq!(answer.status, 422, "{id}: {answer}");
        assert_eq!(
            answer.json()["detail"][0]["loc"],
            json!(["body", "user_id"])
        );
    }
}
