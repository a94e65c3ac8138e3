//! Users as administrators and programs manage them.

use serde_json::{Value, json};

use super::world::{Caller, WORLD};
use crate::harness::{Answer, Person};

const USERS: &str = "/api/tenants/acme/users";

fn form(name: &str) -> Value {
    json!({
        "user_id": "",
        "username": name,
        "email": format!("{name}@example.org"),
        "tenant_id": "acme",
    })
}

fn with(mut form: Value, field: &str, value: Value) -> Value {
    form[field] = value;
    form
}

fn create(caller: &Caller, form: &Value) -> Answer {
    caller.send("POST", USERS, form)
}

fn created(caller: &Caller, form: &Value) -> Value {
    let answer = create(caller, form);
    assert_eq!(answer.status, 201, "{answer}");
    answer.json()
}

fn path(user: &Value) -> String {
    format!("{USERS}/{}", user["user_id"].as_str().unwrap())
}

#[track_caller]
fn names_field(answer: &Answer, field: &str) {
    assert_eq!(answer.status, 422, "{answer}");
    assert_eq!(answer.json()["detail"][0]["loc"], json!(["body", field]));
}

#[test]
fn an_invited_user_enrols_and_signs_in_until_disabled() {
    let program = WORLD.program(&WORLD.acme, &["USER"]);
    let carol = Person::named("carol").with_pin("482915");
    let user = created(&program, &with(form("carol"), "locale", json!("de")));
    assert_eq!(user["is_verified"], false);
    assert_eq!(user["locale"], "de");
    let mail = WORLD.acme.mail(&carol);
    assert_eq!(mail["kind"], "invitation");
    WORLD.acme.follow_invitation(&carol);
    let found = program.get(&path(&user)).json();
    assert_eq!(found["is_verified"], true);

    let tokens = WORLD
        .acme
        .log_in_for("portal", &carol, &["openid", "account", "offline_access"]);
    let signed_in = WORLD.token(tokens["access_token"].as_str().unwrap());
    let key = WORLD.program_of(&carol, &["USER:READ"]);
    assert_eq!(signed_in.get("/api/user/me").status, 200);
    assert_eq!(key.get("/api/user/me").status, 200);

    let change = with(form("carol"), "user_id", user["user_id"].clone());
    let change = with(change, "is_disabled", json!(true));
    let disabled = program.send("PUT", &path(&user), &change);
    assert_eq!(disabled.status, 200, "{disabled}");
    assert_eq!(disabled.json()["is_disabled"], true);
    assert_eq!(disabled.json()["locale"], "de");
    assert_eq!(signed_in.get("/api/user/me").status, 401);
    assert_eq!(key.get("/api/user/me").status, 401);
    let refused = WORLD.refresh("portal", &tokens);
    assert_eq!(refused.json()["error"], "invalid_grant");

    // What ended does not come back.
    let enabled = with(change, "is_disabled", json!(false));
    assert_eq!(program.send("PUT", &path(&user), &enabled).status, 200);
    assert_eq!(signed_in.get("/api/user/me").status, 401);
    assert_eq!(key.get("/api/user/me").status, 401);
    WORLD.person(&carol, &["openid", "account"]);

    assert_eq!(
        program.send("DELETE", &path(&user), &Value::Null).status,
        204
    );
    assert_eq!(program.get(&path(&user)).status, 404);
    assert_eq!(
        program.send("DELETE", &path(&user), &Value::Null).status,
        404
    );
}

#[test]
fn names_are_unique_as_folded() {
    let program = WORLD.program(&WORLD.acme, &["USER"]);
    let dave = created(&program, &with(form("dave"), "user_id", json!("dave-1")));
    assert_eq!(dave["user_id"], "dave-1");
    let again = with(form("DAVE"), "email", json!("other@example.org"));
    assert_eq!(create(&program, &again).status, 409);
    let same = with(form("david"), "email", json!("DAVE@example.org"));
    assert_eq!(create(&program, &same).status, 409);
    let same = with(form("david"), "user_id", json!("dave-1"));
    assert_eq!(create(&program, &same).status, 409);
    let erin = created(&program, &form("erin"));
    let change = with(form("Dave"), "user_id", erin["user_id"].clone());
    let renamed = program.send("PUT", &path(&erin), &change);
    assert_eq!(renamed.status, 409, "{renamed}");
    assert_eq!(program.get(&path(&erin)).json()["username"], "erin");
}

