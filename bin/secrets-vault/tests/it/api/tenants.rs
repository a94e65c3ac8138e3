//! Tenants, as those who manage them do.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::world::{Caller, WORLD};
use crate::harness::Person;

/// Somebody who may do everything everywhere.
static ROOT: LazyLock<Caller> = LazyLock::new(|| {
    let mut main = WORLD.acme.clone();
    "main".clone_into(&mut main.id);
    main.app(
        "portal",
        &["--public", "--scope", "openid", "--scope", "admin"],
    );
    let root = Person::named("root").with_pin("482915");
    main.invite(&root, &["--role", "global_admin"]);
    let tokens = main.log_in_for("portal", &root, &["openid", "admin"]);
    WORLD.token(tokens["access_token"].as_str().unwrap())
});

/// A new tenant, with a key that may do everything there.
fn made(id: &str) -> Caller {
    let answer = ROOT.send("POST", "/api/tenants", &json!({ "tenant_id": id }));
    assert_eq!(
        (answer.status, answer.json()),
        (201, Value::Null),
        "{answer}"
    );
    let mut tenant = WORLD.acme.clone();
    id.clone_into(&mut tenant.id);
    WORLD.program(&tenant, &["TENANT", "CLIENT"])
}

fn read(caller: &Caller, id: &str) -> Value {
    let answer = caller.get(&format!("/api/tenants/{id}"));
    assert_eq!(answer.status, 200, "{answer}");
    answer.json()
}

#[test]
fn a_new_tenant_has_the_published_defaults_and_keys_to_sign_with() {
    let key = made("defaults");
    let mut tenant = read(&key, "defaults");
    assert_eq!(tenant["block_config"]["ip_attempts_reset_minutes"], 10_080);
    assert_eq!(tenant["lifetimes"]["session"], 604_800);
    for own in [
        "created_at",
        "updated_at",
        "closed_at",
        "lifetimes",
        "block_config",
        "keepic_counts_as_possession",
        "invite_provisioned",
        "group_roles",
        "reset_needs_second",
        "provisioning_events",
        "default_language",
    ] {
        tenant.as_object_mut().unwrap().remove(own);
    }
    let published = json!({
        "tenant_id": "defaults", "register_enable": false, "is_2fa": false, "use_pin": true,
        "pin_size": 6, "use_pattern": true, "patter_size": 3, "use_face_recognition": false,
        "use_liveness": false, "display_name": "", "show_pin_when_typing": true,
        "login_order": ["PIN"], "passkey_enabled": false, "has_username_and_email": true,
        "liveness_config": null
    });
    assert_eq!(tenant, published);
    let jwks = WORLD.nobody().get("/api/oidc/defaults/.well-known/jwks");
    assert_eq!(jwks.status, 200, "{jwks}");
    let again = ROOT.send("POST", "/api/tenants", &json!({ "tenant_id": "defaults" }));
    assert_eq!(again.status, 409, "{again}");
}

#[test]
fn what_is_left_out_of_a_change_stays_as_it_is() {
    let key = made("changed");
    let path = "/api/tenants/changed";
    let put = json!({ "display_name": "Changed", "pin_size": 4, "block_config": null,
        "liveness_config": { "gesture_set": ["nod"] } });
    let answer = key.send("PUT", path, &put);
    assert_eq!(
        (answer.status, answer.json()),
        (200, Value::Null),
        "{answer}"
    );
    let patch = json!({ "block_config": { "user_attempts_limit": 3 }, "register_enable": true,
        "default_language": "fr" });
    let patched = key.send("PATCH", path, &patch);
    assert_eq!(patched.status, 200, "{patched}");
    let tenant = read(&key, "changed");
    assert_eq!(patched.json(), tenant);
    assert_eq!(
        (&tenant["display_name"], &tenant["pin_size"]),
        (&json!("Changed"), &json!(4))
    );
    assert_eq!(tenant["block_config"]["user_attempts_limit"], 3);
    assert_eq!(tenant["block_config"]["ip_attempts_limit"], 5);
    assert_eq!(tenant["liveness_config"]["gesture_set"], json!(["nod"]));
    assert_eq!(tenant["register_enable"], true);
    assert_eq!(tenant["default_language"], "fr");
    key.send("PATCH", path, &json!({ "liveness_config": null }));
    assert_eq!(read(&key, "changed")["liveness_config"], Value::Null);
}

