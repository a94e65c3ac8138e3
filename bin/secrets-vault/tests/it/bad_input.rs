//! Whatever is sent, the answer is a clear 4xx, and nothing is stored.

mod json;
mod oauth;
mod storage;
mod urls;

use serde_json::Value;

use crate::harness::{Answer, Server, Tenant};
use storage::Snapshot;

/// A service of which nothing changes but by the requests of one test.
fn service() -> (Server, Tenant) {
    let server = Server::start();
    let acme = server.tenant("acme", &[]);
    (server, acme)
}

/// The published API's 422 shape: places and messages, each with its type.
fn fields(answer: &Answer) -> Vec<(Vec<String>, String)> {
    let body = answer.json();
    assert_eq!(body.as_object().unwrap().len(), 1, "{answer}");
    let detail = body["detail"]
        .as_array()
        .unwrap_or_else(|| panic!("no detail: {answer}"));
    assert!(!detail.is_empty(), "{answer}");
    let field = |error: &Value| {
        assert_eq!(error.as_object().unwrap().len(), 3, "{answer}");
        let kind = error["type"].as_str().unwrap();
        let message = error["msg"].as_str().unwrap();
        assert!(!kind.is_empty() && !message.is_empty(), "{answer}");
        (
            serde_json::from_value(error["loc"].clone()).unwrap(),
            message.to_owned(),
        )
    };
    detail.iter().map(field).collect()
}

/// Checks that `answer` is a 422, or what else is expected, about the field at `place`.
fn assert_field(name: &str, answer: &Answer, status: u16, place: &[&str]) {
    assert_eq!(answer.status, status, "{name}: {answer}");
    let (found, message) = fields(answer).swap_remove(0);
    assert_eq!(found, place, "{name}: {message}");
    assert!(
        !message.contains("src/") && !message.contains("::"),
        "{name}: {message}"
    );
}

/// Checks that `answer` is an OAuth error (RFC 6749, section 5.2).
fn assert_oauth(name: &str, answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{name}: {answer}");
    let body = answer.json();
    assert_eq!(body["error"], code, "{name}");
    assert!(
        !body["error_description"].as_str().unwrap().is_empty(),
        "{name}"
    );
}

/// Runs `act`, and checks that it leaves the database as it was.
fn leaves_nothing(server: &Server, act: impl FnOnce()) {
    let before = Snapshot::of(server);
    act();
    let after = Snapshot::of(server);
    assert!(before == after, "something was stored");
}
