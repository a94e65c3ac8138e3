//! The requests of Microsoft's SCIM validator, in its order.

use serde_json::{Value, json};

use super::SERVER;
use super::provisioner::Provisioner;

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

fn created(scim: &Provisioner, base: &str) -> String {
    let answer = scim.send("POST", "/Users", &rosy());
    assert_eq!(answer.status, 201, "{answer}");
    let body = answer.json();
    let id = body["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.location().as_str(), format!("{base}/Users/{id}"));
    let mut expected = rosy();
    expected["id"] = body["id"].clone();
    expected["meta"] = body["meta"].clone();
    assert_eq!(body, expected);
    id
}

#[test]
fn users() {
    let acme = SERVER.tenant("microsoft-users", &[]);
    let scim = Provisioner::of(&acme);
    let id = created(&scim, &format!("{}/scim/v2/{}", acme.url, acme.id));
    let place = format!("/Users/{id}");

    let twice = scim.send("POST", "/Users", &rosy());
    assert_eq!(
        (twice.status, &twice.json()["scimType"]),
        (409, &json!("uniqueness"))
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
        let found = scim.find("/Users", filter);
        assert_eq!(found["totalResults"], total, "{filter}");
        assert_eq!(
            found["Resources"].as_array().unwrap().len(),
            total,
            "{filter}"
        );
    }

    let department = format!("{ENTERPRISE}:department");
    let operations = json!([
        { "op": "replace", "path": "name.familyName", "value": "Rey" },
        { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "new@example.com" },
        { "op": "replace", "path": department, "value": "Marketing" },
        { "op": "add", "path": "phoneNumbers[type eq \"work\"].value", "value": "555" },
        { "op": "replace", "path": "userName", "value": "rosy.rey@example.com" },
    ]);
    let changed = scim.patch(&place, &operations);
    assert_eq!(changed.status, 200, "{changed}");
    let body = scim.get(&place).json();
    assert_eq!(body, changed.json());
    assert_eq!(body["name"]["familyName"], "Rey");
    assert_eq!(body["emails"][0]["value"], "new@example.com");
    assert_eq!(body[ENTERPRISE]["department"], "Marketing");
    assert_eq!(
        body["phoneNumbers"],
        json!([{ "type": "work", "value": "555" }])
    );
    assert_eq!(body["userName"], "rosy.rey@example.com");

    let disable = json!([{ "op": "Replace", "path": "active", "value": false }]);
    let disabled = scim.patch(&place, &disable);
    assert_eq!(disabled.json()["active"], false);
    // Microsoft Entra ID looks for whom it has disabled, and must find them.
    assert_eq!(scim.get(&place).json()["active"], false);
    let found = scim.find("/Users", "userName eq \"rosy.rey@example.com\"");
    assert_eq!(found["Resources"][0]["active"], false);

    assert_eq!(scim.delete(&place).status, 204);
    assert_eq!(scim.delete(&place).status, 404);
    assert_eq!(scim.get(&place).status, 404);
}

#[test]
fn groups() {
    let acme = SERVER.tenant("microsoft-groups", &[]);
    let scim = Provisioner::of(&acme);
    let base = format!("{}/scim/v2/{}", acme.url, acme.id);
    let user = created(&scim, &base);
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "externalId": "8aa1a0c0",
        "displayName": "Sales",
        "members": [],
    });
    let answer = scim.send("POST", "/Groups", &body);
    assert_eq!(answer.status, 201, "{answer}");
    let place = format!("/Groups/{}", answer.json()["id"].as_str().unwrap());
    let twice = scim.send("POST", "/Groups", &body);
    assert_eq!(
        (twice.status, &twice.json()["scimType"]),
        (409, &json!("uniqueness"))
    );
    let filter = "displayName eq \"sales\"";
    assert_eq!(scim.find("/Groups", filter)["totalResults"], 1);
    let none = scim.find("/Groups", "displayName eq \"nobody\"");
    assert_eq!(
        (&none["totalResults"], &none["Resources"]),
        (&json!(0), &json!([]))
    );

    let send = |operations: &Value, query: &str| scim.patch(&format!("{place}{query}"), operations);
    let rename = json!([{ "op": "Replace", "path": "displayName", "value": "Sellers" }]);
    let renamed = send(&rename, "");
    assert_eq!((renamed.status, renamed.body.len()), (204, 0));
    let add = json!([{ "op": "Add", "path": "members", "value": [{ "value": user }] }]);
    assert_eq!(send(&add, "").status, 204);
    // Again, and with the answer that was asked for.
    let shown = send(&add, "?attributes=members");
    assert_eq!(shown.status, 200);
    let reference = format!("{base}/Users/{user}");
    let member = json!([{ "value": user, "$ref": reference, "type": "User" }]);
    assert_eq!(shown.json()["members"], member);
    let body = scim.get(&place).json();
    assert_eq!(
        (&body["displayName"], &body["members"]),
        (&json!("Sellers"), &member)
    );
    assert_eq!(
        scim.get(&format!("/Users/{user}")).json()["groups"][0]["display"],
        "Sellers"
    );

    let remove = json!([{ "op": "Remove", "path": "members", "value": [{ "value": user }] }]);
    assert_eq!(send(&remove, "").status, 204);
    assert_eq!(scim.get(&place).json().get("members"), None);
    let unknown = json!([{ "op": "Add", "path": "members", "value": [{ "value": "nobody" }] }]);
    assert_eq!(send(&unknown, "").json()["scimType"], "invalidValue");

    assert_eq!(scim.delete(&place).status, 204);
    assert_eq!(scim.get(&place).status, 404);
    assert_eq!(scim.get(&format!("/Users/{user}")).status, 200);
}
