//! What groups give: roles where the tenant says so, and a claim where an application asks.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use super::SERVER;
use super::provisioner::Provisioner;
use crate::harness::{Browser, Person};

/// What a JWT says.
fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL.decode(payload).unwrap()).unwrap()
}

#[test]
fn membership_gives_and_takes_a_role_and_is_told_to_applications() {
    let acme = SERVER.tenant("groups", &[]);
    let scim = Provisioner::of(&acme);
    let scopes = ["openid", "admin", "groups"].map(|scope| ["--scope", scope]);
    acme.app("portal", &[&["--public"], scopes.as_flattened()].concat());
    let root = Person::named("root").with_pin("482915");
    acme.invite(&root, &["--role", "tenant_admin"]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let found = scim.find("/Users", "userName eq \"ada\"");
    let id = &found["Resources"][0]["id"];
    let group = scim.group("Staff", &[id]);
    scim.group("Guides", &[id]);

    let log_in = |person: &Person| {
        let tokens = acme.log_in_for("portal", person, &["openid", "admin", "groups"]);
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        (tokens, Browser::new().with("authorization", bearer))
    };
    let (_, administrator) = log_in(&root);
    let (tokens, member) = log_in(&ada);
    let told = json!(["Guides", "Staff"]);
    assert_eq!(claims(&tokens["id_token"])["groups"], told);
    let userinfo = format!("{}/userinfo", acme.issuer());
    assert_eq!(member.get(&userinfo).json()["groups"], told);

    let tenant = format!("{}/api/tenants/{}", acme.url, acme.id);
    let users = format!("{tenant}/users");
    assert_eq!(member.get(&users).status, 403);
    let give = |browser: &Browser, role: &str| {
        let body = json!({ "group_roles": [{ "group_id": group, "role": role }] });
        let json = [("content-type", "application/json")];
        browser.send("PATCH", &tenant, &json, body.to_string().into())
    };
    assert_eq!(give(&administrator, "global_admin").status, 422);
    // No key gives what only people give, whatever its scopes.
    let key = SERVER.json(&[
        "admin", "api-key", "create", "--tenant", &acme.id, "--scope", "TENANT", "--scope", "SCIM2",
    ]);
    let key = Browser::new().with("x-api-key", key["api_key"].as_str().unwrap());
    assert_eq!(give(&key, "tenant_admin").status, 422);
    assert_eq!(member.get(&users).status, 403);
    let given = give(&administrator, "tenant_admin");
    assert_eq!(given.status, 200, "{given}");
    assert_eq!(given.json()["group_roles"][0]["group_id"], *group);

    // The settings are remembered for five seconds; membership counts at once.
    let deadline = Instant::now() + Duration::from_mins(1);
    while member.get(&users).status != 200 {
        assert!(Instant::now() < deadline, "the group gives no role");
    }
    let place = format!("/Groups/{group}");
    let remove = json!([{ "op": "remove", "path": "members" }]);
    let add = json!([{ "op": "add", "path": "members", "value": [{ "value": id }] }]);
    for (operations, status) in [(&remove, 403), (&add, 200), (&remove, 403)] {
        assert_eq!(scim.patch(&place, operations).status, 204);
        assert_eq!(member.get(&users).status, status);
    }
    assert_eq!(member.get(&userinfo).json()["groups"], json!(["Guides"]));
}
