//! The requests of Microsoft's SCIM validator, in its order.

use serde_json::{Value, json};

use crate::app::{Provisioner, TestApp, patch};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn rosy() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "userName": "rosy@example.com",
        "displayName": "Rosy",
        "active": true,
        "externalId": "2f2c5b3b",
        "emails": [{ "type": "work", "value": "rosy.mail@example.com", "primary": true }],
        "name": { "formatted": "Rosy Reyes", "givenName": "Rosy", "familyName": "Reyes" },
        "addresses": [{ "type": "work", "formatted": "1 Main St", "country": "NZ" }],
        ENTERPRISE: { "employeeNumber": "A1", "department": "Sales" },
    })
}

async fn created(scim: &Provisioner<'_>) -> String {
    let answer = scim.send("POST", "/Users", &rosy()).await;
    assert_eq!(answer.status, 201, "{answer}");
    assert_eq!(
        answer.location().path(),
        format!("/scim/v2/acme/Users/{}", answer.text("id"))
    );
    let mut expected = rosy();
    let body = answer.json();
    expected["id"] = body["id"].clone();
    expected["meta"] = body["meta"].clone();
    assert_eq!(body, expected);
    answer.text("id")
}

#[actix_web::test]
async fn users() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let id = created(&scim).await;
    let place = format!("/Users/{id}");

    let twice = scim.send("POST", "/Users", &rosy()).await;
    assert_eq!(
        (twice.status.as_u16(), twice.text("scimType").as_str()),
        (409, "uniqueness")
    );

    for (filter, total) in [
        ("userName eq \"rosy@example.com\"", 1),
        ("userName eq \"ROSY@EXAMPLE.COM\"", 1),
        ("userName eq \"nobody@example.com\"", 0),
        ("externalId eq \"2f2c5b3b\"", 1),
        (
            "emails[type eq \"work\"].value eq \"rosy.mail@example.com\"",
            1,
        ),
    ] {
        let found = scim.find("/Users", filter).await;
        assert_eq!(found["totalResults"], total, "{filter}");
        assert_eq!(
            found["Resources"].as_array().unwrap().len(),
            total,
            "{filter}"
        );
    }

    let department = format!("{ENTERPRISE}:department");
    let operations = patch(json!([
        { "op": "replace", "path": "name.familyName", "value": "Rey" },
        { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "new@example.com" },
        { "op": "replace", "path": department, "value": "Marketing" },
        { "op": "add", "path": "phoneNumbers[type eq \"work\"].value", "value": "555" },
        { "op": "replace", "path": "userName", "value": "rosy.rey@example.com" },
    ]));
    let changed = scim.send("PATCH", &place, &operations).await;
    assert_eq!(changed.status, 200, "{changed}");
    let body = scim.get(&place).await.json();
    assert_eq!(body, changed.json());
    assert_eq!(body["name"]["familyName"], "Rey");
    assert_eq!(body["emails"][0]["value"], "new@example.com");
    assert_eq!(body[ENTERPRISE]["department"], "Marketing");
    assert_eq!(
        body["phoneNumbers"],
        json!([{ "type": "work", "value": "555" }])
    );
    assert_eq!(body["userName"], "rosy.rey@example.com");

    let disable = patch(json!([{ "op": "Replace", "path": "active", "value": false }]));
    let disabled = scim.send("PATCH", &place, &disable).await;
    assert_eq!(disabled.json()["active"], false);
    // Microsoft Entra ID looks for whom it has disabled, and must find them.
    assert_eq!(scim.get(&place).await.json()["active"], false);
    let found = scim
        .find("/Users", "userName eq \"rosy.rey@example.com\"")
        .await;
    assert_eq!(found["Resources"][0]["active"], false);

    assert_eq!(scim.delete(&place).await.status, 204);
    assert_eq!(scim.delete(&place).await.status, 404);
    assert_eq!(scim.get(&place).await.status, 404);
}

#[actix_web::test]
async fn groups() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let user = created(&scim).await;
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "externalId": "8aa1a0c0",
        "displayName": "Sales",
        "members": [],
    });
    let answer = scim.send("POST", "/Groups", &body).await;
    assert_eq!(answer.status, 201, "{answer}");
    let place = format!("/Groups/{}", answer.text("id"));
    let twice = scim.send("POST", "/Groups", &body).await;
    assert_eq!(
        (twice.status.as_u16(), twice.text("scimType").as_str()),
        (409, "uniqueness")
    );
    let filter = "displayName eq \"sales\"";
    assert_eq!(scim.find("/Groups", filter).await["totalResults"], 1);
    let none = scim.find("/Groups", "displayName eq \"nobody\"").await;
    assert_eq!(
        (&none["totalResults"], &none["Resources"]),
        (&json!(0), &json!([]))
    );

    let send = async |operations: Value, query: &str| {
        let path = format!("{place}{query}");
        scim.send("PATCH", &path, &patch(operations)).await
    };
    let renamed = send(
        json!([{ "op": "Replace", "path": "displayName", "value": "Sellers" }]),
        "",
    )
    .await;
    assert_eq!(
        (renamed.status.as_u16(), renamed.json()),
        (204, Value::Null)
    );
    let add = json!([{ "op": "Add", "path": "members", "value": [{ "value": user }] }]);
    assert_eq!(send(add.clone(), "").await.status, 204);
    // Again, and with the answer that was asked for.
    let shown = send(add, "?attributes=members").await;
    assert_eq!(shown.status, 200);
    let reference = format!("http://localhost:8080/scim/v2/acme/Users/{user}");
    let member = json!([{ "value": user, "$ref": reference, "type": "User" }]);
    assert_eq!(shown.json()["members"], member);
    let body = scim.get(&place).await.json();
    assert_eq!(
        (&body["displayName"], &body["members"]),
        (&json!("Sellers"), &member)
    );
    assert_eq!(
        scim.get(&format!("/Users/{user}")).await.json()["groups"][0]["display"],
        "Sellers"
    );

    let remove = json!([{ "op": "Remove", "path": "members", "value": [{ "value": user }] }]);
    assert_eq!(send(remove, "").await.status, 204);
    assert_eq!(scim.get(&place).await.json().get("members"), None);
    let unknown = json!([{ "op": "Add", "path": "members", "value": [{ "value": "nobody" }] }]);
    assert_eq!(send(unknown, "").await.text("scimType"), "invalidValue");

    assert_eq!(scim.delete(&place).await.status, 204);
    assert_eq!(scim.get(&place).await.status, 404);
    assert_eq!(scim.get(&format!("/Users/{user}")).await.status, 200);
}