#[test]
fn what_cannot_be_is_said_field_by_field() {
    let program = WORLD.program(&WORLD.acme, &["USER"]);
    let long = "x".repeat(129);
    for (field, value) in [
        ("username", json!("a b")),
        ("username", json!("")),
        ("username", json!(long)),
        ("username", json!("somebody@else.example")),
        ("email", json!("nowhere")),
        ("user_id", json!("batch")),
        ("user_id", json!("a/b")),
        ("tenant_id", json!("other")),
        ("locale", json!("de_DE")),
        ("roles", json!(["a b"])),
        ("roles", json!(["global_admin"])),
        ("external_id", json!("x".repeat(257))),
        ("is_disabled", json!("yes")),
    ] {
        let answer = create(&program, &with(form("nobody"), field, value));
        names_field(&answer, field);
    }
    let mut incomplete = form("nobody");
    incomplete.as_object_mut().unwrap().remove("email");
    names_field(&create(&program, &incomplete), "email");
    let nobody = program.get("/api/tenants/acme/users/by-name/nobody");
    assert_eq!(nobody.status, 404);
}

#[test]
fn a_change_leaves_what_it_does_not_name() {
    let ada = WORLD.person(&WORLD.ada, &["openid", "admin"]);
    let full = json!({
        "user_id": "frank-1", "username": "frank", "email": "frank@example.org",
        "tenant_id": "acme", "is_verified": true, "locale": "fr", "roles": ["auditor"],
        "external_id": "f-1",
    });
    let frank = created(&ada, &full);
    let change = with(form("frank"), "user_id", json!("frank-1"));
    let same = ada.send("PUT", &path(&frank), &change);
    assert_eq!(same.json(), frank);
    let cleared = with(change.clone(), "locale", Value::Null);
    let cleared = ada.send("PUT", &path(&frank), &cleared).json();
    assert_eq!(cleared["locale"], Value::Null);
    assert_eq!(cleared["roles"], json!(["auditor"]));
    assert_eq!(cleared["external_id"], "f-1");
    assert!(cleared["updated_at"].is_string());

    let moved = with(change.clone(), "email", json!("frank@elsewhere.example"));
    let moved = ada.send("PUT", &path(&frank), &moved).json();
    assert_eq!(moved["is_verified"], false);
    let mails = WORLD
        .server
        .json(&["admin", "mailbox", "--to", "frank@elsewhere.example"]);
    assert_eq!(mails[0]["kind"], "invitation");
    let other = with(change, "user_id", json!("frank-2"));
    names_field(&ada.send("PUT", &path(&frank), &other), "user_id");
}

#[test]
fn roles_are_given_and_taken_by_people_who_have_them() {
    let (ada, program) = (
        WORLD.person(&WORLD.ada, &["openid", "admin"]),
        WORLD.program_of(&WORLD.ada, &["USER"]),
    );
    let admin = with(form("grace"), "roles", json!(["tenant_admin"]));
    assert_eq!(create(&program, &admin).status, 403);
    let grace = created(&ada, &admin);
    let change = with(form("grace"), "user_id", grace["user_id"].clone());
    for (field, value) in [
        ("roles", json!([])),
        ("email", json!("eve@example.org")),
        ("username", json!("eve")),
    ] {
        let refused = program.send("PUT", &path(&grace), &with(change.clone(), field, value));
        assert_eq!(refused.status, 403, "{refused}");
    }
    let refused = program.send("DELETE", &path(&grace), &Value::Null);
    assert_eq!(refused.status, 403, "{refused}");
    assert_eq!(program.get(&path(&grace)).json(), grace);
    let demoted = ada.send("PUT", &path(&grace), &with(change, "roles", json!([])));
    assert_eq!(demoted.json()["roles"], json!([]));
}

