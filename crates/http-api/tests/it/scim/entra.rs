//! What Microsoft Entra ID sends beside the specification.

use serde_json::{Value, json};

use crate::app::{Provisioner, TestApp, patch};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Ada, and what becomes of her by each operation.
struct Ada<'a> {
    scim: Provisioner<'a>,
    created: Value,
}

impl<'a> Ada<'a> {
    async fn at(app: &'a TestApp) -> Self {
        let scim = app.tenant("acme").await.provisioner().await;
        let created = scim.user(json!({
            "userName": "ada@example.com",
            "active": "True",
            "emails": [{ "value": "ada@example.com", "primary": "True", "type": "work" }],
        }));
        let created = created.await;
        Self { scim, created }
    }

    fn place(&self) -> String {
        format!("/Users/{}", self.created["id"].as_str().unwrap())
    }

    async fn patched(&self, operation: Value) -> Value {
        let operations = patch(json!([operation]));
        let answer = self.scim.send("PATCH", &self.place(), &operations).await;
        assert_eq!(answer.status, 200, "{answer}");
        assert_eq!(self.scim.get(&self.place()).await.json(), answer.json());
        answer.json()
    }
}

#[actix_web::test]
async fn booleans_as_text() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    let (active, primary) = (&ada.created["active"], &ada.created["emails"][0]["primary"]);
    assert_eq!((active, primary), (&json!(true), &json!(true)));
    let off = json!({ "op": "replace", "path": "active", "value": "False" });
    assert_eq!(ada.patched(off).await["active"], false);
    let on = json!({ "op": "replace", "value": { "active": "True" } });
    assert_eq!(ada.patched(on).await["active"], true);
}

#[actix_web::test]
async fn capitalised_operations() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    for (verb, expected) in [("Add", "Countess"), ("Replace", "Lady")] {
        let operation = json!({ "op": verb, "path": "title", "value": expected });
        assert_eq!(ada.patched(operation).await["title"], expected);
    }
    let removed = ada.patched(json!({ "op": "Remove", "path": "title" }));
    assert_eq!(removed.await.get("title"), None);
}

#[actix_web::test]
async fn an_add_through_a_filter_creates() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    let path = "addresses[type eq \"work\"].country";
    let created = ada.patched(json!({ "op": "Add", "path": path, "value": "US" }));
    assert_eq!(
        created.await["addresses"],
        json!([{ "type": "work", "country": "US" }])
    );
}

#[actix_web::test]
async fn a_manager_as_text() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    let path = format!("{ENTERPRISE}:manager");
    for value in [json!("26118915"), json!({ "value": "26118915" })] {
        let set = ada.patched(json!({ "op": "Add", "path": path, "value": value }));
        assert_eq!(set.await[ENTERPRISE]["manager"]["value"], "26118915");
        let removed = ada.patched(json!({ "op": "Replace", "path": path, "value": "" }));
        assert_eq!(removed.await.get(ENTERPRISE), None);
    }
}

#[actix_web::test]
async fn members_are_removed_by_a_list() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    let bob = ada
        .scim
        .user(json!({ "userName": "bob@example.com" }))
        .await;
    let group = ada
        .scim
        .group("All", &[&ada.created["id"], &bob["id"]])
        .await;
    let place = format!("/Groups/{group}");
    let value = json!([{ "value": bob["id"] }]);
    let remove = patch(json!([{ "op": "Remove", "path": "members", "value": value }]));
    assert_eq!(ada.scim.send("PATCH", &place, &remove).await.status, 204);
    let left = ada.scim.get(&place).await.json()["members"].clone();
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(left[0]["value"], ada.created["id"]);
}

#[actix_web::test]
async fn names_with_dots_and_urns() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    let all = ada.patched(json!({ "op": "Add", "value": {
        "name.givenName": "Ada",
        "displayName": "Ada L.",
        format!("{ENTERPRISE}:department"): "Engines",
    }}));
    let all = all.await;
    assert_eq!(all["name"]["givenName"], "Ada");
    assert_eq!(all["displayName"], "Ada L.");
    assert_eq!(all[ENTERPRISE]["department"], "Engines");
}

#[actix_web::test]
async fn a_search_without_hits_is_an_empty_list() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    for collection in ["/Users", "/Groups"] {
        let none = ada.scim.find(collection, "externalId eq \"nobody\"").await;
        assert_eq!(
            (&none["totalResults"], &none["Resources"]),
            (&json!(0), &json!([]))
        );
    }
}

#[actix_web::test]
async fn who_is_disabled_is_found() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    ada.patched(json!({ "op": "Replace", "path": "active", "value": false }))
        .await;
    assert_eq!(ada.scim.get(&ada.place()).await.json()["active"], false);
    for filter in ["userName eq \"ada@example.com\"", "active eq false"] {
        let found = ada.scim.find("/Users", filter).await;
        assert_eq!(found["Resources"][0]["id"], ada.created["id"], "{filter}");
    }
}

#[actix_web::test]
async fn both_answers_to_a_changed_group() {
    let app = TestApp::new();
    let ada = Ada::at(&app).await;
    let place = format!("/Groups/{}", ada.scim.group("All", &[]).await);
    let add = patch(
        json!([{ "op": "add", "path": "members", "value": [{ "value": ada.created["id"] }] }]),
    );
    let quiet = ada.scim.send("PATCH", &place, &add).await;
    assert_eq!((quiet.status.as_u16(), quiet.json()), (204, Value::Null));
    let asked = format!("{place}?attributes=displayName,members");
    let shown = ada.scim.send("PATCH", &asked, &add).await;
    assert_eq!(shown.status, 200, "{shown}");
    assert_eq!(shown.json()["members"][0]["value"], ada.created["id"]);
}

#[actix_web::test]
async fn an_extension_that_nobody_described_is_kept() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let urn = "urn:example:params:scim:schemas:extension:badge:1.0:User";
    let badge = json!({ "colour": "Red", "level": 7 });
    let ada = scim
        .user(json!({ "userName": "ada@example.com", urn: badge }))
        .await;
    let place = format!("/Users/{}", ada["id"].as_str().unwrap());
    assert_eq!(scim.get(&place).await.json()[urn], badge);
    let found = scim
        .find("/Users", &format!("{urn}:colour eq \"red\""))
        .await;
    assert_eq!(found["totalResults"], 1);
}

#[actix_web::test]
async fn a_name_that_is_another_address_is_kept() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let ada = scim.user(json!({
        "userName": "ada@acme.onmicrosoft.com",
        "emails": [{ "value": "ada@acme.example", "type": "work", "primary": true }],
    }));
    assert_eq!(ada.await["userName"], "ada@acme.onmicrosoft.com");
}
