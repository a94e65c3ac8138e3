//! Groups give roles where the tenant says so, and nothing else that is provisioned does.

use kernel::Permission;
use serde_json::{Value, json};

use crate::app::{Provisioner, TestApp, patch};

const USERS: &str = "/api/tenants/acme/users";

async fn patched(scim: &Provisioner<'_>, place: &str, operation: Value) {
    let answer = scim.send("PATCH", place, &patch(json!([operation]))).await;
    assert!(answer.status.is_success(), "{answer}");
}

#[actix_web::test]
async fn a_group_gives_its_members_a_role_for_as_long_as_they_are_in_it() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let scim = acme.provisioner().await;
    let ada = scim.user(json!({ "userName": "ada@example.com" })).await;
    let key = acme
        .program(Permission::ManageUsers, ada["id"].as_str())
        .await;
    let status = async || key.get_elsewhere(USERS).await.status.as_u16();
    let group = scim.group("Staff", &[]).await;
    let place = format!("/Groups/{group}");
    let add = json!({ "op": "add", "path": "members", "value": [{ "value": ada["id"] }] });
    let remove = json!({ "op": "remove", "path": "members" });

    // A group as such gives nothing.
    patched(&scim, &place, add.clone()).await;
    assert_eq!(status().await, 403);
    acme.set(json!({ "group_roles": [{ "group_id": group, "role": "tenant_admin" }] }))
        .await;
    assert_eq!(status().await, 200);
    patched(&scim, &place, remove).await;
    assert_eq!(status().await, 403);
    patched(&scim, &place, add).await;
    assert_eq!(status().await, 200);
    assert_eq!(scim.delete(&place).await.status, 204);
    assert_eq!(status().await, 403);
    // Another group of the same name is another group.
    scim.group("Staff", &[&ada["id"]]).await;
    assert_eq!(status().await, 403);
}

#[actix_web::test]
async fn roles_in_a_body_give_nothing() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let scim = acme.provisioner().await;
    let reader = acme.program(Permission::ManageUsers, None).await;
    let all = json!([{ "value": "tenant_admin", "primary": true }, { "value": "global_admin" }]);
    let mut ada = scim
        .user(json!({ "userName": "ada@example.com", "roles": all, "groups": [{ "value": "x" }] }))
        .await;
    let id = ada["id"].as_str().unwrap().to_owned();
    let place = format!("/Users/{id}");
    let key = acme.program(Permission::ManageUsers, Some(&id)).await;
    let nothing = async || {
        let user = reader.get_elsewhere(&format!("{USERS}/{id}")).await.json();
        assert_eq!(user["roles"], json!([]), "{user}");
        assert_eq!(key.get_elsewhere(USERS).await.status, 403);
    };
    nothing().await;
    patched(
        &scim,
        &place,
        json!({ "op": "replace", "path": "roles", "value": all }),
    )
    .await;
    nothing().await;
    patched(
        &scim,
        &place,
        json!({ "op": "add", "value": { "roles": all } }),
    )
    .await;
    nothing().await;
    ada["roles"] = all;
    assert_eq!(scim.send("PUT", &place, &ada).await.status, 200);
    nothing().await;
    let administrators = json!({ "op": "add", "path": "groups", "value": [{ "value": "x" }] });
    let answer = scim
        .send("PATCH", &place, &patch(json!([administrators])))
        .await;
    assert_eq!(answer.text("scimType"), "mutability");
}
