//! What somebody must show, and how far that reaches.

use serde_json::json;

use super::world::WORLD;
use crate::harness::{Answer, Browser, CHALLENGE};

const ME: &str = "/api/user/me";

#[track_caller]
fn refused(answer: &Answer, status: u16, challenge: Option<&str>) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(answer.json()["status"], status);
    let shown = answer.header("www-authenticate");
    match challenge {
        Some(part) => assert!(shown.unwrap().contains(part), "{shown:?}"),
        None => assert_eq!(shown, None),
    }
}

#[test]
fn without_a_credential_nothing_is_said() {
    let nobody = WORLD.nobody();
    let answer = nobody.get(ME);
    refused(&answer, 401, Some("Bearer"));
    assert_eq!(answer.header("www-authenticate"), Some(CHALLENGE));
    let basic = Browser::new().with("authorization", "Basic YTpi");
    refused(&WORLD.caller(basic).get(ME), 401, Some("Bearer"));
}

#[test]
fn a_credential_that_is_none_is_refused() {
    let unknown = "A".repeat(43);
    let invalid = Some("error=\"invalid_token\"");
    for text in ["", "x", &unknown, "a.b.c"] {
        refused(&WORLD.key(text).get(ME), 401, invalid);
    }
    for text in ["x", &unknown, "a.b.c", "e30.e30.e30"] {
        refused(&WORLD.token(text).get(ME), 401, invalid);
    }
    let both = Browser::new()
        .with("authorization", format!("Bearer {unknown}"))
        .with("x-api-key", unknown.clone());
    refused(&WORLD.caller(both).get(ME), 400, None);
    let twice = Browser::new()
        .with("x-api-key", unknown.clone())
        .with("x-api-key", unknown);
    refused(&WORLD.caller(twice).get(ME), 400, None);
}

#[test]
fn an_id_token_is_no_access_token() {
    let tokens = WORLD
        .acme
        .log_in_for("portal", &WORLD.bob, &["openid", "account"]);
    let id_token = tokens["id_token"].as_str().unwrap();
    refused(&WORLD.token(id_token).get(ME), 401, Some("invalid_token"));
}

#[test]
fn a_person_sees_themselves_with_the_scope_account() {
    let bob = WORLD.person(&WORLD.bob, &["openid", "account"]);
    let me = bob.get(ME);
    assert_eq!(me.status, 200, "{me}");
    let me = me.json();
    assert_eq!(me["username"], "bob");
    assert_eq!(me["tenant_id"], "acme");
    assert_eq!(me["is_verified"], true);
    assert_eq!(me["is_disabled"], false);

    let narrow = WORLD.person(&WORLD.bob, &["openid"]);
    refused(&narrow.get(ME), 403, Some("error=\"insufficient_scope\""));
    let path = format!(
        "/api/tenants/acme/users/{}",
        me["user_id"].as_str().unwrap()
    );
    refused(&bob.get(&path), 403, Some("scope=\"admin\""));
    let bold = WORLD.person(&WORLD.bob, &["openid", "admin"]);
    refused(&bold.get(&path), 403, None);
}

#[test]
fn a_client_that_is_not_allowed_the_scopes_does_not_give_them() {
    WORLD.acme.app("plain", &["--public"]);
    let tokens = WORLD
        .acme
        .log_in_for("plain", &WORLD.ada, &["openid", "account", "admin"]);
    assert_eq!(tokens["scope"], "openid");
    let caller = WORLD.token(tokens["access_token"].as_str().unwrap());
    refused(&caller.get(ME), 403, Some("insufficient_scope"));
}

#[test]
fn an_administrator_sees_the_users_of_the_tenant_and_of_no_other() {
    let ada = WORLD.person(&WORLD.ada, &["openid", "admin"]);
    let bob = ada.get("/api/tenants/acme/users/by-name/BOB");
    assert_eq!(bob.status, 200, "{bob}");
    let id = bob.json()["user_id"].as_str().unwrap().to_owned();
    let same = ada.get(&format!("/api/tenants/acme/users/{id}"));
    assert_eq!(same.json(), bob.json());

    let unknown = ada.get("/api/tenants/acme/users/nobody");
    refused(&unknown, 404, None);
    for path in [
        format!("/api/tenants/other/users/{id}"),
        format!("/api/tenants/nowhere/users/{id}"),
        format!("/api/tenants/NO%20TENANT/users/{id}"),
        "/api/tenants/other/users/by-name/bob".to_owned(),
        "/api/tenants/acme/users/no%20user".to_owned(),
    ] {
        let answer = ada.get(&path);
        assert_eq!(
            (answer.status, &answer.body),
            (404, &unknown.body),
            "{path}"
        );
    }
}

#[test]
fn a_key_reaches_its_tenant_with_its_scopes() {
    let reader = WORLD.program(&WORLD.acme, &["USER:READ"]);
    let path = "/api/tenants/acme/users/by-name/bob";
    assert_eq!(reader.get(path).status, 200);
    refused(&reader.get(ME), 403, None);
    let clients = WORLD.program(&WORLD.acme, &["CLIENT"]);
    refused(&clients.get(path), 403, None);
    let foreign = WORLD.program(&WORLD.other, &["USER"]);
    refused(&foreign.get(path), 404, None);
}

#[test]
fn a_key_does_not_exceed_its_owner() {
    let path = "/api/tenants/acme/users/by-name/bob";
    let of_bob = WORLD.program_of(&WORLD.bob, &["USER", "TENANT"]);
    refused(&of_bob.get(path), 403, None);
    assert_eq!(of_bob.get(ME).json()["username"], json!("bob"));
    let of_ada = WORLD.program_of(&WORLD.ada, &["USER:READ"]);
    assert_eq!(of_ada.get(path).status, 200);
    assert_eq!(of_ada.get(ME).json()["roles"], json!(["tenant_admin"]));
}

#[test]
fn a_token_ends_with_its_session() {
    let tokens = WORLD
        .acme
        .log_in_for("portal", &WORLD.bob, &["openid", "account"]);
    let bob = WORLD.token(tokens["access_token"].as_str().unwrap());
    assert_eq!(bob.get(ME).status, 200);
    let hint = tokens["id_token"].as_str().unwrap();
    let logout = format!("/api/oidc/acme/logout?id_token_hint={hint}");
    assert!(bob.get(&logout).status < 400);
    refused(&bob.get(ME), 401, Some("invalid_token"));
}