#[test]
fn users_are_listed_in_pages() {
    let tenant = WORLD.server.tenant("listed", &[]);
    let program = WORLD.program(&tenant, &["USER"]);
    let users = "/api/tenants/listed/users";
    for name in ["Carl", "alan", "bert"] {
        let form = with(form(name), "tenant_id", json!("listed"));
        assert_eq!(program.send("POST", users, &form).status, 201);
    }
    let list = |query: &str| {
        let page = program.get(&format!("{users}?{query}"));
        assert_eq!(page.status, 200, "{page}");
        let page = page.json();
        let names = page["data"].as_array().unwrap().iter();
        let names: Vec<_> = names.map(|user| user["username"].clone()).collect();
        json!([names, page["has_next"], page["total_count"]])
    };
    assert_eq!(list(""), json!([["bert", "alan", "Carl"], false, 3]));
    assert_eq!(
        list("sort_by=username&sort_direction=1&limit=2"),
        json!([["alan", "bert"], true, 3])
    );
    assert_eq!(
        list("sort_by=email&sort_direction=-1&limit=2&offset=2"),
        json!([["alan"], false, 3])
    );
    assert_eq!(list("username=CA"), json!([["Carl"], false, 1]));
    assert_eq!(list("email=bert@"), json!([["bert"], false, 1]));
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("offset=-1", "offset"),
        ("sort_direction=2", "sort_direction"),
        ("sort_by=password", "sort_by"),
        (&format!("username={}", "x".repeat(129)), "username"),
    ] {
        let answer = program.get(&format!("{users}?{query}"));
        assert_eq!(answer.status, 422, "{answer}");
        assert_eq!(answer.json()["detail"][0]["loc"], json!(["query", field]));
    }
}

#[test]
fn of_a_batch_everybody_is_accounted_for() {
    let tenant = WORLD.server.tenant("batches", &[]);
    let program = WORLD.program(&tenant, &["USER"]);
    let form = |name: &str| with(form(name), "tenant_id", json!("batches"));
    let users = json!({"users": [
        form("henry"), form("a b"), form("irene"), form("HENRY"),
        with(form("joan"), "tenant_id", json!("acme")),
        with(form("kate"), "roles", json!(["tenant_admin"])),
    ]});
    let path = "/api/tenants/batches/users/batch";
    let answer = program.send("POST", path, &users);
    assert_eq!(answer.status, 201, "{answer}");
    assert_eq!(
        answer.json(),
        json!({
            "success_created_count": 2,
            "fail_create_usernames": ["a b", "joan", "kate"],
            "duplicate_usernames": ["HENRY"],
        })
    );
    let listed = program.get("/api/tenants/batches/users").json();
    assert_eq!(listed["total_count"], 2);
    let ids = listed["data"].as_array().unwrap().iter();
    let mut ids: Vec<_> = ids.map(|user| user["user_id"].clone()).collect();
    ids.push(json!("nobody"));
    let delete = "/api/tenants/batches/users/batch-delete";
    let deleted = program.send("POST", delete, &json!({ "users_ids": ids }));
    assert_eq!((deleted.status, deleted.json()), (201, Value::Null));
    let listed = program.get("/api/tenants/batches/users").json();
    assert_eq!(listed["total_count"], 0);
}

#[test]
fn a_batch_has_a_limit() {
    let program = WORLD.program(&WORLD.acme, &["USER"]);
    let many: Vec<_> = (0..10_001)
        .map(|index| form(&format!("u{index}")))
        .collect();
    let path = "/api/tenants/acme/users/batch";
    let answer = program.send("POST", path, &json!({ "users": many }));
    names_field(&answer, "users");
    let ids: Vec<_> = (0..10_001).map(|index| index.to_string()).collect();
    let path = "/api/tenants/acme/users/batch-delete";
    let answer = program.send("POST", path, &json!({ "users_ids": ids }));
    names_field(&answer, "users_ids");
}

#[test]
fn an_invitation_is_sent_again() {
    let program = WORLD.program(&WORLD.acme, &["USER"]);
    let lea = Person::named("lea").with_pin("482915");
    let user = created(&program, &form("lea"));
    let first = WORLD.acme.mail(&lea);
    let invite = format!("{}/invitation", path(&user));
    assert_eq!(program.send("POST", &invite, &Value::Null).status, 204);
    assert_ne!(WORLD.acme.mail(&lea)["code"], first["code"]);
    WORLD.acme.follow_invitation(&lea);
    let change = with(form("lea"), "user_id", user["user_id"].clone());
    let change = with(change, "is_disabled", json!(true));
    assert_eq!(program.send("PUT", &path(&user), &change).status, 200);
    assert_eq!(program.send("POST", &invite, &Value::Null).status, 409);
}
