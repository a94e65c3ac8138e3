//! What Microsoft Entra ID sends beside the specification.

use serde_json::{Value, json};

use crate::app::{TestApp, patch};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

#[actix_web::test]
async fn tolerances() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let ada = scim.user(json!({
        "userName": "ada@example.com",
        "active": "True",
        "emails": [{ "value": "ada@example.com", "primary": "True", "type": "work" }],
    }));
    let ada = ada.await;
    let place = format!("/Users/{}", ada["id"].as_str().unwrap());
    assert_eq!(
        (&ada["active"], &ada["emails"][0]["primary"]),
        (&json!(true), &json!(true))
    );
    let send = async |operation: Value| {
        let answer = scim.send("PATCH", &place, &patch(json!([operation]))).await;
        assert_eq!(answer.status, 200, "{answer}");
        answer.json()
    };
    let off = send(json!({ "op": "Replace", "path": "active", "value": "False" })).await;
    assert_eq!(off["active"], false);
    let on = send(json!({ "op": "Replace", "value": { "active": "True" } })).await;
    assert_eq!(on["active"], true);

    let manager = format!("{ENTERPRISE}:manager");
    let managed = send(json!({ "op": "Add", "path": manager, "value": "26118915" })).await;
    assert_eq!(managed[ENTERPRISE]["manager"]["value"], "26118915");
    let free = send(json!({ "op": "Replace", "path": manager, "value": "" })).await;
    assert_eq!(free.get(ENTERPRISE), None);

    let path = "addresses[type eq \"work\"].country";
    let created = send(json!({ "op": "Add", "path": path, "value": "US" })).await;
    assert_eq!(
        created["addresses"],
        json!([{ "type": "work", "country": "US" }])
    );

    let all = send(json!({ "op": "Add", "value": {
        "name.givenName": "Ada",
        "displayName": "Ada L.",
        format!("{ENTERPRISE}:department"): "Engines",
    }}));
    let all = all.await;
    assert_eq!(
        (&all["name"]["givenName"], &all["displayName"]),
        (&json!("Ada"), &json!("Ada L."))
    );
    assert_eq!(all[ENTERPRISE]["department"], "Engines");
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
