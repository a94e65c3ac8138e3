//! A tenant's receiver is told of what is provisioned, by signed events.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use openssl::pkey::{Id, PKey};
use openssl::sign::Verifier;
use serde_json::{Value, json};

use super::provisioner::{Provisioner, place};
use crate::harness::{Browser, Home, Receiver, Tenant};

const PROV: &str = "urn:ietf:params:scim:event:prov";

/// Who is told, with nothing but what the tenant publishes about itself.
struct Listener<'a> {
    receiver: Receiver,
    acme: &'a Tenant,
}

impl Listener<'_> {
    /// The next event, if its signature is the tenant's.
    fn next(&self) -> Value {
        let posted = self.receiver.next();
        assert_eq!(posted.content_type, "application/secevent+jwt");
        let (signed, signature) = posted.body.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let read = |part: &str| -> Value {
            serde_json::from_slice(&BASE64URL.decode(part).unwrap()).unwrap()
        };
        let header = read(header);
        assert_eq!(
            (&header["typ"], &header["alg"]),
            (&json!("secevent+jwt"), &json!("EdDSA"))
        );
        let browser = Browser::new();
        let well_known = format!("{}/.well-known/openid-configuration", self.acme.issuer());
        let jwks_uri = browser.get(&well_known).json()["jwks_uri"].clone();
        let keys = browser.get(jwks_uri.as_str().unwrap()).json();
        let mut keys = keys["keys"].as_array().unwrap().iter();
        let key = keys.find(|key| key["kid"] == header["kid"]).unwrap();
        let key = BASE64URL.decode(key["x"].as_str().unwrap()).unwrap();
        let key = PKey::public_key_from_raw_bytes(&key, Id::ED25519).unwrap();
        let mut verifier = Verifier::new_without_digest(&key).unwrap();
        let signature = BASE64URL.decode(signature).unwrap();
        assert!(
            verifier
                .verify_oneshot(&signature, signed.as_bytes())
                .unwrap()
        );

        let claims = read(claims);
        assert_eq!(claims["iss"], self.acme.issuer());
        assert_eq!(claims["aud"], format!("{}/events", self.receiver.url));
        assert_eq!(claims["jti"].as_str().unwrap().len(), 43);
        for absent in ["sub", "exp", "nonce"] {
            assert_eq!(claims.get(absent), None);
        }
        claims
    }

    /// The next event is about that resource, and of these kinds.
    fn hears(&self, path: &str, kinds: &[&str]) -> Value {
        let claims = self.next();
        assert_eq!(claims["sub_id"]["format"], "scim");
        assert_eq!(claims["sub_id"]["uri"], path, "{claims}");
        let mut told: Vec<_> = claims["events"].as_object().unwrap().keys().collect();
        told.sort_unstable();
        let mut kinds: Vec<_> = kinds.iter().map(|kind| format!("{PROV}:{kind}")).collect();
        kinds.sort_unstable();
        assert_eq!(told, kinds.iter().collect::<Vec<_>>());
        claims
    }
}

