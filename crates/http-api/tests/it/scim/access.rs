//! Who may provision, where, and how often.

use std::time::Duration;

use kernel::Permission;
use serde_json::json;

use tenancy::AccessTokenFormat::{Jwt, Opaque};

use crate::app::{Answer, TestApp};

#[track_caller]
fn refused(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    let body = answer.json();
    let urn = "urn:ietf:params:scim:api:messages:2.0:Error";
    assert_eq!(
        (&body["schemas"], &body["status"]),
        (&json!([urn]), &json!(status.to_string()))
    );
}

#[actix_web::test]
async fn a_key_needs_the_scope_and_reaches_its_own_tenant() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    app.tenant("other").await;
    let scim = acme.provisioner().await;
    assert_eq!(scim.get("/Users").await.status, 200);
    refused(&scim.at("other").get("/Users").await, 404);
    refused(&scim.at("nowhere").get("/Users").await, 404);
    let reader = acme.program(Permission::ManageUsers, None).await;
    refused(&reader.get("/Users").await, 403);
    refused(&reader.get("/ServiceProviderConfig").await, 403);

    let ada = scim.user(json!({ "userName": "ada@example.com" })).await;
    let place = format!("/Users/{}", ada["id"].as_str().unwrap());
    for method in ["GET", "DELETE"] {
        let request = scim.at("other").request(method, &place);
        refused(&app.send(request).await, 404);
    }
    assert_eq!(scim.get(&place).await.status, 200);
}

#[actix_web::test]
async fn without_a_key_nothing_is_said() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let scim = acme.provisioner().await;
    for path in ["/Users", "/Schemas", "/nothing"] {
        let mut request = scim.request("GET", path);
        request = request.insert_header(("authorization", "Bearer x"));
        let answer = app.send(request).await;
        refused(&answer, 401);
        assert!(
            answer
                .header("www-authenticate")
                .unwrap()
                .starts_with("Bearer")
        );
    }
}

#[actix_web::test]
async fn a_key_may_also_stand_in_its_own_header() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let scim = acme.provisioner().await;
    let request = actix_web::test::TestRequest::get()
        .uri("/scim/v2/acme/Users")
        .insert_header(("x-api-key", scim.key.clone()));
    assert_eq!(app.send(request).await.status, 200);
}

#[actix_web::test]
async fn a_key_has_a_number_of_requests_in_a_minute() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (scim, other) = (acme.provisioner().await, acme.provisioner().await);
    for left in (0..200).rev() {
        let answer = scim.get("/Users?count=0").await;
        assert_eq!(answer.status, 200, "{answer}");
        assert_eq!(answer.header("ratelimit-limit"), Some("200"));
        assert_eq!(
            answer.header("ratelimit-remaining"),
            Some(left.to_string().as_str())
        );
    }
    let answer = scim.get("/Users?count=0").await;
    refused(&answer, 429);
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(answer.header("ratelimit-remaining"), Some("0"));
    assert_eq!(other.get("/Users").await.status, 200);
    app.wait(Duration::from_secs(wait));
    assert_eq!(scim.get("/Users").await.status, 200);
}

#[actix_web::test]
async fn a_client_provisions_its_tenant_by_a_token_of_its_own() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    app.tenant("other").await;
    for (id, format) in [("sync", Jwt), ("opaque-sync", Opaque)] {
        let sync = acme.provisioning_client(id, format).await;
        let name = format!("{id}@example.com");
        let ada = sync.user(json!({ "userName": name })).await;
        let place = format!("/Users/{}", ada["id"].as_str().unwrap());
        assert_eq!(sync.get(&place).await.status, 200);
        refused(&sync.get("/Me").await, 404);
        assert_eq!(sync.delete(&place).await.status, 204);
        // What it names is its own, and so are its requests.
        let key = acme.provisioner().await;
        let grace = json!({ "userName": format!("grace-{name}"), "externalId": "7" });
        let grace = sync.user(grace).await;
        let grace = format!("/Users/{}", grace["id"].as_str().unwrap());
        assert_eq!(sync.get(&grace).await.json()["externalId"], "7");
        assert_eq!(key.get(&grace).await.json().get("externalId"), None);
        let left = key.get("/Users?count=0").await;
        assert_eq!(left.header("ratelimit-remaining"), Some("198"));
    }
}

#[actix_web::test]
async fn a_clients_token_is_worth_nothing_elsewhere() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    app.tenant("other").await;
    let jwt = acme.provisioning_client("sync", Jwt).await;
    let opaque = acme.provisioning_client("opaque-sync", Opaque).await;
    // The other tenant is not there for who is of this one; an opaque token is not even known there.
    refused(&jwt.at("other").get("/Users").await, 404);
    refused(&opaque.at("other").get("/Users").await, 401);
    refused(&opaque.at("nowhere").get("/Users").await, 401);
    for path in [
        "/api/tenants/acme/users",
        "/api/clients?tenant_id=acme",
        "/api/tenants",
    ] {
        let answer = jwt.get_elsewhere(path).await;
        assert_eq!(answer.status, 403, "{path}: {answer}");
    }
    // It is over when its time is.
    app.wait(Duration::from_mins(6));
    refused(&jwt.get("/Users").await, 401);
    refused(&opaque.get("/Users").await, 401);
}

#[actix_web::test]
async fn me_is_the_owner_of_the_key() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let scim = acme.provisioner().await;
    refused(&scim.get("/Me").await, 404);
    let ada = scim.user(json!({ "userName": "ada@example.com" })).await;
    let id = ada["id"].as_str().unwrap();
    // Without a role the owner may not provision, and neither may the key.
    let owned = acme.program(Permission::Provision, Some(id)).await;
    refused(&owned.get("/Me").await, 403);
}