#[test]
fn settings_that_cannot_be_are_named_and_change_nothing() {
    let key = made("refused");
    let before = read(&key, "refused");
    for (body, place) in [
        (json!({ "pin_size": 7 }), json!(["body", "pin_size"])),
        (json!({ "pin_size": "4" }), json!(["body", "pin_size"])),
        (json!({ "use_pin": null }), json!(["body", "use_pin"])),
        (
            json!({ "default_language": "ja" }),
            json!(["body", "default_language"]),
        ),
        (json!({ "is_2fa": true }), json!(["body", "is_2fa"])),
        (
            json!({ "display_name": "" }),
            json!(["body", "display_name"]),
        ),
        (
            json!({ "display_name": "x".repeat(129) }),
            json!(["body", "display_name"]),
        ),
        (
            json!({ "login_order": ["PIN", "PIN"] }),
            json!(["body", "login_order"]),
        ),
        (
            json!({ "block_config": { "ip_attempts_limit": 0 } }),
            json!(["body", "block_config", "ip_attempts_limit"]),
        ),
        (
            json!({ "lifetimes": { "session": 0 } }),
            json!(["body", "lifetimes", "session"]),
        ),
    ] {
        let answer = key.send("PATCH", "/api/tenants/refused", &body);
        assert_eq!(answer.status, 422, "{body}: {answer}");
        assert_eq!(answer.json()["detail"][0]["loc"], place, "{body}");
    }
    let nameless = key.send("PUT", "/api/tenants/refused", &json!({ "pin_size": 4 }));
    assert_eq!(nameless.status, 422, "{nameless}");
    assert_eq!(read(&key, "refused"), before);
    for id in ["Acme", "-a", "token", "logout", ""] {
        let answer = ROOT.send("POST", "/api/tenants", &json!({ "tenant_id": id }));
        assert_eq!(answer.status, 422, "{id}: {answer}");
    }
}

#[test]
fn only_those_who_may_see_and_change_a_tenant() {
    let key = made("guarded");
    let mut guarded = WORLD.acme.clone();
    "guarded".clone_into(&mut guarded.id);
    let reader = WORLD.program(&guarded, &["TENANT:READ"]);
    let other = WORLD.program(&WORLD.other, &["TENANT"]);
    let (path, change) = ("/api/tenants/guarded", json!({ "display_name": "Mine" }));
    let unknown = other.get("/api/tenants/nowhere");
    for (caller, status) in [(&WORLD.nobody(), 401), (&reader, 403), (&other, 404)] {
        for method in ["PUT", "PATCH"] {
            assert_eq!(caller.send(method, path, &change).status, status);
        }
    }
    assert_eq!(
        (other.get(path).status, other.get(path).body),
        (404, unknown.body)
    );
    assert_eq!(reader.get(path).status, 200);
    // What spans tenants is for administrators of all of them.
    for (method, path) in [
        ("POST", "/api/tenants"),
        ("DELETE", path),
        ("POST", "/api/tenants/guarded/reopen"),
    ] {
        let answer = key.send(method, path, &json!({ "tenant_id": "mine" }));
        assert_eq!(answer.status, 403, "{method} {path}: {answer}");
    }
    assert_eq!(read(&key, "guarded")["display_name"], "");
    let own = key.get("/api/tenants").json();
    assert_eq!(own["tenants"].as_array().unwrap().len(), 1);
    assert_eq!(own["tenants"][0]["tenant_id"], "guarded");
    let all = ROOT.get("/api/tenants").json();
    assert!(all["tenants"].as_array().unwrap().len() >= 4, "{all}");
}

#[test]
fn a_tenant_is_closed_before_it_is_deleted() {
    let key = made("leaving");
    let path = "/api/tenants/leaving";
    let client = json!({ "client_id": "app", "name": "App", "tenant_id": "leaving" });
    assert_eq!(key.send("POST", "/api/clients", &client).status, 200);
    let early = ROOT.send("DELETE", &format!("{path}?confirm=leaving"), &Value::Null);
    assert_eq!(early.status, 409, "{early}");

    assert_eq!(ROOT.send("DELETE", path, &Value::Null).status, 200);
    assert!(ROOT.get(path).json()["closed_at"].is_string());
    // What a node remembers it may go by for five seconds; what nobody asked for is gone at once.
    let again = ROOT.send("DELETE", path, &Value::Null);
    assert_eq!(again.status, 409, "{again}");
    assert_eq!(
        ROOT.send("POST", &format!("{path}/reopen"), &Value::Null)
            .status,
        200
    );
    assert_eq!(ROOT.get(path).json()["closed_at"], Value::Null);
    assert_eq!(key.get(path).status, 200);

    assert_eq!(ROOT.send("DELETE", path, &Value::Null).status, 200);
    let other = ROOT.send("DELETE", &format!("{path}?confirm=acme"), &Value::Null);
    assert_eq!(other.status, 422, "{other}");
    let deleted = ROOT.send("DELETE", &format!("{path}?confirm=leaving"), &Value::Null);
    assert_eq!(deleted.status, 200, "{deleted}");
    assert_eq!(ROOT.get(path).status, 404);
    assert_eq!(key.get(path).status, 401);
    let main = ROOT.send("DELETE", "/api/tenants/main", &Value::Null);
    assert_eq!(main.status, 409, "{main}");
}
