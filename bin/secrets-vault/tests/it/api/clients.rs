//! Clients, as those who manage them do, and as everybody sees them.

use serde_json::{Value, json};

use super::world::{Caller, WORLD};
use crate::harness::{App, Browser};

fn manager() -> Caller {
    WORLD.program(&WORLD.acme, &["CLIENT"])
}

/// Registers a client of `acme`, and gives the answer.
fn registered(key: &Caller, id: &str, more: &Value) -> Value {
    let mut body = json!({ "client_id": id, "name": "App", "tenant_id": "acme",
        "redirect_uris": ["https://app.example/back"] });
    let more = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(more);
    let answer = key.send("POST", "/api/clients", &body);
    assert_eq!(answer.status, 200, "{answer}");
    answer.json()
}

fn path(id: &str) -> String {
    format!("/api/clients/{id}?tenant_id=acme")
}

/// Whether the token endpoint knows the client by that secret.
fn is_known(id: &str, secret: &str) -> bool {
    let app = App {
        tenant: WORLD.acme.clone(),
        client_id: id.to_owned(),
        secret: Some(secret.to_owned()),
    };
    match app.redeem(&Browser::new(), "no-code").json()["error"].as_str() {
        Some("invalid_grant") => true,
        Some("invalid_client") => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_secret_is_shown_once() {
    let key = manager();
    let made = registered(&key, "shown-once", &json!({}));
    let secret = made["client_secret"].as_str().unwrap();
    assert!(is_known("shown-once", secret));
    let (one, all) = (
        key.get(&path("shown-once")),
        key.get("/api/clients?tenant_id=acme"),
    );
    assert_eq!((one.status, all.status), (200, 200));
    assert_eq!(one.json()["client_secret"], Value::Null);
    for shown in [&one.body, &all.body] {
        assert!(!String::from_utf8_lossy(shown).contains(secret));
    }
    let public = registered(&key, "native", &json!({ "client_type": "public" }));
    assert_eq!(public["client_secret"], Value::Null);
    assert_eq!(public["token_endpoint_auth_method"], "none");
    let taken = json!({ "client_id": "native", "name": "App", "tenant_id": "acme" });
    assert_eq!(key.send("POST", "/api/clients", &taken).status, 409);
}

#[test]
fn a_replaced_secret_works_for_as_long_as_is_said() {
    let key = manager();
    let made = registered(&key, "rotated", &json!({}));
    let first = made["client_secret"].as_str().unwrap();
    let rotate = |seconds: Option<u64>| {
        let body = seconds.map_or(json!({}), |seconds| json!({ "overlap_seconds": seconds }));
        let answer = key.send("POST", "/api/clients/rotated/secret?tenant_id=acme", &body);
        assert_eq!(answer.status, 200, "{answer}");
        answer.json()["client_secret"].as_str().unwrap().to_owned()
    };
    let second = rotate(None);
    let third = rotate(Some(0));
    let fourth = rotate(Some(600));
    // A client is remembered for five seconds at most; none had asked for this one before.
    assert!(is_known("rotated", &fourth));
    assert!(is_known("rotated", &third));
    assert!(!is_known("rotated", &second));
    assert!(!is_known("rotated", first));
    let long = json!({ "overlap_seconds": 10_000_000 });
    let refused = key.send("POST", "/api/clients/rotated/secret?tenant_id=acme", &long);
    assert_eq!(refused.status, 422, "{refused}");
    registered(&key, "no-secret", &json!({ "client_type": "public" }));
    let none = key.send(
        "POST",
        "/api/clients/no-secret/secret?tenant_id=acme",
        &json!({}),
    );
    assert_eq!(none.status, 409, "{none}");
}

#[test]
fn what_is_left_out_of_a_change_stays_as_it_is() {
    let key = manager();
    let more = json!({ "logo_uri": "https://app.example/logo.png", "allowed_scopes": ["openid"],
        "flow": { "type": "microsoft-mfa", "issuer": "https://login.example/common" } });
    let made = registered(&key, "kept", &more);
    let put = json!({ "client_id": "kept", "name": "Renamed", "tenant_id": "acme",
        "client_uri": "https://app.example" });
    let answer = key.send("PUT", "/api/clients/kept", &put);
    assert_eq!(
        (answer.status, answer.json()),
        (200, Value::Null),
        "{answer}"
    );
    let patched = key.send("PATCH", &path("kept"), &json!({ "logo_uri": null }));
    assert_eq!(patched.status, 200, "{patched}");
    let mut expected = made;
    for (field, value) in [
        ("name", json!("Renamed")),
        ("client_uri", json!("https://app.example")),
        ("logo_uri", Value::Null),
        ("client_secret", Value::Null),
        ("updated_at", patched.json()["updated_at"].clone()),
    ] {
        expected[field] = value;
    }
    assert_eq!(patched.json(), expected);
    assert_eq!(key.get(&path("kept")).json(), expected);
}

#[test]
fn fields_that_cannot_be_are_named_and_change_nothing() {
    let key = manager();
    registered(&key, "strict", &json!({}));
    let before = key.get(&path("strict")).body;
    for (body, field) in [
        (
            json!({ "redirect_uris": ["javascript:alert(1)"] }),
            "redirect_uris",
        ),
        (
            json!({ "redirect_uris": ["http://app.example/"] }),
            "redirect_uris",
        ),
        (
            json!({ "post_logout_redirect_uri": ["data:x"] }),
            "post_logout_redirect_uri",
        ),
        (json!({ "logo_uri": "javascript:x" }), "logo_uri"),
        (json!({ "op_policy_url": "file:///x" }), "op_policy_url"),
        (json!({ "op_tos_url": "http://app.example" }), "op_tos_url"),
        (
            json!({ "op_user_agreement_url": "x" }),
            "op_user_agreement_url",
        ),
        (
            json!({ "client_logout_uri": "ftp://x" }),
            "client_logout_uri",
        ),
        (json!({ "allowed_scopes": ["a b"] }), "allowed_scopes"),
        (json!({ "client_type": "secret" }), "client_type"),
        (json!({ "sing_alg": "none" }), "sing_alg"),
        (json!({ "is_lock": null }), "is_lock"),
        (json!({ "name": "" }), "name"),
        (json!({ "grant_types": ["password"] }), "grant_types"),
        (
            json!({ "flow": { "type": "other", "issuer": "https://x.example" } }),
            "flow",
        ),
    ] {
        let answer = key.send("PATCH", &path("strict"), &body);
        assert_eq!(answer.status, 422, "{body}: {answer}");
        assert_eq!(
            answer.json()["detail"][0]["loc"][1],
            field,
            "{body}: {answer}"
        );
    }
    let moved = json!({ "client_id": "other", "name": "App", "tenant_id": "acme" });
    assert_eq!(key.send("PUT", "/api/clients/strict", &moved).status, 422);
    let chosen =
        json!({ "client_id": "strict", "name": "App", "tenant_id": "acme", "client_secret": "x" });
    assert_eq!(key.send("PUT", "/api/clients/strict", &chosen).status, 422);
    assert_eq!(key.get(&path("strict")).body, before);
}

#[test]
fn a_locked_client_stays_and_a_deleted_one_is_gone() {
    let key = manager();
    registered(&key, "locked", &json!({ "is_lock": true }));
    registered(&key, "free", &json!({}));
    let locked = key.send("DELETE", &path("locked"), &Value::Null);
    assert_eq!(locked.status, 409, "{locked}");
    assert_eq!(key.send("DELETE", &path("free"), &Value::Null).status, 200);
    assert_eq!(key.get(&path("free")).status, 404);
    assert_eq!(key.send("DELETE", &path("free"), &Value::Null).status, 404);
}

#[test]
fn another_tenants_clients_do_not_exist() {
    let (key, other) = (manager(), WORLD.program(&WORLD.other, &["CLIENT"]));
    let reader = WORLD.program(&WORLD.acme, &["CLIENT:READ"]);
    registered(&key, "walled", &json!({}));
    let before = key.get(&path("walled")).body;
    let body = json!({ "client_id": "walled", "name": "Taken", "tenant_id": "acme" });
    let rotation = "/api/clients/walled/secret?tenant_id=acme";
    for (caller, status) in [(&WORLD.nobody(), 401), (&reader, 403), (&other, 404)] {
        for (method, path) in [
            ("POST", "/api/clients"),
            ("PUT", "/api/clients/walled"),
            ("PATCH", &path("walled")),
            ("POST", rotation),
            ("DELETE", &path("walled")),
        ] {
            let answer = caller.send(method, path, &body);
            assert_eq!(answer.status, status, "{method} {path}: {answer}");
        }
    }
    let unknown = other.get("/api/clients/nothing?tenant_id=other");
    let foreign = other.get(&path("walled"));
    assert_eq!((foreign.status, foreign.body), (404, unknown.body));
    assert_eq!(other.get("/api/clients?tenant_id=acme").status, 404);
    assert_eq!(reader.get(&path("walled")).body, before);
}

#[test]
fn lists_come_in_parts() {
    let key = WORLD.program(&WORLD.other, &["CLIENT"]);
    for id in ["a", "b", "c"] {
        let body = json!({ "client_id": id, "name": "App", "tenant_id": "other" });
        assert_eq!(key.send("POST", "/api/clients", &body).status, 200);
    }
    let ids = |query: &str| {
        let answer = key.get(&format!("/api/clients?tenant_id=other{query}"));
        assert_eq!(answer.status, 200, "{answer}");
        let clients = answer.json()["clients"].as_array().unwrap().clone();
        let id = |client: &Value| client["client_id"].as_str().unwrap().to_owned();
        clients.iter().map(id).collect::<Vec<_>>()
    };
    assert_eq!(ids(""), ["a", "b", "c"]);
    assert_eq!(ids("&skip=1"), ["b", "c"]);
    assert_eq!(ids("&skip=1&limit=1"), ["b"]);
    assert_eq!(ids("&limit=0"), [""; 0]);
    for query in ["skip=-1", "limit=1001", "limit=x", "skip=99999999999"] {
        let answer = key.get(&format!("/api/clients?tenant_id=other&{query}"));
        assert_eq!(answer.status, 422, "{query}: {answer}");
    }
}

#[test]
fn anybody_sees_the_public_part_and_no_more() {
    let key = manager();
    registered(
        &key,
        "seen",
        &json!({ "allowed_scopes": ["openid", "account"] }),
    );
    let nobody = WORLD.nobody();
    let client = nobody.get("/api/client?client_id=seen&tenant_id=acme");
    assert_eq!(client.status, 200, "{client}");
    let mut names: Vec<_> = client.json().as_object().unwrap().keys().cloned().collect();
    names.sort();
    let public = [
        "client_id",
        "client_logout_uri",
        "client_uri",
        "has_profile",
        "logo_uri",
        "name",
        "op_policy_url",
        "op_tos_url",
        "op_user_agreement_url",
        "register_enable",
        "tenant_id",
        "tenant_name",
    ];
    assert_eq!(names, public);
    assert_eq!(client.json()["has_profile"], true);
    let both = nobody
        .get("/api/client/tenant?client_id=seen&tenant_id=acme")
        .json();
    assert_eq!(both["client"], client.json());
    assert_eq!(both["tenant"]["tenant_id"], "acme");
    for hidden in ["is_2fa", "block_config", "lifetimes"] {
        assert_eq!(both["tenant"].get(hidden), None, "{hidden}");
    }
    for query in [
        "client_id=nothing&tenant_id=acme",
        "client_id=seen&tenant_id=nowhere",
    ] {
        assert_eq!(
            nobody.get(&format!("/api/client?{query}")).status,
            404,
            "{query}"
        );
    }
}
