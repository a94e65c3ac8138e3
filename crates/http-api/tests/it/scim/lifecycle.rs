//! A life as Okta provisions it: create, find, update, push a group, deactivate, reactivate, delete.

use kernel::Permission;
use serde_json::{Value, json};

use crate::app::{TestApp, patch};

#[actix_web::test]
async fn from_the_first_day_to_the_last() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let scim = acme.provisioner().await;
    let none = scim
        .find("/Users", "userName eq \"isaac@example.com\"")
        .await;
    assert_eq!(none["totalResults"], 0);
    let isaac = scim.user(json!({
        "userName": "isaac@example.com",
        "name": { "givenName": "Isaac", "familyName": "Brock" },
        "emails": [{ "primary": true, "value": "isaac@example.com", "type": "work" }],
        "password": "1mz050nq",
        "displayName": "Isaac Brock",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "active": true,
    }));
    let mut isaac = isaac.await;
    assert_eq!(isaac.get("password"), None);
    let id = isaac["id"].as_str().unwrap().to_owned();
    let place = format!("/Users/{id}");

    isaac["name"]["familyName"] = "Brook".into();
    let replaced = scim.send("PUT", &place, &isaac).await;
    assert_eq!(
        (
            replaced.status.as_u16(),
            &replaced.json()["name"]["familyName"]
        ),
        (200, &json!("Brook"))
    );

    let group = scim.group("Engineers", &[&isaac["id"]]).await;
    assert_eq!(scim.get(&place).await.json()["groups"][0]["value"], *group);

    for active in [false, true] {
        let operations = patch(json!([{ "op": "replace", "value": { "active": active } }]));
        let answer = scim.send("PATCH", &place, &operations).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["active"]),
            (200, &json!(active))
        );
    }
    let page = scim.get("/Users?startIndex=1&count=100").await.json();
    assert_eq!(
        (&page["totalResults"], &page["itemsPerPage"]),
        (&json!(1), &json!(1))
    );

    assert_eq!(scim.delete(&place).await.status, 204);
    let members = scim.get(&format!("/Groups/{group}")).await.json();
    assert_eq!(members.get("members"), None);
}

#[actix_web::test]
async fn whoever_is_deactivated_is_out_at_once_and_stays_out() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, scim) = (acme.client("app").await, acme.provisioner().await);
    let ada = acme.enrolled("ada").await;
    let mut browser = app.browser();
    let code = browser.sign_in(&client, &ada).await;
    let tokens = client.exchange(&code).await;
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    assert_eq!(client.userinfo(&access).await.status, 200);

    // Somebody who enrolled before is a user as well.
    let found = scim.find("/Users", "userName eq \"ada\"").await;
    let place = format!("/Users/{}", found["Resources"][0]["id"].as_str().unwrap());
    let id = found["Resources"][0]["id"].as_str();
    let own_key = acme.program(Permission::ManageUsers, id).await;
    assert_ne!(own_key.get("/Users").await.status, 401);
    for active in [false, true] {
        let operations = patch(json!([{ "op": "replace", "path": "active", "value": active }]));
        assert_eq!(scim.send("PATCH", &place, &operations).await.status, 200);
        assert_eq!(own_key.get("/Users").await.status, 401);
        assert_eq!(client.userinfo(&access).await.status, 401);
        let refreshed = client.refresh(&refresh).await;
        assert_eq!(refreshed.text("error"), "invalid_grant");
    }
    // With the account back, its person signs in again.
    let code = app.browser().sign_in(&client, &ada).await;
    assert!(!code.is_empty());
}

#[actix_web::test]
async fn who_is_created_is_invited_once() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let ada = scim.user(json!({ "userName": "ada@example.com" })).await;
    let place = format!("/Users/{}", ada["id"].as_str().unwrap());
    let title = patch(json!([{ "op": "add", "path": "title", "value": "Countess" }]));
    assert_eq!(scim.send("PATCH", &place, &title).await.status, 200);
    let mails = app.mails("ada@example.com").await;
    assert_eq!(mails.len(), 1);
    assert!(
        format!("{:?}", mails[0].mail.content)
            .contains("/enrol?tenant_id=acme&username=ada@example.com#code=")
    );

    // A new address gets a new invitation, and the old one no longer works.
    let moved = patch(
        json!([{ "op": "replace", "path": "emails", "value": [{ "value": "ada@new.example" }] }]),
    );
    let answer = scim.send("PATCH", &place, &moved).await;
    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(app.mails("ada@new.example").await.len(), 1);
    assert_eq!(app.mails("ada@example.com").await.len(), 1);

    // Whoever may not come in yet is not invited.
    let off = json!({ "userName": "bob@example.com", "active": false });
    let bob = scim.user(off).await;
    assert_eq!(app.mails("bob@example.com").await.len(), 0);
    let on = patch(json!([{ "op": "replace", "path": "active", "value": true }]));
    let place = format!("/Users/{}", bob["id"].as_str().unwrap());
    assert_eq!(scim.send("PATCH", &place, &on).await.status, 200);
    assert_eq!(app.mails("bob@example.com").await.len(), 1);
}

#[actix_web::test]
async fn a_program_takes_access_from_administrators_but_gives_none() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let scim = acme.provisioner().await;
    acme.administrator("root").await;
    let found = scim.find("/Users", "userName eq \"root\"").await;
    let place = format!("/Users/{}", found["Resources"][0]["id"].as_str().unwrap());
    let send = async |operation: Value| {
        let answer = scim.send("PATCH", &place, &patch(json!([operation]))).await;
        answer.status.as_u16()
    };
    let emails = json!([{ "value": "thief@example.com" }]);
    assert_eq!(
        send(json!({ "op": "add", "path": "title", "value": "Chief" })).await,
        200
    );
    assert_eq!(
        send(json!({ "op": "replace", "path": "emails", "value": emails })).await,
        403
    );
    assert_eq!(
        send(json!({ "op": "replace", "path": "userName", "value": "toor" })).await,
        403
    );
    assert_eq!(scim.delete(&place).await.status, 403);
    assert_eq!(
        send(json!({ "op": "replace", "path": "active", "value": false })).await,
        200
    );
    assert_eq!(
        send(json!({ "op": "replace", "path": "active", "value": true })).await,
        403
    );
}
