//! Who may call what, for every operation that the OpenAPI document says is for somebody: a new operation
//! is held to this without anybody writing a test for it.
//!
//! Unless `coverage/exceptions.txt` says otherwise, an operation is one of a tenant's administration: nobody
//! without a credential may call it (401), no user without a role (403), no key that only reads unless it is a
//! GET (403), no key for something else (403), no key of another tenant, to whom it is not there (404, in the
//! words of whatever is not there), and a key with every scope may.

pub(super) mod request;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::world::{Caller, WORLD, World};
use crate::harness::{Answer, CHALLENGE, Person};
use request::{Description, Request};

/// What operations are besides administration, one `operation_id kind` a line. This list only shrinks.
const EXCEPTIONS: &str = include_str!("coverage/exceptions.txt");

/// Whom an operation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Administrators of a tenant, and keys.
    Administration,
    /// Everybody, for what is their own.
    Own,
    /// Everybody who has just signed in, for what is their own: no key, whoever owns it.
    OwnInPerson,
    /// Administrators of a tenant, and keys, for what is of their own tenant, whichever that is.
    OwnTenant,
    /// Global administrators.
    Everywhere,
    /// Keys with the scope SCIM2.
    Provisioning,
}

/// Those who try.
struct Callers {
    nobody: Caller,
    /// A key for everything of somebody without a role.
    user: Caller,
    reader: Caller,
    /// A key for provisioning alone, and nobody's: an administrator is not provisioned.
    provisioner: Caller,
    /// A key for everything but provisioning.
    right: Caller,
    /// A key of another tenant, for everything.
    foreign: Caller,
}

static CALLERS: LazyLock<Callers> = LazyLock::new(|| {
    let all = ["USER", "CLIENT", "API_KEY", "TENANT"];
    let reading = ["USER:READ", "CLIENT:READ", "API_KEY:READ", "TENANT:READ"];
    let world: &World = &WORLD;
    // People of whom no other test wants anything: their sessions may end.
    let (warden, user) = (Person::named("warden"), Person::named("nobody-much"));
    world.create(&warden, &["--role", "tenant_admin"]);
    world.create(&user, &[]);
    Callers {
        nobody: world.nobody(),
        user: world.program_of(&user, &[&all[..], &["SCIM2"]].concat()),
        reader: world.program_of(&warden, &reading),
        provisioner: world.program(&world.acme, &["SCIM2"]),
        right: world.program_of(&warden, &all),
        foreign: world.program(&world.other, &[&all[..], &["SCIM2"]].concat()),
    }
});

static REQUESTS: LazyLock<Vec<Request>> = LazyLock::new(|| {
    let document = WORLD.nobody().get("/openapi.json").json();
    // What has this id is not there.
    let mut requests = Description::of(document, "acme", "none").requests();
    requests.retain(|request| request.is_for_somebody);
    assert!(requests.len() >= 20, "only {} operations", requests.len());
    requests
});

fn exceptions() -> BTreeMap<&'static str, Kind> {
    let lines = EXCEPTIONS.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (id, kind) = line.split_once(' ').unwrap();
            let kind = match kind {
                "own" => Kind::Own,
                "own-in-person" => Kind::OwnInPerson,
                "own-tenant" => Kind::OwnTenant,
                "everywhere" => Kind::Everywhere,
                other => panic!("{other} is no kind of operation"),
            };
            (id, kind)
        })
        .collect()
}

fn kind(request: &Request) -> Kind {
    if request.path.starts_with("/scim/") {
        return Kind::Provisioning;
    }
    let exceptions = exceptions();
    let listed = exceptions.get(request.id.as_str()).copied();
    listed.unwrap_or(Kind::Administration)
}

fn is_let_pass(answer: &Answer) -> bool {
    !matches!(answer.status, 401 | 403 | 405) && answer.status < 500
}

#[test]
fn every_exception_is_an_operation() {
    for id in exceptions().keys() {
        let is_it = |request: &Request| request.id == **id;
        assert!(REQUESTS.iter().any(is_it), "there is no operation {id}");
    }
}

#[test]
fn nobody_calls_it_without_a_credential() {
    for request in &*REQUESTS {
        let answer = request.send(&CALLERS.nobody);
        assert_eq!(answer.status, 401, "{request}: {answer}");
        let challenge = answer.header("www-authenticate");
        assert_eq!(challenge, Some(CHALLENGE), "{request}");
    }
}

#[test]
fn a_user_calls_what_is_their_own_alone() {
    for request in &*REQUESTS {
        let answer = request.send(&CALLERS.user);
        match kind(request) {
            Kind::Own => assert!(is_let_pass(&answer), "{request}: {answer}"),
            _ => assert_eq!(answer.status, 403, "{request}: {answer}"),
        }
    }
}

#[test]
fn a_key_that_reads_does_not_write() {
    for request in &*REQUESTS {
        let answer = request.send(&CALLERS.reader);
        let may_read = matches!(
            kind(request),
            Kind::Own | Kind::OwnTenant | Kind::Administration
        );
        let reads = request.method == "GET" && may_read;
        if reads {
            assert!(is_let_pass(&answer), "{request}: {answer}");
        } else {
            assert_eq!(answer.status, 403, "{request}: {answer}");
        }
    }
}

#[test]
fn a_key_for_something_else_does_nothing() {
    for request in &*REQUESTS {
        let (other, right) = match kind(request) {
            Kind::Provisioning => (&CALLERS.right, &CALLERS.provisioner),
            _ => (&CALLERS.provisioner, &CALLERS.right),
        };
        let refused = request.send(other);
        assert_eq!(refused.status, 403, "{request}: {refused}");
        let answer = request.send(right);
        match kind(request) {
            // A key never exceeds its tenant, and is nobody who has just signed in.
            Kind::Everywhere | Kind::OwnInPerson => {
                assert_eq!(answer.status, 403, "{request}: {answer}");
            }
            _ => assert!(is_let_pass(&answer), "{request}: {answer}"),
        }
    }
}

#[test]
fn to_another_tenant_it_is_not_there() {
    let missing = CALLERS.right.get("/api/tenants/acme/users/nobody");
    assert_eq!(missing.status, 404, "{missing}");
    for request in &*REQUESTS {
        if !matches!(kind(request), Kind::Administration | Kind::Provisioning) {
            continue;
        }
        let answer = request.send(&CALLERS.foreign);
        assert_eq!(answer.status, 404, "{request}: {answer}");
        if kind(request) == Kind::Administration {
            let said: Value = answer.json();
            assert_eq!(said, missing.json(), "{request}");
        }
    }
}
