//! New signing keys while the service is asked for tokens.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::Value;

use super::nodes::two_nodes;
use crate::harness::{App, Browser, Server, in_parallel};

const WORKERS: usize = 4;

fn token(app: &App) -> String {
    let answer = Browser::new().post_form(
        &app.endpoint("token"),
        &[
            ("grant_type", "client_credentials"),
            ("client_id", &app.client_id),
            ("client_secret", app.secret.as_deref().unwrap()),
        ],
    );
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

fn is_active(app: &App, token: &str) -> bool {
    let answer = Browser::new().post_form(
        &app.endpoint("introspect"),
        &[
            ("client_id", &app.client_id),
            ("client_secret", app.secret.as_deref().unwrap()),
            ("token", token),
        ],
    );
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["active"] == true
}

fn kid(token: &str) -> String {
    let header = BASE64URL.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

fn published(app: &App) -> Vec<Value> {
    let answer = Browser::new().get(&app.endpoint(".well-known/jwks"));
    assert_eq!(
        answer.header("content-length").unwrap(),
        answer.body.len().to_string()
    );
    answer.json()["keys"].as_array().unwrap().clone()
}

fn service(server: &Server) -> App {
    let settings = ["--set", "grant_types=[\"client_credentials\"]"];
    server.tenant("acme", &[]).app("service", &settings)
}

/// Asks one node for tokens and the other whether they are good, until both sign with new keys.
#[test]
fn nothing_fails_while_two_nodes_change_to_new_keys() {
    let (first, second) = two_nodes();
    let app = service(&first);
    let nodes = [app.clone(), app.at(&second)];
    let before = token(&app);
    let rotated = AtomicBool::new(false);
    let deadline = Instant::now() + Duration::from_mins(2);
    in_parallel(WORKERS + 1, |worker| {
        if worker == WORKERS {
            let rotate = ["admin", "key", "rotate", "--tenant", "acme"];
            let listed = first.json(&[&rotate[..], &["--lead-seconds", "10"]].concat());
            let states: Vec<_> = listed
                .as_array()
                .unwrap()
                .iter()
                .map(|key| &key["state"])
                .collect();
            assert_eq!(states, ["next", "next", "signing", "signing"]);
            rotated.store(true, Ordering::Relaxed);
            return;
        }
        let (asked, other) = (&nodes[worker % 2], &nodes[(worker + 1) % 2]);
        loop {
            let token = token(asked);
            let is_published = published(other).iter().any(|key| key["kid"] == kid(&token));
            assert!(
                is_published,
                "signed with a key that the other node does not publish"
            );
            assert!(is_active(other, &token));
            assert!(is_active(other, &before));
            if kid(&token) != kid(&before) {
                break;
            }
            assert!(Instant::now() < deadline, "the new key never signed");
        }
    });
    assert!(rotated.load(Ordering::Relaxed));
    assert!(
        published(&app)
            .iter()
            .all(|key| key["x5c"].is_array() == (key["kty"] == "RSA"))
    );
    let listed = first.json(&["admin", "key", "list", "--tenant", "acme"]);
    let states: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|key| &key["state"])
        .collect();
    assert_eq!(states, ["signing", "signing", "kept", "kept"]);
}

#[test]
fn keys_that_cannot_be_rotated_say_why() {
    let server = Server::start();
    let rotate = ["admin", "key", "rotate", "--tenant"];
    let failure = server.failure(&[&rotate[..], &["none"]].concat());
    assert!(failure.contains("there is no tenant 'none'"), "{failure}");
    let failure = server.failure(&[&rotate[..], &["main", "--lead-seconds", "9"]].concat());
    assert!(failure.contains("at least 10 seconds"), "{failure}");
}