#[test]
fn a_receiver_that_was_down_is_told_of_every_change_in_its_order() {
    let server = Home::new().with("OUTBOUND__ALLOWED", "127.0.0.1").start();
    let receiver = Receiver::start();
    let told = format!(r#"provisioning_events={{"url":"{}/events"}}"#, receiver.url);
    let acme = server.tenant("acme", &[&told]);
    let listener = Listener {
        receiver,
        acme: &acme,
    };
    let scim = Provisioner::on(&server, &acme);
    let config = scim.get("/ServiceProviderConfig").json();
    let announced = config["securityEvents"]["eventUris"].as_array().unwrap();
    assert!(announced.contains(&json!(format!("{PROV}:create:notice"))));

    // The receiver is down at first: everything waits, and nothing is lost or overtaken.
    let bob = json!({ "userName": "bob", "externalId": "b-7", "title": "Guide",
        "emails": [{ "value": "bob@example.org" }] });
    let bob = scim.user(bob);
    let user = place(&bob);
    let title = json!([{ "op": "replace", "path": "title", "value": "Captain" }]);
    assert_eq!(scim.patch(&user, &title).status, 200);
    // A change that changes nothing, and one that is refused, are none.
    assert_eq!(scim.patch(&user, &title).status, 200);
    let taken = json!({ "schemas": bob["schemas"], "userName": "bob",
        "emails": [{ "value": "other@example.org" }] });
    assert_eq!(scim.send("POST", "/Users", &taken).status, 409);
    for active in [false, true] {
        let switch = json!([{ "op": "replace", "path": "active", "value": active }]);
        assert_eq!(scim.patch(&user, &switch).status, 200);
    }
    let mut whole = bob.clone();
    whole["nickName"] = json!("Bobby");
    assert_eq!(scim.send("PUT", &user, &whole).status, 200);
    let crew = scim.group("Crew", &[]);
    let group = format!("/Groups/{crew}");
    let join = json!([{ "op": "add", "path": "members", "value": [{ "value": bob["id"] }] }]);
    assert_eq!(scim.patch(&group, &join).status, 204);
    assert_eq!(scim.delete(&group).status, 204);
    assert_eq!(scim.delete(&user).status, 204);

    let created = listener.hears(&user, &["create:notice"]);
    assert_eq!(created["sub_id"]["externalId"], "b-7");
    let notice = &created["events"][format!("{PROV}:create:notice")];
    assert_eq!(notice["version"], bob["meta"]["version"]);
    let named = notice["attributes"].as_array().unwrap();
    for attribute in ["userName", "title", "emails", "externalId"] {
        assert!(named.contains(&json!(attribute)), "{notice}");
    }
    assert!(!created.to_string().contains("Guide"), "{created}");
    let patched = listener.hears(&user, &["patch:notice"]);
    let notice = &patched["events"][format!("{PROV}:patch:notice")];
    assert_eq!(notice["attributes"], json!(["title"]));
    assert_ne!(patched["jti"], created["jti"]);
    for kind in ["deactivate", "activate"] {
        let switched = listener.hears(&user, &["patch:notice", kind]);
        let notice = &switched["events"][format!("{PROV}:patch:notice")];
        assert_eq!(notice["attributes"], json!(["active"]));
    }
    listener.hears(&user, &["put:notice"]);
    listener.hears(&group, &["create:notice"]);
    let joined = listener.hears(&group, &["patch:notice"]);
    let notice = &joined["events"][format!("{PROV}:patch:notice")];
    assert_eq!(notice["attributes"], json!(["members"]));
    listener.hears(&group, &["delete"]);
    listener.hears(&user, &["delete"]);
}

#[test]
fn a_tenant_says_over_http_who_is_told() {
    let server = Home::new().with("OUTBOUND__ALLOWED", "127.0.0.1").start();
    let receiver = Receiver::start();
    let acme = server.tenant("acme", &[]);
    let key = server.json(&[
        "admin", "api-key", "create", "--tenant", "acme", "--scope", "TENANT",
    ]);
    let key = Browser::new().with("x-api-key", key["api_key"].as_str().unwrap());
    let url = format!("{}/api/tenants/acme", acme.url);
    let set = |receiver: Value| {
        let body = json!({ "provisioning_events": receiver });
        let json = [("content-type", "application/json")];
        key.send("PATCH", &url, &json, body.to_string().into())
    };
    for refused in [
        json!({ "url": "http://hr.example/events" }),
        json!({ "url": "javascript:alert(1)" }),
        json!({ "url": "https://hr.example/events", "sing_alg": "none" }),
        json!({}),
        json!("https://hr.example/events"),
    ] {
        let answer = set(refused.clone());
        assert_eq!(answer.status, 422, "{refused}: {answer}");
    }
    let events = format!("{}/events", receiver.url);
    let given = set(json!({ "url": events })).json();
    let stored = json!({ "url": events, "sing_alg": "EdDSA" });
    assert_eq!(given["provisioning_events"], stored);
    let taken_back = set(Value::Null);
    assert_eq!(taken_back.json()["provisioning_events"], Value::Null);
}
