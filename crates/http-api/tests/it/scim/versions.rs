//! Entity tags, and updates that meet.

use serde_json::json;

use crate::app::{Provisioner, TestApp, patch};

async fn ada(scim: &Provisioner<'_>) -> (String, String) {
    let ada = scim.user(json!({ "userName": "ada@example.com" })).await;
    let version = ada["meta"]["version"].as_str().unwrap().to_owned();
    (format!("/Users/{}", ada["id"].as_str().unwrap()), version)
}

#[actix_web::test]
async fn a_version_that_is_known_is_not_sent_again() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let (place, version) = ada(&scim).await;
    let request = scim
        .request("GET", &place)
        .insert_header(("if-none-match", version.clone()));
    let known = scim.ask(request).await;
    assert_eq!(
        (known.status.as_u16(), known.header("etag")),
        (304, Some(version.as_str()))
    );
    let request = scim
        .request("GET", &place)
        .insert_header(("if-none-match", "W/\"0\""));
    assert_eq!(scim.ask(request).await.status, 200);
    let head = scim.ask(scim.request("HEAD", &place)).await;
    assert_eq!(
        (head.status.as_u16(), head.header("etag")),
        (200, Some(version.as_str()))
    );
}

#[actix_web::test]
async fn an_update_of_an_older_version_is_refused() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let (place, version) = ada(&scim).await;
    let title = |title: &str| patch(json!([{ "op": "replace", "path": "title", "value": title }]));
    let send = async |title: &serde_json::Value| {
        let request = scim.request("PATCH", &place);
        let request = request
            .insert_header(("if-match", version.clone()))
            .insert_header(("content-type", "application/json"));
        scim.ask(request.set_payload(title.to_string())).await
    };
    let first = send(&title("Countess")).await;
    assert_eq!(first.status, 200, "{first}");
    assert_ne!(first.header("etag"), Some(version.as_str()));
    let second = send(&title("Lady")).await;
    assert_eq!(second.status, 412, "{second}");
    assert_eq!(scim.get(&place).await.json()["title"], "Countess");
    let request = scim
        .request("DELETE", &place)
        .insert_header(("if-match", version.clone()));
    assert_eq!(scim.ask(request).await.status, 412);
}

#[actix_web::test]
async fn a_change_that_changes_nothing_is_no_new_version() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let (place, version) = ada(&scim).await;
    let same = patch(json!([{ "op": "replace", "path": "active", "value": true }]));
    let answer = scim.send("PATCH", &place, &same).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("etag")),
        (200, Some(version.as_str()))
    );
}
